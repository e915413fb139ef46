"""Checking again: what has not changed is not opened, and whatever could change a finding is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.catalogs import ledger
from communique.catalogs.effort import Effort
from communique.errors import CommuniqueError
from communique.pipeline import looking, reviewing
from communique.project import FILE, Project

PLAIN = pipeline.Plain()
SAID = tuple[set[tuple[str, str]], list[tuple[str, str, dict[str, int], int]], list[Effort]]


@pytest.fixture
def root(workspace: Path) -> Path:
    """A workspace with a reviewed text that lost a number, that was checked a moment ago."""
    project = Project(workspace)
    pipeline.draft(project, None, ["es"], PLAIN)
    revise(workspace, 1, "Exigimos la paz. El consejo se reunió el 5 de mayo de 2026.")
    said(workspace)
    return workspace


def revise(root: Path, number: int, text: str) -> None:
    path = Project(root).catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog[number].msgstr = text
    catalog[number].flags = []
    catalog.save(str(path))


def said(root: Path) -> SAID:
    """Check, and ask for the status: what was found in Spanish, how far each catalog is,
    and what reviewing took."""
    found, report = pipeline.check(Project(root), None, ["es"])
    status = pipeline.status(Project(root), None, ["es"])
    assert report.problems == status.report.problems
    rows = [
        (one.coverage.slug, one.coverage.locale, dict(one.findings), one.coverage.words_left)
        for one in status.standings
    ]
    return {(one.check, one.msgid[:16]) for one in found}, rows, status.efforts


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The catalogs that are looked at."""
    seen: list[str] = []

    def look(project: Project, statement: object, locale: str, words: object) -> looking.Looked:
        seen.append(locale)
        return looking.look(project, statement, locale, words)  # type: ignore[arg-type]

    monkeypatch.setattr(reviewing, "look", look)
    return seen


def test_a_second_look_says_the_same_and_opens_nothing(
    root: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(root / ".communique" / "known")
    first = pipeline.status(Project(root), None, ["es"])
    findings, _ = pipeline.check(Project(root), None, ["es"])
    assert opened == ["es"]
    assert ("numbers", "We demand peace.") in {(one.check, one.msgid[:16]) for one in findings}
    opened.clear()

    def never(*_: object) -> None:
        raise AssertionError("it was read, or measured, again")

    for name in ("read", "effort"):
        monkeypatch.setattr(reviewing, name, never)
    monkeypatch.setattr("communique.pipeline.wordings.load", never)
    assert pipeline.check(Project(root), None, ["es"])[0] == findings
    again = pipeline.status(Project(root), None, ["es"])
    assert (again.standings, again.efforts) == (first.standings, first.efforts)
    assert first.efforts
    assert opened == []


def test_what_decides_is_looked_at_again(root: Path, opened: list[str]) -> None:
    project = Project(root)
    source, path = project.sources["appeal"], project.catalog("appeal", "es")
    fixed = 'kind = "boilerplate"\n[wording]\nen = "We demand peace."\nes = "Paz ya."\n'
    settings = (root / FILE).read_text("utf-8")
    changes: list[tuple[str, Callable[[], object]]] = [
        ("the catalog", lambda: revise(root, 0, "Una llamada")),
        ("the source", lambda: source.write_text(source.read_text("utf-8") + "\nMore.\n")),
        ("a waiver", lambda: pipeline.waive(project, "appeal", "es", "numbers", "2", "Ana", "so")),
        ("the glossary", lambda: (root / "glossary.csv").write_text("term,es\nwar,lid\n")),
        ("a fixed text", lambda: (root / "verbatim").mkdir()),
        ("", lambda: (root / "verbatim" / "war.toml").write_text(fixed, "utf-8")),
        ("a setting", lambda: (root / FILE).write_text(f"{settings}four_eyes = true\n")),
        ("the ledger", lambda: ledger.path_of(path).unlink()),
        ("a catalog that is gone", path.unlink),
    ]
    for what, change in changes:
        before = said(root)
        opened.clear()
        change()
        after = said(root)
        if what == "a fixed text":  # an empty folder
            assert opened == []
            continue
        assert opened == ["es"], what
        shutil.rmtree(root / ".communique" / "known")
        assert said(root) == after, what
        assert what in ("the ledger", "a setting") or after != before, what


def test_another_locale_does_not_hide_what_changed(root: Path) -> None:
    source = Project(root).sources["appeal"]
    before = said(root)
    source.write_text(source.read_text("utf-8").replace("4 May", "5 May"), "utf-8")
    pipeline.check(Project(root), None, ["fr"])
    assert said(root) != before


def test_a_problem_is_told_each_time(root: Path) -> None:
    path = Project(root).catalog("appeal", "es")
    path.write_text("no catalog\n", "utf-8")
    for _ in range(2):
        _, report = pipeline.check(Project(root), None, ["es"])
        assert [one.locale for one in report.problems] == ["es"]
    (root / "glossary.csv").write_text("no,table\n", "utf-8")
    with pytest.raises(CommuniqueError):
        pipeline.check(Project(root), None, ["es"])


def test_where_nothing_may_be_written_all_is_looked_at(root: Path, opened: list[str]) -> None:
    expected = said(root)
    opened.clear()
    shutil.rmtree(root / ".communique")
    (root / ".communique").write_text("no folder\n", "utf-8")
    assert said(root) == expected
    assert opened == ["es", "es"]
