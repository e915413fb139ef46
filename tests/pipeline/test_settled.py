"""Drafting again: what has not changed needs no step, and whatever could change a draft does."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import polib
import pytest

from communique import pipeline
from communique.catalogs import files, ledger
from communique.engines import packages, running
from communique.engines.base import Batch, Done, Translation
from communique.errors import CommuniqueError
from communique.pipeline import known, settled, translating
from communique.project import FILE, Project

T = TypeVar("T")
PACKAGES = Path(__file__).parent.parent / "data" / "packages"
FIXED = 'kind = "boilerplate"\n[wording]\nen = "Peace needs bread."\nes = "Pan y paz."\n'
TMX = """\
<?xml version="1.0"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence"
o-tmf="x" adminlang="en" srclang="en" datatype="plaintext"/><body>
<tu><tuv xml:lang="en"><seg>Peace needs bread.</seg></tuv>
<tuv xml:lang="es"><seg>Hay que comer.</seg></tuv></tu>
</body></tmx>
"""


class Counting(pipeline.Plain):
    """Runs the steps, and remembers which; may do something after the first of a name."""

    def __init__(self, after: str = "", meanwhile: Callable[[], object] = lambda: None) -> None:
        self.steps: list[str] = []
        self.after, self.meanwhile = after, meanwhile

    def one(self, step: Callable[..., T], *args: Any) -> T:
        done = step(*args)
        self.steps.append(step.__name__)
        if step.__name__ == self.after:
            self.after = ""
            self.meanwhile()
        return done


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace of two statements that was drafted a moment ago."""
    (tmp_path / FILE).write_text('locales = ["es"]\n[engine]\nbeam = 1\n', "utf-8")
    write(tmp_path, "appeal", "Peace needs bread.\n\nThe city is far away.")
    write(tmp_path, "letter", "The council met again.")
    draft(tmp_path)
    assert draft(tmp_path).steps == []
    return tmp_path


def write(root: Path, slug: str, text: str, language: str = "en") -> None:
    (root / "source_texts").mkdir(exist_ok=True)
    source = f"---\nlanguage: {language}\n---\n\n{text}\n"
    (root / "source_texts" / f"{slug}.md").write_text(source, "utf-8")


def draft(
    root: Path, to: list[str] | None = None, executor: Counting | None = None
) -> SimpleNamespace:
    """Draft, and return what the run did, with the Spanish texts of ``appeal``."""
    executor = executor or Counting()
    report = pipeline.draft(Project(root), None, to, executor)
    return SimpleNamespace(steps=executor.steps, report=report, texts=texts(root))


def texts(root: Path, slug: str = "appeal") -> list[str]:
    path = Project(root).catalog(slug, "es")
    return [entry.msgstr for entry in files.load(path)] if path.exists() else []


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def revise(root: Path, slug: str, number: int, text: str, locale: str = "es") -> None:
    """Translate a segment as a human does."""
    path = Project(root).catalog(slug, locale)
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog[number].msgstr = text
    catalog[number].flags = []
    catalog.save(str(path))


def test_a_second_run_does_nothing_and_says_the_same(root: Path) -> None:
    for state in (root / ".communique" / "known").iterdir():
        state.unlink()
    first = draft(root).report
    again = draft(root)
    assert again.steps == []
    assert (again.report.coverage, again.report.packages) == (first.coverage, first.packages)
    assert [row.slug for row in again.report.coverage] == ["appeal", "letter"]


