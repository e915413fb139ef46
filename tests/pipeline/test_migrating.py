"""Migration in a workspace: refusal, kills, other catalogs, a source in another language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
import pytest

from communique import pipeline
from communique.catalogs import files
from communique.catalogs.migration import migrate
from communique.catalogs.state import State
from communique.pipeline.remembering import counts
from communique.project import Project
from tests.conftest import APPEAL, SETTINGS
from tests.pipeline.test_approving import SPANISH

PLAIN = pipeline.Plain()
FRENCH = [
    "Un appel à la paix",
    "Nous exigeons la paix. Le conseil s'est réuni le 4 mai 2026.",
    "Nous ne nous tairons **pas**, et le rapport est [ici](https://example.org/a).",
    "d'arrêter la guerre tout de suite ;",
    "de libérer tous les prisonniers.",
]


def translate(project: Project, locale: str, texts: list[str]) -> None:
    path = project.catalog("appeal", locale)
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry, text in zip(catalog, texts, strict=True):
        entry.msgstr, entry.flags = text, []
    catalog.save(str(path))


@pytest.fixture
def reviewed(project: Project) -> Project:
    """Both catalogs are reviewed, the Spanish one is approved."""
    pipeline.update_all(project, None, None, PLAIN)
    translate(project, "es", SPANISH)
    translate(project, "fr", FRENCH)
    assert pipeline.approve(project, "appeal", "es", "Bea Gil").approved == 5
    return project


def at_level(project: Project, level: str) -> Project:
    own = f'\n[statements.appeal]\nlevel = "{level}"\n'
    project.file.write_text(SETTINGS + own, "utf-8")
    return Project(project.root)


def in_spanish(project: Project) -> Project:
    """The coordinator puts the Spanish edition in the source's place."""
    text = APPEAL.replace("language: en", "language: es")
    english = [entry.msgid for entry in files.load(project.catalog("appeal", "es"))]
    for source, translation in zip(english, SPANISH, strict=True):
        text = text.replace(source, translation)
    project.sources["appeal"].write_text(text, "utf-8")
    return Project(project.root)


def snapshot(project: Project) -> dict[Path, bytes]:
    found = sorted(project.root.glob("locales/**/*.*"))
    return {path: path.read_bytes() for path in found}


def states(project: Project, locale: str) -> dict[State, int]:
    row = pipeline.status(project, None, [locale]).standings[0]
    return {state: count for state, count in row.coverage.counts.items() if count}


def test_every_step_refuses_a_catalog_that_is_cut_otherwise(reviewed: Project) -> None:
    project = at_level(reviewed, "sentence")
    before = snapshot(project)
    reports = [
        pipeline.update_all(project, None, None, PLAIN),
        pipeline.draft(project, None, None, PLAIN),
        pipeline.check(project, None, None)[1],
        pipeline.status(project, None, None).report,
        pipeline.publish(project, None, None, None, PLAIN)[1],
    ]
    for report in reports:
        told = [str(problem) for problem in report.problems]
        assert len(told) == 2
        assert f"{project.relative(project.catalog('appeal', 'es'))}:" in told[0]
        assert "says X-Segmentation: block, but the source is cut by sentence now" in told[0]
        assert "`communique migrate appeal`" in told[0]
    after = snapshot(project)
    assert {path: after[path] for path in after if path.suffix == ".po"} == {
        path: before[path] for path in before if path.suffix == ".po"
    }


def test_only_the_catalog_that_differs_is_refused(reviewed: Project) -> None:
    path = reviewed.catalog("appeal", "fr")
    text = path.read_text("utf-8").replace("X-Source-Language: en", "X-Source-Language: pt")
    path.write_text(text, "utf-8")
    report = pipeline.update_all(reviewed, None, None, PLAIN)
    assert [one.locale for one in report.problems] == ["fr"]
    assert "X-Source-Language: pt, but the source is in en now" in report.problems[0].message
    assert [row.locale for row in report.coverage] == ["es"]


def test_a_new_splitter_that_cuts_alike_bothers_nobody(project: Project) -> None:
    project = at_level(project, "sentence")
    pipeline.update_all(project, None, ["es"], PLAIN)
    path = project.catalog("appeal", "es")
    said = files.load(path).metadata["X-Segmentation"]
    path.write_text(path.read_text("utf-8").replace(said, "sentence, old 1"), "utf-8")
    assert not pipeline.status(project, None, ["es"]).report.problems
    report = pipeline.update_all(project, None, ["es"], PLAIN)
    assert not report.problems
    assert files.load(path).metadata["X-Segmentation"] == said


