"""The recipe of the starter packages: texts, augmentation, batches; the model where torch is."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training import augment, data, model_card, text
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


def test_augmentation_repeats_itself() -> None:
    first, second = (augment.augment([DEMAND] * 5, seed=7) for _ in range(2))
    assert first == second != augment.augment([DEMAND] * 5, seed=8)


# Corpora and batches


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


def test_both_languages_get_the_same_weights(torch: Any, tmp_path: Path) -> None:
    convert = pytest.importorskip("training.convert")
    trained = _trainer(torch).result()
    before = {name: weight.clone() for name, weight in trained["weights"].items()}
    vocabulary = ["<unk>", "<s>", "</s>", "<2es>", "<2fr>", *(f"p{n}" for n in range(35))]
    sizes = convert.Sizes(**trained["sizes"])
    for language in text.LANGUAGES:
        (tmp_path / language).mkdir()
        weights = convert.arrays(trained["weights"])
        convert.build(sizes, weights, vocabulary, language).save(str(tmp_path / language))
    assert (tmp_path / "es/model.bin").read_bytes() == (tmp_path / "fr/model.bin").read_bytes()
    config = json.loads((tmp_path / "fr/config.json").read_text("utf-8"))
    assert {config["bos_token"], config["decoder_start_token"]} == {vocabulary[4]}
    assert config["add_source_bos"] is True
    assert all(torch.equal(before[name], weight) for name, weight in trained["weights"].items())


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
        convert.Sizes(**trained["sizes"]), convert.arrays(trained["weights"]), vocabulary, "es"
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
