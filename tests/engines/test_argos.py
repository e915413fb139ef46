"""The real starter packages through the real CTranslate2."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.engines import packages
from communique.engines.argos import ArgosEngine, _join, _Part
from communique.engines.base import Model, Settings, Task, Translation
from communique.engines.routing import models
from communique.engines.store import SentenceStore, recipe
from communique.engines.subwords import Piece, detokenise, joined
from communique.errors import CommuniqueError

SENTENCES = [
    "We demand peace.",
    "The committee will meet again on 10 December 2026.",
    "All prisoners must be released.",
    "Water is a public good.",
    "Our demands",
]


@pytest.fixture(scope="module", params=["es", "fr"])
def engine(request: pytest.FixtureRequest) -> ArgosEngine:
    return ArgosEngine(packages.find("en", request.param).path, Settings())


@cache
def spanish() -> ArgosEngine:
    package = next(one for one in packages.shipped() if one.target == "es")
    return ArgosEngine(package.path, Settings())


@pytest.fixture(autouse=True)
def _no_installed_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "installed", list)


def test_the_starters_are_argos_packages_of_at_most_12_mb() -> None:
    from argostranslate.package import Package

    for shipped in packages.shipped():
        argos = Package(shipped.path)
        assert (argos.from_code, argos.to_code) == (shipped.source, shipped.target)
        assert argos.tokenizer is not None
        size = sum(path.stat().st_size for path in shipped.path.rglob("*") if path.is_file())
        assert size <= 12_000_000
    assert {(one.source, one.target) for one in packages.shipped()} == {("en", "es"), ("en", "fr")}


def test_sentences_come_out_in_the_other_language_and_in_order(engine: ArgosEngine) -> None:
    import py3langid

    results = engine.translate(SENTENCES).translations
    assert len(results) == len(SENTENCES)
    assert "2026" in results[1].text
    language = packages.metadata(Path(engine.folder))["to_code"]
    py3langid.set_languages(["en", str(language)])
    found = py3langid.classify(" ".join(result.text for result in results))[0]
    py3langid.set_languages(None)
    assert found == language


def test_a_batch_says_what_one_by_one_says(engine: ArgosEngine) -> None:
    together = [result.text for result in engine.translate(SENTENCES).translations]
    alone = [engine.translate([sentence]).translations[0].text for sentence in SENTENCES]
    assert together == alone


def test_links_stay_inside_both_texts(engine: ArgosEngine) -> None:
    source = "We call on all “parties” to respect the ceasefire."
    result = engine.translate([source], aligned=True).translations[0]
    assert result.links
    for link in result.links:
        assert 0 <= link.source_start <= link.source_end <= len(source)
        assert 0 <= link.target_start < link.target_end <= len(result.text)


def test_odd_input_comes_back_whole(engine: ArgosEngine) -> None:
    odd = ["", " ", "12", "★★★", "—", "2026-05-04"]
    assert [result.text for result in engine.translate(odd).translations] == odd


def test_a_sentence_beyond_the_models_reach_is_cut_not_truncated(engine: ArgosEngine) -> None:
    long = ", ".join(f"delegate number {n} spoke of peace" for n in range(101, 161)) + "."
    assert len(engine._parts(0, long)) > 1
    assert "".join(part.text for part in engine._parts(0, long)) == long
    endless = "peace" * 2000
    assert "".join(part.text for part in engine._parts(0, endless)) == endless


@given(
    st.text("ab ,;é好\u00a0", max_size=60),
    st.sampled_from([1, 40, 400, 4000]),
    st.sampled_from([1, 2, 4]),
)
def test_however_it_is_cut_nothing_is_lost_and_no_part_is_too_long(
    text: str, times: int, pieces: int
) -> None:
    engine = spanish()
    parts = engine._parts(0, text * times, pieces)
    assert "".join(part.text for part in parts) == text * times
    assert all(len(engine._tokens.encode(part.text)) <= engine._longest + 2 for part in parts)
    place = 0
    for part in parts:
        assert part.start == place
        place += len(part.text)


@pytest.mark.parametrize("unit", ["peace", "peace ", "peace, "])
def test_cutting_reads_every_letter_but_once(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = spanish()
    read = 0
    real = engine._pieces

    def counted(text: str) -> list[Piece]:
        nonlocal read
        read += len(text)
        return real(text)

    monkeypatch.setattr(engine, "_pieces", counted)
    text = unit * (800_000 // len(unit))
    parts = engine._parts(0, text)
    assert len(parts) > 1
    assert read <= len(text)


def test_shouting_is_translated_and_kept(engine: ArgosEngine) -> None:
    result = engine.translate(["WE DEMAND PEACE NOW"]).translations[0]
    assert result.text.isupper()
    assert not re.search(r"\b(WE|NOW)\b", result.text)


def test_an_underscore_stays_one() -> None:
    assert detokenise(["▁file", "_", "name", "▁is"])[0] == "file_name is"
    assert joined(["▁file", "_", "name", "▁is"]) == "file_name is"
    assert detokenise(["▁a", "▁b"])[1] == [(0, 1), (2, 3)]


def test_a_locale_without_a_package_says_what_there_is() -> None:
    with pytest.raises(CommuniqueError, match=r"no package translates en→el .*en→es, en→fr"):
        packages.find("en", "el")
    assert packages.find("en", "es_AR").target == "es"


@pytest.mark.parametrize(
    ("locale", "code"), [("pt_BR", "pb"), ("pt_PT", "pt"), ("zh_Hant", "zt"), ("zh_Hans", "zh")]
)
def test_argos_codes(locale: str, code: str) -> None:
    assert packages.argos_code(locale) == code


def test_an_installed_package_wins_and_a_broken_folder_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argostranslate import settings

    monkeypatch.undo()
    starter = packages.shipped()[0]
    folder = tmp_path / "translate-en_es-9_0"
    folder.mkdir()
    for name in ("model", "sentencepiece.model"):
        (folder / name).symlink_to(starter.path / name)
    meta = dict(packages.metadata(starter.path)) | {"package_version": "9.0"}
    (folder / "metadata.json").write_text(json.dumps(meta), "utf-8")
    (tmp_path / "broken").mkdir()
    monkeypatch.setattr(settings, "package_dirs", [tmp_path])
    assert [one.version for one in packages.installed()] == ["9.0"]
    assert packages.find("en", "es").origin == "installed"
    assert packages.find("en", "fr").origin == "starter"


def task(model: Model, *, aligned: bool = False, beam: int = 4) -> Task:
    return Task(model, ("en", "es"), Settings(beam), aligned=aligned)


def test_the_store_keeps_what_it_is_given(tmp_path: Path) -> None:
    model = models("en", "es")[0]
    text = "We demand peace."
    one = ArgosEngine(Path(model.place), Settings()).translate([text], aligned=True).translations[0]
    assert one.links
    with SentenceStore(tmp_path / "s.sqlite") as store:
        store.keep(task(model, aligned=True), {text: one})
        assert store.known(task(model, aligned=True), [text, "Other."]) == {text: one}
        assert store.known(task(model), [text]) == {text: one}, "links do no harm"
        assert store.known(task(model, beam=2), [text]) == {}
        store.keep(task(model, beam=2), {text: one})
        assert store.known(task(model, beam=2, aligned=True), [text]) == {}, "links are wanted"
    with SentenceStore(tmp_path / "s.sqlite") as store:
        assert store.known(task(model), [f"{n}" for n in range(1200)] + [text])


def test_a_store_that_is_no_database_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_text("not a database " * 100)
    with pytest.raises(CommuniqueError, match="cannot be used"), SentenceStore(path) as store:
        store.keep(task(models("en", "es")[0]), {"x": Translation("y")})


GOOD = ["y", -0.5, 0.1, ["loop"], [[0, 1, 0, 1]], [["z", None, 1, [], [], []]]]


@pytest.mark.parametrize(
    "value",
    [
        "y",
        None,
        {"y": 1},
        [5, *GOOD[1:]],
        [None, *GOOD[1:]],
        ["y", "-0.5", *GOOD[2:]],
        ["y", -0.5, None, *GOOD[3:]],
        ["y", -0.5, 0.1, "loop", *GOOD[4:]],
        ["y", -0.5, 0.1, [1], *GOOD[4:]],
        [*GOOD[:4], [[0, 1, 0]], []],
        [*GOOD[:4], [[0, 1, 0, "1"]], []],
        [*GOOD[:4], [5], []],
        [*GOOD[:5], ["z"]],
        [*GOOD[:5], 7],
        GOOD[:5],
    ],
)
def test_a_store_with_a_value_of_another_kind_is_one_clear_error(
    tmp_path: Path, value: object
) -> None:
    wanted = task(models("en", "es")[0])
    with SentenceStore(tmp_path / "s.sqlite") as store:
        store.put(recipe(wanted), {"good": json.dumps(GOOD), "bad": json.dumps(value)})
        assert store.known(wanted, ["good"])["good"].others[0].text == "z"
        with pytest.raises(CommuniqueError, match=r"cannot be used .*delete it"):
            store.known(wanted, ["bad"])


def test_a_day_is_no_enumerator_to_the_engine() -> None:
    made = spanish().translate(["1. January 2026", "1. The committee met."]).translations
    assert "enero" in made[0].text, "small: it does not begin a sentence"
    assert made[1].text.startswith("1. ")


def test_stanza_spacy_and_torch_are_never_imported(tmp_path: Path) -> None:
    for name in ("stanza", "spacy", "torch", "minisbd", "onnxruntime"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('imported {name}')\n")
    run = subprocess.run(
        [sys.executable, "-m", "communique", "translate", "--from", "en", "--to", "fr"],
        input="We demand peace.\n",
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(tmp_path), "PATH": "", "HOME": str(tmp_path)},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip()


def test_a_lost_part_of_a_long_sentence_is_a_doubt() -> None:
    whole = [(_Part(0, 0, "We met,"), Translation("Nos vimos,", -0.1))]
    whole.append((_Part(0, 8, "and left."), Translation("y nos fuimos.", -0.2)))
    assert _join(whole) == Translation("Nos vimos, y nos fuimos.", -0.2)
    lost = [whole[0], (_Part(0, 8, "and left."), Translation("", -0.2))]
    assert _join(lost).doubts == ("truncated",)


def test_what_does_not_come_to_its_end_is_a_doubt(
    engine: ArgosEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("communique.engines.argos._most", lambda lengths: min(4, *lengths, 4))
    made = dict(engine.candidates(["The committee will meet again in May."], beam=2))
    assert made[0][0].doubts == ("truncated",)
