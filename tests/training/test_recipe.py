"""The recipe of the starter packages: texts, augmentation, batches; the model where torch is."""

from __future__ import annotations

import itertools
import json
import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training import augment, data, model_card, text, variants
from training.data import Group, Mixture, Pairs, Part, Rows
from training.text import Triple

DEMAND = Triple(
    "The Kivu Union asks that 1,250 people and 14 nurses be heard by 2031.",
    "La Kivu Union pide que 1.250 personas y 14 enfermeras sean escuchadas antes de 2031.",
    "La Kivu Union demande que 1 250 personnes et 14 infirmières soient entendues avant 2031.",
)


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


# Texts


@pytest.mark.parametrize(
    ("given", "language", "expected"),
    [
        ("  “It’s\u00a0late…”\n", "en", '"It\'s late..."'),
        ("«¿Quién?», dijo.", "es", '"¿Quién?", dijo.'),
        ("« a » dit « b »", "fr", '"a" dit "b"'),
        ("Pourquoi? Parce que\u202f: voilà!", "fr", "Pourquoi ? Parce que : voilà !"),
        ("https://example.org à 10:30", "fr", "https://example.org à 10:30"),
    ],
)
def test_normalise(given: str, language: str, expected: str) -> None:
    assert text.normalise(given, language) == expected
    assert text.normalise(expected, language) == expected


