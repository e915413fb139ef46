"""Approvals, waivers, four eyes, kept approvals: who stands for which text, and until when."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.catalogs import ledger
from communique.catalogs.ledger import Draft, key_digest
from communique.catalogs.state import State, key_of
from communique.errors import UsageError
from communique.project import FILE, Project
from communique.statement import digest

PLAIN = pipeline.Plain()
SPANISH = [
    "Un llamamiento a la paz",
    "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026.",
    "**No** nos callaremos, y el informe está [aquí](https://example.org/a).",
    "poner fin a la guerra de inmediato;",
    "liberar a todos los presos.",
]


def revise(project: Project, change: Callable[[polib.POFile], None]) -> None:
    """Save the Spanish catalog as an editor does."""
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    change(catalog)
    catalog.save(str(path))


def translate(catalog: polib.POFile) -> None:
    for entry, text in zip(catalog, SPANISH, strict=True):
        entry.msgstr, entry.flags = text, []


@pytest.fixture
def reviewed(project: Project) -> Project:
    pipeline.update_all(project, None, ["es"], PLAIN)
    revise(project, translate)
    return project


def counts(project: Project) -> dict[State, int]:
    row = pipeline.status(project, None, ["es"]).standings[0]
    return {state: count for state, count in row.coverage.counts.items() if count}


def test_what_is_approved_is_published_where_approval_is_asked_for(reviewed: Project) -> None:
    outcomes, _ = pipeline.publish(reviewed, None, ["es"], "approved", PLAIN)
    assert [one.published for one in outcomes] == [True, False]
    done = pipeline.approve(reviewed, "appeal", "es", "Ana Ruiz")
    assert (done.approved, done.already, done.left) == (5, 0, [])
    assert counts(reviewed) == {State.APPROVED: 5}
    outcomes, _ = pipeline.publish(reviewed, None, ["es"], "approved", PLAIN)
    assert [one.published for one in outcomes] == [True, True]
    again = pipeline.approve(reviewed, "appeal", "es", "Ana Ruiz")
    assert (again.approved, again.already) == (0, 5)


def test_what_nobody_reviewed_or_a_check_calls_wrong_is_left_out(reviewed: Project) -> None:
    def spoil(catalog: polib.POFile) -> None:
        catalog[0].flags = ["fuzzy"]
        catalog[1].msgstr = SPANISH[1].replace("2026", "2025")
        catalog[4].msgstr = ""

    revise(reviewed, spoil)
    done = pipeline.approve(reviewed, "appeal", "es", "Ana")
    assert [(one.number, one.reason.split(" ")[0]) for one in done.left] == [
        (1, "not"), (2, "the"), (5, "not"),
    ]  # fmt: skip
    assert done.approved == 2


def test_any_change_revokes(reviewed: Project) -> None:
    pipeline.approve(reviewed, "appeal", "es", "Ana")

    def touch(catalog: polib.POFile) -> None:
        catalog[3].msgstr = "detener la guerra de inmediato;"
        catalog[4].flags = ["fuzzy"]

    revise(reviewed, touch)
    assert counts(reviewed) == {State.APPROVED: 3, State.REVIEWED: 1, State.IN_WORK: 1}
    pipeline.update_all(reviewed, None, ["es"], PLAIN)

    def undo(catalog: polib.POFile) -> None:
        catalog[3].msgstr, catalog[4].flags = SPANISH[3], []

    revise(reviewed, undo)
    assert counts(reviewed) == {State.APPROVED: 3, State.REVIEWED: 2}


def test_a_segment_is_named_by_number_text_or_piece(reviewed: Project) -> None:
    done = pipeline.approve(reviewed, "appeal", "es", "Ana", ["#1", "stop the war", "5"])
    assert done.approved == 3
    with pytest.raises(UsageError, match="in 2 segments"):
        pipeline.approve(reviewed, "appeal", "es", "Ana", ["to "])
    with pytest.raises(UsageError, match="no segment has"):
        pipeline.approve(reviewed, "appeal", "es", "Ana", ["nothing like it"])
    with pytest.raises(UsageError, match="has 5"):
        pipeline.approve(reviewed, "appeal", "es", "Ana", ["6"])


@pytest.mark.parametrize(
    ("slug", "locale", "by", "word"),
    [("appeal", "es", " ", "say who"), ("appeal", "en", "Ana", "statement itself"),
     ("other", "es", "Ana", "no statement"), ("appeal", "xx", "Ana", "unknown locale")],
)  # fmt: skip
def test_a_wrong_request_is_one_clear_error(
    reviewed: Project, slug: str, locale: str, by: str, word: str
) -> None:
    with pytest.raises(UsageError, match=word):
        pipeline.approve(reviewed, slug, locale, by)


def test_a_waiver_lifts_an_error_for_exactly_this_text(reviewed: Project) -> None:
    def spoil(catalog: polib.POFile) -> None:
        catalog[1].msgstr = SPANISH[1].replace("2026", "año en curso")

    revise(reviewed, spoil)
    found, _ = pipeline.check(reviewed, None, ["es"])
    assert [one.check for one in found] == ["numbers"]
    lifted = pipeline.waive(reviewed, "appeal", "es", "numbers", "#2", "Ana", "house style")
    assert lifted == 1
    assert pipeline.check(reviewed, None, ["es"])[0] == []
    outcomes, _ = pipeline.publish(reviewed, None, ["es"], None, PLAIN)
    assert [one.published for one in outcomes] == [True, True]

    def more(catalog: polib.POFile) -> None:
        catalog[1].msgstr += " Fin."

    revise(reviewed, more)
    assert "numbers" in {one.check for one in pipeline.check(reviewed, None, ["es"])[0]}


@pytest.mark.parametrize(
    ("check", "reason", "word"),
    [
        ("numbers", "why", "nothing to say"),
        ("nonsense", "why", "no check"),
        ("numbers", "", "reason"),
    ],
)
def test_a_waiver_needs_a_finding_and_a_reason(
    reviewed: Project, check: str, reason: str, word: str
) -> None:
    with pytest.raises(UsageError, match=word):
        pipeline.waive(reviewed, "appeal", "es", check, "#2", "Ana", reason)


def edit_source(project: Project, old: str, new: str) -> None:
    source = project.sources["appeal"]
    source.write_text(source.read_text("utf-8").replace(old, new), "utf-8")


def test_clearing_fuzzy_after_a_flip_without_a_change_is_an_error(reviewed: Project) -> None:
    edit_source(reviewed, "4 May", "5 May")
    pipeline.update_all(reviewed, None, ["es"], PLAIN)

    def accept(catalog: polib.POFile) -> None:
        for entry in catalog:
            entry.flags, entry.previous_msgid = [], None

    revise(reviewed, accept)
    pipeline.update_all(reviewed, None, ["es"], PLAIN)
    found, _ = pipeline.check(reviewed, None, ["es"])
    assert "accepted_after_flip" in {one.check for one in found}
    outcomes, _ = pipeline.publish(reviewed, None, ["es"], None, PLAIN)
    assert not outcomes[1].published

    def correct(catalog: polib.POFile) -> None:
        catalog[1].msgstr = SPANISH[1].replace("4 de mayo", "5 de mayo")

    revise(reviewed, correct)
    assert pipeline.check(reviewed, None, ["es"])[0] == []


def test_an_approval_is_kept_over_a_typo_and_refused_over_a_flip(reviewed: Project) -> None:
    pipeline.approve(reviewed, "appeal", "es", "Ana")
    edit_source(reviewed, "We demand peace", "We demand peace, all of us")
    keep = pipeline.Keep(("We demand peace",), "Coordinator", "clearer")
    with pytest.raises(UsageError, match="no segment has"):
        pipeline.update_all(
            reviewed, ["appeal"], ["es"], PLAIN, pipeline.Keep(("We demanded",), "C", "x")
        )
    report = pipeline.update_all(reviewed, ["appeal"], ["es"], PLAIN, keep)
    assert not report.problems
    assert counts(reviewed) == {State.APPROVED: 5}
    edit_source(reviewed, "4 May", "6 May")
    path = reviewed.catalog("appeal", "es")
    before = path.read_bytes()
    report = pipeline.update_all(reviewed, ["appeal"], ["es"], PLAIN, keep)
    assert ["changed in meaning" in str(problem) for problem in report.problems] == [True]
    assert path.read_bytes() == before
    (reviewed.sources_folder / "more.txt").write_text("More.\n", "utf-8")
    with pytest.raises(UsageError, match="one statement at a time"):
        pipeline.update_all(Project(reviewed.root), None, ["es"], PLAIN, keep)


def test_nothing_to_keep_is_said(reviewed: Project) -> None:
    keep = pipeline.Keep(("We demand peace",), "Coordinator", "clearer")
    with pytest.raises(UsageError, match="nothing to keep"):
        pipeline.update_all(reviewed, ["appeal"], ["es"], PLAIN, keep)


def test_bulk_clearing_is_warned_of(project: Project) -> None:
    source = project.sources["appeal"]
    lines = [f"Paragraph {number} of the appeal stands here." for number in range(12)]
    source.write_text("---\nlanguage: en\n---\n\n" + "\n\n".join(lines) + "\n", "utf-8")
    pipeline.update_all(project, None, ["es"], PLAIN)
    drafts: list[Draft] = []

    def accept_all(catalog: polib.POFile) -> None:
        for number, entry in enumerate(catalog):
            entry.msgstr = f"El párrafo {number} del llamamiento está aquí."
            drafts.append(Draft(key_digest(key_of(entry)), digest(entry.msgstr), "engine"))

    revise(project, accept_all)
    ledger.append(ledger.path_of(project.catalog("appeal", "es")), drafts)
    done = pipeline.approve(project, "appeal", "es", "Ana")
    assert done.approved == 12
    assert ["12 of 12 reviewed segments are machine drafts" in one for one in done.warnings] == [
        True
    ]


def git(folder: Path, *words: str, author: str = "Ana Ruiz <ana@example.org>") -> None:
    name, _, email = author.removesuffix(">").partition(" <")
    settings = ("-c", f"user.name={name}", "-c", f"user.email={email}")
    subprocess.run(["git", "-C", str(folder), *settings, *words], check=True, capture_output=True)


@pytest.fixture
def strict(reviewed: Project) -> Project:
    settings = reviewed.root / FILE
    settings.write_text(f"four_eyes = true\n{settings.read_text('utf-8')}", "utf-8")
    return Project(reviewed.root)


def test_four_eyes_by_the_header(strict: Project) -> None:
    done = pipeline.approve(strict, "appeal", "es", "Bea")
    assert done.approved == 0
    assert "neither git nor Last-Translator" in done.left[0].reason

    def sign(catalog: polib.POFile) -> None:
        catalog.metadata["Last-Translator"] = "Ana Ruiz <ana@example.org>"

    revise(strict, sign)
    for by in ("Ana Ruiz", "ana ruiz", "A. Ruiz <ANA@example.org>"):
        done = pipeline.approve(strict, "appeal", "es", by)
        assert done.approved == 0
        assert "translated by Ana Ruiz (so says Last-Translator)" in done.left[0].reason
    assert pipeline.approve(strict, "appeal", "es", "Bea").approved == 5


def test_four_eyes_by_git(strict: Project) -> None:
    git(strict.root, "init", "-q")
    git(strict.root, "add", "-A")
    git(strict.root, "commit", "-qm", "translate")

    def correct(catalog: polib.POFile) -> None:
        catalog[0].msgstr = "Llamamiento a la paz"
        catalog.metadata["Last-Translator"] = "Carla <carla@example.org>"

    revise(strict, correct)
    git(strict.root, "commit", "-qam", "correct", author="Bea Gil <bea@example.org>")

    def more(catalog: polib.POFile) -> None:
        catalog[4].msgstr = "poner en libertad a todos los presos."

    revise(strict, more)  # not committed: the header answers
    asked = {by: pipeline.approve(strict, "appeal", "es", by) for by in ("Bea Gil",)}
    assert [(one.number, one.reason) for one in asked["Bea Gil"].left] == [
        (1, "four eyes: translated by Bea Gil (so says git)")
    ]
    done = pipeline.approve(strict, "appeal", "es", "Ana Ruiz", ["#1"])
    assert done.approved == 1


def test_four_eyes_see_through_a_rename(strict: Project) -> None:
    git(strict.root, "init", "-q")
    git(strict.root, "add", "-A")
    git(strict.root, "commit", "-qm", "translate")
    for old in (strict.sources["appeal"], strict.catalog("appeal", "es")):
        git(strict.root, "mv", str(old), str(old.with_stem("call")))
    git(strict.root, "commit", "-qm", "rename", author="Coordinator <c@example.org>")
    done = pipeline.approve(Project(strict.root), "call", "es", "Ana  Ruiz")
    assert {one.reason for one in done.left} == {"four eyes: translated by Ana Ruiz (so says git)"}