@pytest.mark.parametrize("back", [False, True])
def test_a_source_that_was_edited(root: Path, back: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "source_texts" / "appeal.md"
    if back:  # its size and its time are as they were, and it is no longer young
        later = time.time_ns() + 10**10
        monkeypatch.setattr(known, "time", SimpleNamespace(time_ns=lambda: later))
        assert draft(root).steps == []
    times = path.stat()
    rewrite(path, "bread", "books")
    if back:
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    found = draft(root)
    assert found.steps == ["prepare", "fill_catalog"]
    assert "libros" in found.texts[0]


def test_a_catalog_that_was_edited(root: Path) -> None:
    before = texts(root)
    revise(root, "appeal", 1, "")
    assert draft(root).texts == before
    assert draft(root).steps == []


def test_a_catalog_that_was_restored_to_an_older_draft(root: Path) -> None:
    path = Project(root).catalog("appeal", "es")
    older = path.read_bytes()
    rewrite(root / FILE, "beam = 1", "beam = 4")
    (root / "glossary.csv").write_text("term,es\nbread,pan de ayer\n", "utf-8")
    newer = draft(root).texts
    path.write_bytes(older)
    assert draft(root).texts == newer


def test_a_ledger_that_is_gone(root: Path) -> None:
    ledger.path_of(Project(root).catalog("appeal", "es")).unlink()
    assert draft(root).steps == ["prepare"], "whose the texts are, nobody knows now"


@pytest.mark.parametrize("what", ["catalog", "template"])
def test_a_file_that_was_deleted(root: Path, what: str) -> None:
    project = Project(root)
    path = project.catalog("appeal", "es") if what == "catalog" else project.template("appeal")
    content = path.read_bytes()
    path.unlink()
    draft(root)
    assert path.read_bytes().splitlines()[-4:] == content.splitlines()[-4:]


def test_a_text_that_was_reviewed_elsewhere(root: Path) -> None:
    write(root, "letter", "Peace needs bread.")
    draft(root)
    revise(root, "letter", 0, "Sin pan no hay paz.")
    found = draft(root)
    assert found.texts[0] == "Sin pan no hay paz."
    assert found.steps.count("fill_catalog") == 1
    assert draft(root).steps == []
    revise(root, "letter", 0, "")
    assert draft(root).texts[0] != "Sin pan no hay paz.", "nobody stands for it any more"


def test_a_text_whose_source_changed_elsewhere_in_the_same_run(root: Path) -> None:
    write(root, "letter", "Peace needs bread.")
    draft(root)
    revise(root, "letter", 0, "Sin pan no hay paz.")
    assert draft(root).texts[0] == "Sin pan no hay paz."
    write(root, "letter", "Peace never needs bread.")
    assert draft(root).texts[0] != "Sin pan no hay paz."


def test_a_translation_memory_that_was_taken_in(root: Path) -> None:
    (root / "memory").mkdir()
    (root / "memory" / "ours.tmx").write_text(TMX, "utf-8")
    assert draft(root).texts[0] == "Hay que comer."


def test_a_glossary_and_a_fixed_text(root: Path) -> None:
    (root / "glossary.csv").write_text("term,es\nPeace needs bread.,Paz con pan.\n", "utf-8")
    assert draft(root).texts[0] == "Paz con pan."
    (root / "verbatim").mkdir()
    (root / "verbatim" / "bread.toml").write_text(FIXED, "utf-8")
    assert draft(root).texts[0] == "Pan y paz."
    rewrite(root / "verbatim" / "bread.toml", "Pan y paz.", "Pan, paz.")
    assert draft(root).texts[0] == "Pan, paz."
    rewrite(root / "glossary.csv", "Paz", "Pan")
    assert draft(root).steps, "notes in the template may come of it"


def test_settings_that_changed(root: Path) -> None:
    rewrite(root / FILE, "beam = 1", "beam = 2")
    assert draft(root).steps


def test_a_locale_that_was_not_asked_for_before(root: Path) -> None:
    found = draft(root, ["es", "fr"])
    assert found.steps == ["prepare", "prepare", "fill_catalog", "fill_catalog"]
    assert [(row.slug, row.locale) for row in found.report.coverage] == [
        ("appeal", "es"), ("appeal", "fr"), ("letter", "es"), ("letter", "fr"),
    ]  # fmt: skip
    assert draft(root, ["fr", "es"]).steps == []
    assert draft(root, ["en"]).steps == []


def test_another_locale_does_not_hide_what_changed(root: Path) -> None:
    write(root, "appeal", "Peace needs books.")
    draft(root, ["fr"])
    assert "libros" in draft(root, ["es"]).texts[0]


def test_a_new_package(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    there = tmp_path / "packages"
    monkeypatch.setattr(settings, "package_dirs", [there])
    starter = packages.find("en", "es")
    copy = there / starter.path.name
    shutil.copytree(starter.path, copy)
    meta = json.loads((copy / "metadata.json").read_text("utf-8")) | {"package_version": "9.0"}
    (copy / "metadata.json").write_text(json.dumps(meta), "utf-8")
    assert draft(root).report.packages == {"Argos en→es 9.0"}
    draft(root)
    os.utime(copy / "model" / "model.bin")
    assert draft(root).steps == [], "this process has loaded it, and goes on with it"
    settled._package.cache_clear()
    assert draft(root).steps
    shutil.rmtree(copy)
    assert draft(root).report.packages == {starter.name}


def test_a_pin_of_a_package_that_is_not_here_is_told_each_time(root: Path) -> None:
    pin = {"from": "en", "to": "es", "version": "3", "sha256": "0" * 64, "size": 1}
    lock = {"version": 1, "packages": [pin]}
    (root / "communique.lock.json").write_text(json.dumps(lock), "utf-8")
    before = texts(root)
    for _ in range(2):
        found = draft(root)
        assert ["is pinned" in str(one) for one in found.report.problems] == [True]
        assert found.texts == before


def test_another_version_of_the_code(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_code", lambda: "another")
    assert draft(root).steps
    monkeypatch.setattr(known, "_libraries", lambda: "others")
    assert draft(root).steps


def test_a_gap_that_an_engine_left_is_tried_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root, "appeal", "Peace needs light.")
    real = running.translate_batch

    def broken(_: object) -> None:
        raise CommuniqueError("out of order")

    monkeypatch.setattr(running, "translate_batch", broken)
    for _ in range(2):
        found = draft(root)
        assert [str(one) for one in found.report.problems] == ["en→es: out of order"]
        assert found.texts == [""]
    monkeypatch.setattr(running, "translate_batch", real)
    assert draft(root).texts != [""]


def test_an_older_draft_is_drafted_anew_when_the_engine_is_back(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalog is full all the while."""
    before = texts(root)
    rewrite(root / FILE, "beam = 1", "beam = 3")
    real = running.translate_batch

    def broken(_: object) -> None:
        raise CommuniqueError("out of order")

    monkeypatch.setattr(running, "translate_batch", broken)
    for _ in range(2):
        found = draft(root)
        assert [str(one) for one in found.report.problems] == ["en→es: out of order"]
        assert found.texts == before
    monkeypatch.setattr(running, "translate_batch", real)
    assert draft(root).report.translated == 3


def test_a_sentence_that_the_engine_cannot_translate_stays_a_gap(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at again each time, at little cost."""
    real = translating.attempt

    def lacking(batch: Batch) -> Done:
        done = real(batch)
        assert isinstance(done, Done)
        answers = zip(batch.sentences, done.translations, strict=True)
        return Done(
            tuple(
                one if "letter" in sentence else Translation("", doubts=("loop",))
                for sentence, one in answers
            )
        )

    monkeypatch.setattr(translating, "attempt", lacking)
    write(root, "appeal", "A letter.\n\nA picture.")
    assert draft(root).texts[1] == ""
    assert draft(root).steps == ["prepare", "fill_catalog"]


def test_a_failed_second_thought_is_had_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The agreed term is looked for among other candidates, which are not to be had today."""
    real = running.translate_batch

    def moody(batch: Batch) -> Done:
        if batch.task.best > 1:
            raise CommuniqueError("too much")
        return real(batch)

    (root / "glossary.csv").write_text("term,es\ncouncil,asamblea\n", "utf-8")
    monkeypatch.setattr(running, "translate_batch", moody)
    assert not draft(root).report.problems
    monkeypatch.setattr(running, "translate_batch", real)
    assert draft(root).report.translated == 1


def test_the_reviewed_text_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    monkeypatch.setattr(settings, "package_dirs", [PACKAGES])
    first = (PACKAGES / "sentences.eo-en.tsv").read_text("utf-8").partition("\t")[0]
    (tmp_path / FILE).write_text('locales = ["en", "es"]\n', "utf-8")
    write(tmp_path, "appeal", first, "eo")
    draft(tmp_path)
    assert draft(tmp_path).steps == []
    revise(tmp_path, "appeal", 0, "All prisoners must be released.", "en")
    assert draft(tmp_path).report.translated == 1
    assert draft(tmp_path).steps == []

    def correct() -> None:
        revise(tmp_path, "appeal", 0, "All books must be sold.", "en")

    rewrite(tmp_path / FILE, "locales", "engine.beam = 2\nlocales")
    draft(tmp_path, ["es"], Counting("fill_catalog", correct))
    assert "libros" in draft(tmp_path, ["es"]).texts[0], "corrected after the draft was planned"


def test_a_source_that_is_saved_while_a_run_works(root: Path) -> None:
    write(root, "appeal", "Peace needs light.")
    draft(root, None, Counting("prepare", lambda: write(root, "appeal", "Peace needs books.")))
    assert "libros" in draft(root).texts[0]


def test_a_catalog_that_is_saved_while_a_run_works(root: Path) -> None:
    path = Project(root).catalog("appeal", "es")
    older = path.read_bytes()
    (root / "glossary.csv").write_text("term,es\nPeace needs bread.,Paz con pan.\n", "utf-8")
    draft(root, None, Counting("fill_catalog", lambda: path.write_bytes(older)))
    assert texts(root)[0] != "Paz con pan."
    assert draft(root).texts[0] == "Paz con pan."


def test_a_clock_that_stands_still(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor saves the same number of bytes into the same file before the clock ticks."""

    def stat(path: str) -> SimpleNamespace:
        found = os.stat(path)  # noqa: PTH116
        return SimpleNamespace(
            st_size=found.st_size, st_ino=found.st_ino, st_mtime_ns=10**18, st_ctime_ns=10**18
        )

    system = SimpleNamespace(stat=stat, sep=os.sep, walk=os.walk, path=os.path)
    monkeypatch.setattr(known, "os", system)
    monkeypatch.setattr(known, "time", SimpleNamespace(time_ns=lambda: 10**18 + 1000))
    for path in (root / ".communique" / "known").iterdir():
        path.unlink()
    draft(root)
    assert draft(root).steps == []
    path = root / "source_texts" / "appeal.md"
    rewrite(path, "bread", "books")
    assert "libros" in draft(root).texts[0]
    monkeypatch.setattr(known, "time", SimpleNamespace(time_ns=lambda: 10**18 + 10**10))
    assert draft(root).steps == [], "known by its content once more"
    assert draft(root).steps == [], "and then by its time"


def test_without_what_is_known_all_is_as_before(root: Path) -> None:
    shutil.rmtree(root / ".communique" / "known")
    found = draft(root)
    assert found.steps == ["prepare", "prepare", "fill_catalog", "fill_catalog"]
    assert found.report.drafted == 0
    assert draft(root).steps == []