def _write(path: Path, *rows: tuple[str, ...]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")


def test_register_is_normalised_and_each_english_line_taken_once(tmp_path: Path) -> None:
    _write(tmp_path / "b.tsv", ("Stop “now”.", "Otra.", "Autre."))
    _write(tmp_path / "a.tsv", ('Stop "now".', "Basta «ya».", "Assez: « ça »."))
    assert text.read_register(tmp_path) == [Triple('Stop "now".', 'Basta "ya".', 'Assez : "ça".')]


def test_a_register_line_without_three_columns_is_an_error(tmp_path: Path) -> None:
    _write(tmp_path / "a.tsv", ("One", "Uno"))
    with pytest.raises(ValueError, match="three columns"):
        text.read_register(tmp_path)


def test_what_shares_eight_words_with_the_test_set_is_dropped(tmp_path: Path) -> None:
    for language in text.LANGUAGES:
        _write(tmp_path / f"udhr.en-{language}.tsv", ("id", "a b c d e f g h i", "p q r"))
    forbidden = text.spans_of_tests(tmp_path)
    near = Triple("x", "x B, c d e f g h; i", "x")
    far = Triple("a b c d e f g", "h i", "p q r")
    assert text.unlike([near, far], forbidden) == [far]


# Augmentation


def test_stand_ins_stand_in_all_three_texts() -> None:
    triple = Triple("We met Ana Ruiz in Oslo.", "Vimos a Ana Ruiz en Oslo.", "Ana Ruiz à Oslo.")
    made = [augment.with_stand_ins(triple, seeded(seed)) for seed in range(20)]
    assert all(one is not None and "Ana Ruiz" not in "".join(one) for one in made)
    assert any(one and all("X1" in side and "X2" in side for side in one) for one in made)


def test_nothing_to_stand_in_for() -> None:
    triple = Triple("Kenya asks on Monday.", "Kenia pregunta el lunes.", "Le Kenya, lundi.")
    assert augment.with_stand_ins(triple, seeded(0)) is None


def test_other_numbers_are_written_as_each_language_writes_them() -> None:
    variants = augment.with_other_numbers(DEMAND, seeded(3))
    assert len(variants) == 4
    for variant in variants:
        english, spanish, french = (
            "".join(char for char in side if char.isdigit()) for side in variant
        )
        assert english == spanish == french
        assert "," in variant.en
        assert "." in variant.es[:-1]
        assert "," not in variant.fr


@pytest.mark.parametrize(
    "triple",
    [
        Triple("On 1 May we march.", "El 1 de mayo marchamos.", "Le 1er mai, nous marchons."),
        Triple("It took 7 of 7 votes.", "Fueron 7 de 7 votos.", "Il a eu 7 voix sur 7."),
    ],
)
def test_numbers_that_cannot_be_changed_alone_stay(triple: Triple) -> None:
    assert augment.with_other_numbers(triple, seeded(0)) == []


def test_what_has_stand_ins_gets_no_others() -> None:
    triple = Triple("See X1 in Oslo.", "Vea X1 en Oslo.", "Voir X1 à Oslo.")
    assert augment.with_stand_ins(triple, seeded(0)) is None


def test_augmentation_repeats_itself() -> None:
    first, second = (augment.augment([DEMAND] * 5, seed=7) for _ in range(2))
    assert first == second != augment.augment([DEMAND] * 5, seed=8)


def test_invented_names_stand_alike_in_all_texts() -> None:
    sides = ("We told Ana Ruiz of NATO.", "Hablamos a Ana Ruiz de NATO.", "À Ana Ruiz, NATO.")
    for seed in range(20):
        made = variants.with_invented_names(sides, seeded(seed))
        assert made is not None
        told = re.fullmatch(r"We told (\S+ \S+) of ([A-Z]{2,6})\.", made[0])
        assert told is not None
        name, acronym = told.groups()
        assert made[1:] == (f"Hablamos a {name} de {acronym}.", f"À {name}, {acronym}.")
        assert name.istitle() or "-" in name
        assert "Ruiz" not in name


@pytest.mark.parametrize(
    "sides",
    [
        ("Kenya asks on Monday.", "Kenia pregunta el lunes."),
        ("No one came.", "No vino nadie."),  # "No" opens both sentences
        ("See X1 and X2.", "Véanse X1 y X2."),
    ],
)
def test_no_name_is_invented_where_none_stands_alike(sides: tuple[str, str]) -> None:
    assert variants.with_invented_names(sides, seeded(0)) is None


def test_number_words_change_in_all_texts_at_once() -> None:
    sides = ("Seven of ten agree.", "Siete de cada diez.", "Sept sur dix.")
    for seed in range(20):
        made = variants.with_other_number_words(sides, Triple._fields, seeded(seed))
        assert made is not None
        places = [
            [words.index(word) for word in re.findall(r"[\w-]+", side.lower()) if word in words]
            for side, words in zip(made, variants.NUMBERS.values(), strict=True)
        ]
        assert places[0] == places[1] == places[2]
        assert len(places[0]) == 2
        assert all(side[0].isupper() for side in made)


@pytest.mark.parametrize(
    "sides",
    [
        ("Two thirds agree.", "Dos tercios.", "Les deux tiers."),
        ("Both two and two.", "Dos.", "Deux."),
        ("Twenty-two came.", "Vinieron veintidós.", "Vingt-deux sont venus."),
    ],
)
def test_number_words_that_cannot_be_changed_alone_stay(sides: tuple[str, str, str]) -> None:
    assert variants.with_other_number_words(sides, Triple._fields, seeded(0)) is None


def test_short_statements_become_headlines_and_quotations() -> None:
    triple = Triple("We ask for peace in the valley.", "Pedimos paz.", "Nous demandons la paix.")
    made = variants.vary([triple] * 200, seed=1)
    assert made == variants.vary([triple] * 200, seed=1)
    bare = "We ask for peace in the valley", "Pedimos paz", "Nous demandons la paix"
    assert Triple(*bare) in made
    assert Triple("We Ask for Peace in the Valley", *bare[1:]) in made
    assert Triple(f"{bare[0]}:", f"{bare[1]}:", f"{bare[2]} :") in made
    assert any(one.es.startswith('"Pedimos paz", dijo ') for one in made)
    assert variants.vary([Triple("Who asks?", "¿Quién?", "Qui ?")] * 50, seed=1) == []


# Corpora and batches


def test_the_same_triples_are_held_out_whatever_stands_beside_them(tmp_path: Path) -> None:
    prepare = pytest.importorskip("training.prepare")
    words = ["".join(letters) for letters in itertools.product("abcdefg", repeat=3)]
    triples = [Triple(f"Line {word}", f"Línea {word}", f"Ligne {word}") for word in words]
    held_out = [triple for triple in triples if prepare.is_held_out(triple)]
    assert 2 <= len(held_out) <= 25
    for language in text.LANGUAGES:
        _write(tmp_path / f"udhr.en-{language}.tsv", ("id", "a", "b"))
    (tmp_path / "register").mkdir()
    _write(tmp_path / "register/a.tsv", *reversed(triples))
    train, unseen = prepare.read_register(tmp_path / "register", tmp_path, seed=1)
    assert set(unseen) == set(held_out)
    assert set(triples) - set(unseen) <= set(train)
    assert not set(unseen) & set(train)


def test_a_corpus_is_capped_and_freed_of_scraps() -> None:
    prepare = pytest.importorskip("training.prepare")
    rows = [("of three words", "x")] * 20_000 + [("two words", "x")] * 50
    chosen = prepare.choose("bible", rows, seeded(0))
    assert len(chosen) == 15_000
    assert ("two words", "x") not in chosen
    assert len(prepare.choose("vocabulary", rows[-50:], seeded(0))) == 50


def _mixture(size: int = 60) -> Mixture:
    rng = np.random.default_rng(0)

    def rows() -> list[list[int]]:
        return [rng.integers(5, 40, rng.integers(3, 12)).tolist() for _ in range(size)]

    def part(tag: int) -> Part:
        targets = Rows.of(rows())
        groups = rng.integers(0, len(Group), size).astype(np.uint8)
        links = Rows.of([0] * int(length) for length in targets.lengths)
        return Part(tag, Pairs(Rows.of(rows()), targets, groups), links)

    return Mixture([part(tag) for tag in data.TAGS.values()])


def test_a_round_draws_no_pair_twice_and_fills_no_batch_too_much() -> None:
    mixture = _mixture()
    batches = data.draw(mixture, 64, late=False, seed=(0, 1))
    assert sorted(place for batch in batches for place in batch) == list(range(len(mixture)))
    for batch in batches:
        rows = [mixture.row(place) for place in batch]
        longest = max(max(len(row.source), len(row.target)) for row in rows) + 1
        assert longest * len(batch) <= 64
    assert batches == data.draw(mixture, 64, late=False, seed=(0, 1))
    assert batches != data.draw(mixture, 64, late=False, seed=(0, 2))


def test_a_batch_has_its_tags_and_its_links_one_on() -> None:
    rows = [
        data.Row(np.array([7, 8], np.int32), np.array([9], np.int32), 3, np.array([1], np.int32)),
        data.Row(np.array([7], np.int32), np.array([9, 6], np.int32), 4, np.array([0, -1], "i4")),
    ]
    batch = data.collate(rows)
    assert batch.source.tolist() == [[3, 7, 8], [4, 7, 0]]
    assert batch.source_mask.tolist() == [[True, True, True], [True, True, False]]
    assert batch.target.tolist() == [[3, 9, 0], [4, 9, 6]]
    assert batch.labels.tolist() == [[9, 2, -100], [9, 6, 2]]
    assert batch.links.tolist() == [[2, -100, -100], [1, -100, -100]]


def test_pairs_survive_the_disk(tmp_path: Path) -> None:
    pairs = Pairs(Rows.of([[1, 2], []]), Rows.of([[70_000], [3]]), np.zeros(2, np.uint8))
    data.save_pairs(tmp_path / "pairs.npz", pairs)
    again = data.load_pairs(tmp_path / "pairs.npz")
    assert [again.source[n].tolist() for n in range(2)] == [[1, 2], []]
    assert again.target[0].tolist() == [70_000]


def test_words_that_meet_often_are_linked() -> None:
    pytest.importorskip("scipy")
    align = pytest.importorskip("training.align")
    rng = np.random.default_rng(0)
    swap = [1, 0, 3, 2, 5, 4]
    sources = [rng.permutation(np.arange(5, 25))[:6] for _ in range(200)]
    targets = [source[swap] + 20 for source in sources]
    pairs = Pairs(Rows.of(sources), Rows.of(targets), np.zeros(200, np.uint8))
    links = align.align(pairs, vocabulary=50)
    assert {tuple(links[place].tolist()) for place in range(200)} == {tuple(swap)}


def test_a_model_card_says_how_good_and_how_free(tmp_path: Path) -> None:
    class Measured:
        chrf, drafted, copied, sentences, signature = 45.67, 50.12, 25.0, 135, "nrefs:1"

    metadata = {"package_version": "0.1", "from_code": "en", "from_name": "English",
                "to_code": "es", "to_name": "Spanish"}  # fmt: skip
    (tmp_path / "metadata.json").write_text(json.dumps(metadata), "utf-8")
    card = model_card.render(tmp_path, Measured())
    assert "**45.7**" in card
    assert "Never publish its output unreviewed" in card
    assert "GFDL" in card


# The model: only where torch is installed


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch")


def _sizes() -> Any:
    model = pytest.importorskip("training.model")
    return model.Sizes(vocabulary=40, width=16, heads=2, inner=32, encoder=2, decoder=2)


def test_the_fused_loss_is_that_of_torch(torch: Any) -> None:
    model = pytest.importorskip("training.model")
    torch.manual_seed(0)
    shapes = ((900, 16), (40, 16), (40,))
    given = [torch.randn(shape).bfloat16().float().requires_grad_() for shape in shapes]
    labels = torch.randint(40, (900,))
    fused = model.LinearCrossEntropy.apply(*given, labels, 0.1)
    logits = torch.nn.functional.linear(*given)
    plain = torch.nn.functional.cross_entropy(logits, labels, label_smoothing=0.1)
    assert fused.item() == pytest.approx(plain.item(), rel=5e-3)
    for ours, theirs in zip(
        torch.autograd.grad(fused, given), torch.autograd.grad(plain, given), strict=True
    ):
        assert torch.nn.functional.cosine_similarity(ours.flatten(), theirs.flatten(), 0) > 0.999
        assert (ours.norm() / theirs.norm()).item() == pytest.approx(1, rel=5e-3)


def test_the_decoder_does_not_see_ahead(torch: Any) -> None:
    model = pytest.importorskip("training.model")
    torch.manual_seed(0)
    transformer = model.Transformer(_sizes())
    source = torch.tensor([[3, 7, 8]])
    mask = torch.ones_like(source, dtype=torch.bool)
    one, _ = transformer(source, mask, torch.tensor([[3, 9, 10]]))
    other, _ = transformer(source, mask, torch.tensor([[3, 9, 30]]))
    assert torch.allclose(one[:, :2], other[:, :2], atol=1e-5)
    assert not torch.allclose(one[:, 2], other[:, 2], atol=1e-5)


def test_muon_makes_updates_orthogonal(torch: Any) -> None:
    optimizer = pytest.importorskip("training.optimizer")
    torch.manual_seed(0)
    for shape in ((16, 16), (64, 16), (16, 64)):
        values = torch.linalg.svdvals(optimizer.orthogonal(torch.randn(shape)))
        assert values.min() > 0.3
        assert values.max() < 1.4


def _trainer(torch: Any, steps: int = 24) -> Any:
    train = pytest.importorskip("training.train")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    return train.Trainer(_sizes(), _mixture(), train.Recipe(steps=steps, tokens=64))


def test_training_learns_and_repeats_itself(torch: Any) -> None:
    first, second = _trainer(torch, 60), _trainer(torch, 60)
    losses = [first.step()[0] for _ in range(60)]
    assert np.mean(losses[-20:]) < np.mean(losses[:20])
    assert losses == [second.step()[0] for _ in range(60)]


def test_a_resumed_training_ends_as_if_it_had_not_stopped(torch: Any, tmp_path: Path) -> None:
    train = pytest.importorskip("training.train")
    whole, first, second = (_trainer(torch) for _ in range(3))
    for _ in range(24):
        whole.step()
    for _ in range(13):
        first.step()
    train.save(tmp_path / "checkpoint.pt", first.state())
    second.restore(torch.load(tmp_path / "checkpoint.pt", weights_only=True))
    for _ in range(11):
        second.step()
    ours, theirs = second.result(), whole.result()
    assert ours["progress"] == theirs["progress"]
    assert all(
        torch.equal(ours["weights"][name], theirs["weights"][name]) for name in ours["weights"]
    )
    assert not list(tmp_path.glob("*.tmp"))


def test_a_warm_start_goes_on_from_given_weights(torch: Any) -> None:
    train = pytest.importorskip("training.train")
    weights = _trainer(torch).model.state_dict()
    weights = {name: weight + 0.25 for name, weight in weights.items()}
    warm = train.Trainer(_sizes(), _mixture(), train.Recipe(steps=24, tokens=64, warm=True))
    warm.start(weights)
    assert all(
        torch.equal(weights[name], weight) for name, weight in warm.model.state_dict().items()
    )
    assert warm.progress.late
    assert train.learning_rate(500, 0.1, warm=True) == train.learning_rate(500, 0.1) / 8
    assert train.guide_weight(0.0, warm=True) == train.guide_weight(1.0)


def test_a_pause_within_a_step_hardly_counts(torch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    train = pytest.importorskip("training.train")
    trainer = _trainer(torch, 3)
    clock = iter([0.0, 1.0, 1.0, 900.0, 900.0, 901.0])  # stopped in the second step
    monkeypatch.setattr(train.time, "monotonic", lambda: next(clock))
    list(trainer.run({}, every=1e9))
    assert trainer.progress.seconds == 12


def test_a_training_goes_on_with_fewer_pairs_than_before(torch: Any) -> None:
    train = pytest.importorskip("training.train")
    long, short = _trainer(torch, 60), None
    for _ in range(10):
        long.step()
    short = train.Trainer(_sizes(), _mixture(4), train.Recipe(steps=60, tokens=64))
    short.restore(long.state())
    short.step()
    assert short.progress.round == 1


def test_both_languages_get_the_same_weights(torch: Any, tmp_path: Path) -> None:
    convert = pytest.importorskip("training.convert")
    trained = _trainer(torch).result()
    before = {name: weight.clone() for name, weight in trained["weights"].items()}
    vocabulary = ["<unk>", "<s>", "</s>", "<2es>", "<2fr>", *(f"p{n}" for n in range(35))]
    sizes = convert.Sizes(**trained["sizes"])
    for language in text.LANGUAGES:
        (tmp_path / language).mkdir()
        weights = convert.arrays(trained["weights"])
        convert.build(sizes, weights, vocabulary, data.TAGS[language]).save(
            str(tmp_path / language)
        )
    assert (tmp_path / "es/model.bin").read_bytes() == (tmp_path / "fr/model.bin").read_bytes()
    config = json.loads((tmp_path / "fr/config.json").read_text("utf-8"))
    assert {config["bos_token"], config["decoder_start_token"]} == {vocabulary[4]}
    assert config["add_source_bos"] is True
    assert all(torch.equal(before[name], weight) for name, weight in trained["weights"].items())


def _package(torch: Any, folder: Path, trained: dict[str, Any]) -> Path:
    convert = pytest.importorskip("training.convert")
    vocabulary = ["<unk>", "<s>", "</s>", "<2es>", "<2fr>", *(f"p{n}" for n in range(35))]
    weights = convert.arrays(trained["weights"])
    spec = convert.build(convert.Sizes(**trained["sizes"]), weights, vocabulary, 4)
    (folder / "model").mkdir(parents=True)
    spec.save(str(folder / "model"))
    return folder


def test_weights_are_recovered_from_a_package(torch: Any, tmp_path: Path) -> None:
    """To the step of int8, and converted again they give the same file, byte for byte."""
    recover = pytest.importorskip("training.recover")
    trainer = _trainer(torch)
    for _ in range(5):
        trainer.step()
    trained = trainer.result()
    package = _package(torch, tmp_path / "first", trained)
    recovered = recover.recover(package)
    assert recovered["sizes"] == trained["sizes"]
    assert set(recovered["weights"]) == set(trained["weights"])
    for name, weight in trained["weights"].items():
        step = weight.abs().amax(-1, keepdim=True) / 127
        assert bool(((recovered["weights"][name] - weight).abs() <= 0.51 * step).all()), name
    again = _package(torch, tmp_path / "second", recovered)
    assert (again / "model/model.bin").read_bytes() == (package / "model/model.bin").read_bytes()


def test_soup_lies_between_the_package_and_the_new_weights(torch: Any, tmp_path: Path) -> None:
    soup = pytest.importorskip("training.soup")
    recover = pytest.importorskip("training.recover")
    train = pytest.importorskip("training.train")
    trainer = _trainer(torch)
    package = _package(torch, tmp_path / "old", trainer.result())
    for _ in range(5):
        trainer.step()
    new = trainer.result()
    train.save(tmp_path / "model.pt", new)
    soup.main([str(package), "--work", str(tmp_path), "--share", "0.25"])
    kept, made = (torch.load(tmp_path / name) for name in ("model.new.pt", "model.pt"))
    old = recover.recover(package)["weights"]
    for name, weight in new["weights"].items():
        assert torch.equal(kept["weights"][name], weight)
        between = 0.75 * old[name] + 0.25 * weight
        assert torch.allclose(made["weights"][name], between, atol=1e-6), name


def test_a_model_of_another_kind_is_not_recovered(torch: Any, tmp_path: Path) -> None:
    recover = pytest.importorskip("training.recover")
    (tmp_path / "model.bin").write_bytes(b"\x05\0\0\0\x03\0Ab\0\x01\0\0\0")
    with pytest.raises(ValueError, match="Ab in format 5"):
        recover.read_variables(tmp_path / "model.bin")


def test_ctranslate2_computes_what_torch_computes(torch: Any, tmp_path: Path) -> None:
    """Scores of a forced translation agree, int8 against float32, position by position."""
    convert = pytest.importorskip("training.convert")
    ctranslate2 = pytest.importorskip("ctranslate2")
    trainer = _trainer(torch, 150)
    for _ in range(60):
        trainer.step()
    trained = trainer.result()
    vocabulary = ["<unk>", "<s>", "</s>", "<2es>", "<2fr>", *(f"p{n}" for n in range(35))]
    spec = convert.build(
        convert.Sizes(**trained["sizes"]), convert.arrays(trained["weights"]), vocabulary, 3
    )
    spec.save(str(tmp_path))
    translator = ctranslate2.Translator(str(tmp_path), device="cpu")
    source, target = [6, 9, 30], [12, 20, 7]
    scored = translator.score_batch(
        [[vocabulary[n] for n in source]], [[vocabulary[n] for n in target]]
    )[0].log_probs
    with torch.no_grad():
        ids = torch.tensor([[3, *source]])
        states, _ = trainer.model(ids, ids > 0, torch.tensor([[3, *target]]))
        weight, bias = trainer.model.embedding.weight, trainer.model.output_bias
        chances = torch.nn.functional.linear(states[0], weight, bias).log_softmax(-1)
    expected = chances[torch.arange(4), torch.tensor([*target, 2])].tolist()
    assert scored == pytest.approx(expected, abs=0.15)