def test_a_catalog_that_says_nothing_is_one_of_blocks(reviewed: Project) -> None:
    path = reviewed.catalog("appeal", "es")
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "X-Segmentation" not in line), "utf-8")
    assert not pipeline.status(reviewed, None, ["es"]).report.problems
    project = at_level(reviewed, "sentence")
    problem = pipeline.status(project, None, ["es"]).report.problems[0]
    assert "has no X-Segmentation (block)" in problem.message
    assert pipeline.migrate_all(project, None).done[0].migration.approvals_kept == 4


def test_there_and_back_publishes_the_same(reviewed: Project) -> None:
    pipeline.publish(reviewed, None, None, "reviewed", PLAIN)
    page = reviewed.site / "es" / "appeal" / "index.html"
    before = page.read_bytes()
    project = at_level(reviewed, "sentence")
    found = pipeline.migrate_all(project, None)
    assert [(one.locale, one.before.level, one.after.level) for one in found.done] == [
        ("es", "block", "sentence"), ("fr", "block", "sentence"),
    ]  # fmt: skip
    assert found.done[0].migration.counts == {
        "kept": 4, "reviewed": 2, "to_review": 0, "to_draft": 0, "conflicts": 0,
        "approvals_kept": 4, "approvals_ended": 1,
    }  # fmt: skip
    assert states(project, "es") == {State.APPROVED: 4, State.REVIEWED: 2}
    assert states(project, "fr") == {State.REVIEWED: 6}
    outcomes, _ = pipeline.publish(project, None, ["es"], "reviewed", PLAIN)
    assert outcomes[1].published
    assert page.read_bytes() == before
    project = at_level(project, "block")
    pipeline.migrate_all(project, None)
    assert states(project, "es") == {State.APPROVED: 5}


def test_a_second_run_changes_no_byte_and_a_dry_run_none_at_all(reviewed: Project) -> None:
    project = at_level(reviewed, "sentence")
    before = snapshot(project)
    promised = pipeline.migrate_all(project, None, dry_run=True)
    assert snapshot(project) == before
    done = pipeline.migrate_all(project, None)
    assert [one.migration.counts for one in promised.done] == [
        one.migration.counts for one in done.done
    ]
    after = snapshot(project)
    assert not pipeline.migrate_all(project, None).done
    assert not pipeline.update_all(project, None, None, PLAIN).problems
    assert snapshot(project) == after


def test_catalogs_of_locales_that_nobody_asks_for_go_along(reviewed: Project) -> None:
    project = at_level(reviewed, "sentence")
    project.file.write_text(project.file.read_text("utf-8").replace('"es", ', ""), "utf-8")
    found = pipeline.migrate_all(Project(project.root), ["appeal"])
    assert {one.locale for one in found.done} == {"es", "fr"}


def test_a_broken_catalog_is_a_problem_and_the_others_go_on(reviewed: Project) -> None:
    path = reviewed.catalog("appeal", "es")
    path.write_text(path.read_text("utf-8").replace('msgid "We', "msgid We", 1), "utf-8")
    found = pipeline.migrate_all(at_level(reviewed, "sentence"), None)
    assert [one.locale for one in found.done] == ["fr"]
    assert [one.locale for one in found.report.problems] == ["es"]


class Killed(BaseException):
    """Stands for a process that dies."""


def killed(*_: Any) -> Any:
    raise Killed


