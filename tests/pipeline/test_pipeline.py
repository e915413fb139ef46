"""The whole way, with the real starters: draft, review, publish; and what bad input does."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import polib
import pytest

from communique import pipeline
from communique.catalogs import files
from communique.engines import packages
from communique.errors import UsageError
from communique.project import Project

A = TypeVar("A")
T = TypeVar("T")
PLAIN = pipeline.Plain()


def catalogs(project: Project) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(project.root.glob("locales/**/*.po"))}


SPANISH = [
    "Un llamamiento a la paz",
    "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026.",
    "**No** nos callaremos, y el informe está [aquí](https://example.org/a).",
    "poner fin a la guerra de inmediato;",
    "liberar a todos los presos.",
]


def review(project: Project) -> None:
    """Translate the Spanish catalog well and clear fuzzy, as a translator does in an editor."""
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path))
    for entry, text in zip(catalog, SPANISH, strict=True):
        entry.msgstr = text
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    catalog.save(str(path))


@pytest.fixture
def drafted(project: Project) -> Project:
    report = pipeline.draft(project, None, None, PLAIN)
    assert not report.problems
    return project


def test_every_draft_is_fuzzy_and_every_catalog_clean(drafted: Project) -> None:
    assert len(catalogs(drafted)) == 2
    for path in catalogs(drafted):
        run = subprocess.run(
            ["msgfmt", "-c", "-v", "-o", "/dev/null", str(path)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stderr.startswith("0 translated messages, 5 fuzzy")
        catted = subprocess.run(["msgcat", "--no-wrap", str(path)], capture_output=True, check=True)
        assert catted.stdout == path.read_bytes()
        for entry in files.load(path):
            assert entry.fuzzy
            assert entry.tcomment.startswith("communique: machine draft (starter en→")


def test_a_second_run_translates_nothing_and_changes_nothing(drafted: Project) -> None:
    before = {path: (data, path.stat().st_mtime_ns) for path, data in catalogs(drafted).items()}
    report = pipeline.draft(drafted, None, None, PLAIN)
    assert (report.translated, report.reused, report.drafted) == (0, 0, 0)
    after = {path: (data, path.stat().st_mtime_ns) for path, data in catalogs(drafted).items()}
    assert after == before


def test_what_a_human_wrote_is_never_drafted_over(drafted: Project) -> None:
    path = drafted.catalog("appeal", "es")
    catalog = polib.pofile(str(path))
    catalog[1].msgstr = "Exigimos la paz, y punto."  # still fuzzy: in work
    catalog.save(str(path))
    (drafted.root / ".communique" / "sentences.sqlite").unlink()
    pipeline.draft(drafted, None, None, PLAIN)
    assert files.load(path)[1].msgstr == "Exigimos la paz, y punto."
    counts = {
        str(state): n
        for state, n in pipeline.status(drafted, None, ["es"]).report.coverage[0].counts.items()
    }
    assert (counts["in work"], counts["draft"]) == (1, 4)


def test_an_edited_source_makes_reviewed_text_stale_and_drafts_anew(drafted: Project) -> None:
    review(drafted)
    source = drafted.sources["appeal"]
    text = source.read_text("utf-8").replace("4 May 2026", "5 May 2026")
    source.write_text(text, "utf-8")
    before = files.load(drafted.catalog("appeal", "es"))[1]
    pipeline.draft(drafted, None, None, PLAIN)
    entry = files.load(drafted.catalog("appeal", "es"))[1]
    assert entry.previous_msgid == before.msgid
    assert entry.msgstr == before.msgstr
    assert entry.fuzzy
    french = files.load(drafted.catalog("appeal", "fr"))[1]
    assert "5" in french.msgid
    assert french.tcomment.startswith("communique: machine draft")


def test_nothing_fuzzy_is_published_without_saying_so(drafted: Project) -> None:
    review(drafted)
    outcomes, _ = pipeline.publish(drafted, None, None, "reviewed", PLAIN)
    assert {(one.locale, one.published) for one in outcomes} == {
        ("en", True), ("es", True), ("fr", False),
    }  # fmt: skip
    assert not (drafted.site / "fr" / "appeal").exists()
    spanish = (drafted.site / "es" / "appeal" / "index.html").read_text("utf-8")
    assert 'content="draft"' not in spanish
    outcomes, _ = pipeline.publish(drafted, None, None, "drafts-labelled", PLAIN)
    assert all(one.published for one in outcomes)
    french = (drafted.site / "fr" / "appeal" / "index.html").read_text("utf-8")
    assert '<meta name="communique:state" content="draft"' in french
    assert "traduction automatique" in french.lower()


def test_a_source_newer_than_its_catalog_is_withheld(drafted: Project) -> None:
    review(drafted)
    with drafted.sources["appeal"].open("a", encoding="utf-8") as file:
        file.write("\nA new last paragraph.\n")
    outcomes, _ = pipeline.publish(drafted, None, ["es"], None, PLAIN)
    assert outcomes[1].published is False
    assert "1 segment of 6 without translation" in outcomes[1].reason


def test_a_dry_run_writes_nothing(drafted: Project) -> None:
    pipeline.publish(drafted, None, None, "drafts-labelled", PLAIN, dry_run=True)
    assert not drafted.site.exists()


class Killed(BaseException):
    """Stands for a process that dies."""


class Dying(pipeline.Plain):
    """Dies after the first batch, or before the first catalog is filled."""

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        for number, item in enumerate(items):
            if number == 1:
                raise Killed
            yield item, step(item)


def test_a_killed_run_goes_on_where_it_stopped(project: Project) -> None:
    with pytest.raises(Killed):
        pipeline.draft(project, None, None, Dying())
    for path in catalogs(project):
        files.load(path)  # none half-written
    report = pipeline.draft(project, None, None, PLAIN)
    assert report.reused > 0
    assert report.translated > 0
    assert not report.problems


def bad_sources(project: Project) -> None:
    folder = project.sources_folder
    (folder / "empty.md").write_text(" \n", "utf-8")
    (folder / "latin.txt").write_bytes(b"Good.\n\nCaf\xe9.\n")


def test_bad_input_is_a_line_each_and_the_others_go_on(project: Project) -> None:
    bad_sources(project)
    broken = project.catalog("appeal", "fr")
    broken.parent.mkdir(parents=True)
    broken.write_text('msgid ""\nmsgstr ""\n"Language: fr\\n"\n\nmsgid "a\nmsgstr "b"\n', "utf-8")
    before = broken.read_bytes()
    report = pipeline.draft(Project(project.root), None, ["es", "fr", "el"], PLAIN)
    told = sorted(str(problem) for problem in report.problems)
    assert len(told) == 4
    assert told[0].startswith(f"appeal (fr): {broken}:5: not a line of a catalog")
    assert told[1].startswith("no package translates en→el")
    assert told[2].startswith("source_texts/empty.md: the statement is empty")
    assert told[3].startswith("source_texts/latin.txt: line 3: ")
    assert broken.read_bytes() == before
    assert {row.locale for row in report.coverage} >= {"es", "el"}
    assert files.load(project.catalog("appeal", "es"))[0].msgstr


def test_two_files_with_one_slug_are_refused_and_the_others_go_on(project: Project) -> None:
    for name in ("Call.txt", "call.md", "日本.md"):
        (project.sources_folder / name).write_text("Text.\n", "utf-8")
    project = Project(project.root)
    report = pipeline.status(project, None, ["es"]).report
    assert [row.slug for row in report.coverage] == ["appeal"]
    assert len(report.problems) == 3
    assert sum("the same slug (call) as" in str(problem) for problem in report.problems) == 2
    outcomes, report = pipeline.publish(project, None, ["es"], None, PLAIN)
    assert [one.statement for one in outcomes] == ["appeal", "appeal"]
    with pytest.raises(UsageError, match="the same slug"):
        pipeline.status(project, ["source_texts/call.md"], None)


def test_publishing_one_statement_leaves_the_others_public(drafted: Project) -> None:
    other = drafted.sources_folder / "other.md"
    other.write_text("---\nlanguage: en\ntitle: Other\n---\n\nPeace now.\n", "utf-8")
    project = Project(drafted.root)
    pipeline.draft(project, ["other"], None, PLAIN)
    pipeline.publish(project, None, None, "drafts-labelled", PLAIN)
    before = (project.site / "fr" / "other" / "index.html").read_bytes()
    pipeline.publish(project, ["appeal"], ["es"], "drafts-labelled", PLAIN)
    assert (project.site / "fr" / "other" / "index.html").read_bytes() == before
    assert (project.site / "fr" / "appeal" / "index.html").is_file()
    other.write_bytes(b"\xff")  # unreadable for now: what was public stays public
    _, report = pipeline.publish(Project(project.root), None, None, "drafts-labelled", PLAIN)
    assert len(report.problems) == 1
    assert (project.site / "fr" / "other" / "index.html").read_bytes() == before
    other.unlink()
    outcomes, _ = pipeline.publish(Project(project.root), None, None, "drafts-labelled", PLAIN)
    kept = next(one for one in outcomes if (one.statement, one.locale) == ("other", "fr"))
    assert (kept.action, kept.published) == ("keep", True)
    assert "its source is gone" in kept.reason
    assert (project.site / "fr" / "other" / "index.html").read_bytes() == before


def broken_package(folder: Path, target: str) -> packages.Package:
    """A package whose model is none."""
    broken = folder / f"translate-en_{target}-9_9"
    shutil.copytree(packages.find("en", "fr").path, broken)
    (broken / "model" / "model.bin").write_bytes(b"no model")
    return packages.Package("en", target, "9.9", "installed", broken)


def test_a_broken_package_stops_only_its_pair(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = broken_package(tmp_path, "de")
    monkeypatch.setattr("communique.engines.packages.installed", lambda: [bad])
    report = pipeline.draft(project, None, ["es", "de"], PLAIN)
    assert ["not a package that can be loaded" in str(one) for one in report.problems] == [True]
    counts = {row.locale: row.counts_by_state for row in report.coverage}
    assert counts["es"][1] == 5
    assert counts["de"][0] == 5


def test_the_next_model_serves_where_the_first_cannot(
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad = broken_package(tmp_path, "fr")
    monkeypatch.setattr("communique.engines.packages.installed", lambda: [bad])
    report = pipeline.draft(project, None, ["fr"], PLAIN)
    assert not report.problems
    assert report.packages == {packages.shipped()[1].name}
    assert "en→fr by starter en→fr" in caplog.text
    assert report.coverage[0].counts_by_state[1] == 5


def test_a_statement_says_its_own_language(project: Project) -> None:
    settings = project.root / "communique.toml"
    settings.write_text(settings.read_text("utf-8") + 'language = "de"\n', "utf-8")
    report = pipeline.update_all(Project(project.root), None, None, PLAIN)
    assert {row.locale for row in report.coverage} == {"es", "fr"}
    catalog = files.load(project.catalog("appeal", "es"))
    assert catalog.metadata["X-Source-Language"] == "en"