@pytest.mark.parametrize("when", ["before the second catalog", "between ledger and catalog"])
def test_a_killed_run_is_completed_by_the_next(
    reviewed: Project, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    project = at_level(reviewed, "sentence")
    real = files.replace

    def deadly(path: Path, *rest: Any) -> bool:
        wanted = "fr" if when.startswith("before") else "es"
        if path.suffix == ".po" and path.parent.parent.name == wanted:
            raise Killed
        return real(path, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(files, "replace", deadly)
        with pytest.raises(Killed):
            pipeline.migrate_all(project, None)
    found = pipeline.migrate_all(project, None)
    assert not found.report.problems
    assert states(project, "es") == {State.APPROVED: 4, State.REVIEWED: 2}
    assert states(project, "fr") == {State.REVIEWED: 6}


def test_what_an_editor_saves_meanwhile_is_migrated_too(
    reviewed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = at_level(reviewed, "sentence")
    path, saved = project.catalog("appeal", "es"), list[bool]()

    def interrupted(*args: Any) -> Any:
        if not saved:
            saved.append(True)
            translate(project, "es", ["Llamamiento", *SPANISH[1:]])
        return migrate(*args)

    monkeypatch.setattr("communique.pipeline.migrating.migrate", interrupted)
    pipeline.migrate_all(project, None)
    assert files.load(path)[0].msgstr == "Llamamiento"


# ── the source in another language ──


def test_a_language_called_by_a_wrong_name_changes_only_headers(reviewed: Project) -> None:
    source = reviewed.sources["appeal"]
    source.write_text(APPEAL.replace("language: en", "language: nl"), "utf-8")
    project = Project(reviewed.root)
    assert len(pipeline.update_all(project, None, None, PLAIN).problems) == 2
    found = pipeline.migrate_all(project, None)
    assert [one.migration.kept for one in found.done] == [5, 5]
    assert states(project, "es") == {State.APPROVED: 5}
    assert files.load(project.catalog("appeal", "es")).metadata["X-Source-Language"] == "nl"


def test_a_translation_becomes_the_source(reviewed: Project) -> None:
    leftover = reviewed.catalog("appeal", "es").read_bytes()
    project = in_spanish(reviewed)
    found = pipeline.migrate_all(project, None)
    assert not found.report.problems
    assert [(one.locale, one.before.language) for one in found.done] == [("fr", "en"), ("en", "")]
    assert "locales/es/LC_MESSAGES/appeal.po is no longer used" in found.notes[0]
    assert states(project, "fr") == {State.IN_WORK: 5}
    assert states(project, "en") == {State.REVIEWED: 5}
    french = files.load(project.catalog("appeal", "fr"))
    assert [entry.msgstr for entry in french] == FRENCH
    assert [entry.msgid for entry in french] == SPANISH
    assert project.catalog("appeal", "es").read_bytes() == leftover
    after = snapshot(project)
    assert not pipeline.migrate_all(project, None).done
    assert snapshot(project) == after


def test_the_leftover_catalog_harms_nobody(reviewed: Project) -> None:
    project = in_spanish(reviewed)
    pipeline.migrate_all(project, None)
    path = project.catalog("appeal", "es")
    before = path.read_bytes()
    assert not pipeline.update_all(project, None, None, PLAIN).problems
    assert not pipeline.draft(project, None, ["en", "es", "fr"], PLAIN).problems
    assert not pipeline.status(project, None, None).report.problems
    outcomes, report = pipeline.publish(project, None, ["en", "es"], "reviewed", PLAIN)
    assert [(one.locale, one.published) for one in outcomes] == [("es", True), ("en", True)]
    assert not report.problems
    pairs = {(one.source_language, one.locale) for one in counts(project)}
    assert pairs == {("en", "es"), ("es", "en")}
    assert path.read_bytes() == before


def test_a_killed_change_of_language_is_completed_by_the_next(
    reviewed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = in_spanish(reviewed)
    with monkeypatch.context() as patch:
        patch.setattr("communique.pipeline.migrating.make", killed)
        with pytest.raises(Killed):
            pipeline.migrate_all(project, None)
    found = pipeline.migrate_all(project, None)
    assert [one.locale for one in found.done] == ["en"]
    assert states(project, "en") == {State.REVIEWED: 5}


def test_without_the_translation_nothing_is_touched(reviewed: Project) -> None:
    project = in_spanish(reviewed)
    project.catalog("appeal", "es").unlink()
    before = snapshot(project)
    found = pipeline.migrate_all(project, None)
    assert "restore locales/es/LC_MESSAGES/appeal.po from git" in found.report.problems[0].message
    assert snapshot(project) == before


def test_there_and_back_between_languages(reviewed: Project) -> None:
    project = in_spanish(reviewed)
    pipeline.migrate_all(project, None)
    translate(project, "fr", FRENCH)  # confirmed against the Spanish source
    project.sources["appeal"].write_text(APPEAL, "utf-8")
    project = Project(project.root)
    found = pipeline.migrate_all(project, None)
    assert not found.report.problems
    assert [entry.msgstr for entry in files.load(project.catalog("appeal", "fr"))] == FRENCH
    assert states(project, "fr") == {State.IN_WORK: 5}
    assert states(project, "es") == {State.APPROVED: 5}  # as it was left


def test_corrections_of_the_source_come_back_with_the_language(reviewed: Project) -> None:
    project = in_spanish(reviewed)
    pipeline.migrate_all(project, None)
    source = project.sources["appeal"]
    corrected = source.read_text("utf-8").replace(SPANISH[3], "detener ya toda la guerra;")
    source.write_text(corrected, "utf-8")
    pipeline.update_all(Project(project.root), None, ["en"], PLAIN)
    path = project.catalog("appeal", "en")
    english = polib.pofile(str(path), wrapwidth=0)
    for entry in english:
        entry.flags, entry.previous_msgid = [], None  # the English says so already
    english.save(str(path))
    source.write_text(APPEAL, "utf-8")
    project = Project(project.root)
    found = pipeline.migrate_all(project, None)
    assert not found.report.problems
    spanish = files.load(project.catalog("appeal", "es"))
    (entry,) = [one for one in spanish if one.msgstr == "detener ya toda la guerra;"]
    assert entry.fuzzy
    assert f"before, it said here: {SPANISH[3]}" in entry.tcomment
    assert "1 of its texts were corrected" in found.notes[0]
    assert SPANISH[3] in [one.msgstr for one in spanish.obsolete_entries()]
    assert states(project, "es") == {State.APPROVED: 4, State.IN_WORK: 1}
    translate_one(project, entry.msgid, "detener la guerra ya;")  # a human decides
    assert not pipeline.migrate_all(project, None).done
    assert states(project, "es") == {State.APPROVED: 4, State.REVIEWED: 1}


def translate_one(project: Project, source: str, text: str) -> None:
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry in catalog:
        if entry.msgid == source and not entry.obsolete:
            entry.msgstr, entry.flags = text, []
    catalog.save(str(path))


NAMES = ["Ana Ruiz", "Bea Gil", "John Okello", "Mary Achieng", "Carlos Pinto", "Luisa Paz"]
SIGNED = "---\nlanguage: en\n---\n\nWe demand water for all.\n\nThe wells are ours.\n\n"


def signed(project: Project, begin: str = SIGNED) -> Project:
    text = begin + "\n".join(f"- {name}, Greenpeace" for name in NAMES) + "\n"
    project.sources["appeal"].write_text(text, "utf-8")
    return Project(project.root)


@pytest.fixture
def signatures(project: Project) -> Project:
    """Most of the text are names, alike in both languages."""
    project = signed(project)
    pipeline.update_all(project, None, None, PLAIN)
    same = [f"{name}, Greenpeace" for name in NAMES]
    translate(project, "es", ["Exigimos agua para todos.", "Los pozos son nuestros.", *same])
    translate(project, "fr", ["De l'eau pour tous.", "Les puits sont à nous.", *same])
    return project


def test_names_alike_in_both_languages_hide_no_change_of_language(signatures: Project) -> None:
    begin = "---\nlanguage: es\n---\n\nExigimos agua para todos.\n\nLos pozos son nuestros.\n\n"
    project = signed(signatures, begin)
    found = pipeline.migrate_all(project, None)
    assert [(one.locale, one.before.language) for one in found.done] == [("fr", "en"), ("en", "")]
    french = files.load(project.catalog("appeal", "fr"))
    assert (french[0].msgid, french[0].fuzzy) == ("Exigimos agua para todos.", True)


def test_in_doubt_no_header_is_changed(signatures: Project) -> None:
    begin = "---\nlanguage: es\n---\n\nQueremos otra cosa.\n\nY también esto de aquí.\n\n"
    project = signed(signatures, begin)
    before = snapshot(project)
    found = pipeline.migrate_all(project, None)
    assert not found.done
    assert "it cannot be told whether" in found.report.problems[0].message
    assert snapshot(project) == before


def test_a_damaged_leftover_hinders_no_other_migration(reviewed: Project) -> None:
    path = reviewed.catalog("appeal", "en")
    path.parent.mkdir(parents=True)
    path.write_text("garbage <<<<<<< HEAD\n", "utf-8")
    found = pipeline.migrate_all(at_level(reviewed, "sentence"), None)
    assert [one.locale for one in found.done] == ["es", "fr"]
    assert not found.report.problems


@pytest.mark.parametrize("level", ["sentence", "block"])
def test_a_level_lost_from_the_header_is_told_by_the_segments(
    reviewed: Project, level: str
) -> None:
    pipeline.migrate_all(at_level(reviewed, "sentence"), None)
    path = reviewed.catalog("appeal", "es")
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "X-Segmentation" not in line), "utf-8")
    source = reviewed.sources["appeal"]
    source.write_text(APPEAL.replace("demand peace.", "demand peace. It is late."), "utf-8")
    project = at_level(reviewed, level)
    found = pipeline.migrate_all(project, None)
    assert not found.report.problems
    spanish = files.load(project.catalog("appeal", "es"))
    assert spanish.metadata["X-Segmentation"].startswith(level)
    standing = states(project, "es")
    if level == "sentence":
        assert standing == {State.APPROVED: 4, State.REVIEWED: 2, State.EMPTY: 1}


def test_an_abbreviation_of_another_language_touches_no_catalog(project: Project) -> None:
    project = at_level(project, "sentence")
    pipeline.update_all(project, None, None, PLAIN)
    before = snapshot(project)
    settings = project.file.read_text("utf-8")
    project.file.write_text(f'{settings}\n[abbreviations]\nel = ["Σ. Γ."]\n', "utf-8")
    assert not pipeline.update_all(Project(project.root), None, None, PLAIN).problems
    assert snapshot(project) == before
