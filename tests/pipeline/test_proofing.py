"""Proof sheets gathered from a workspace: what each segment has behind it, no more than that."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.catalogs import ledger
from communique.catalogs.ledger import Draft, key_digest
from communique.editions.moments import stamp
from communique.errors import CommuniqueError
from communique.pipeline import wordings
from communique.pipeline.proof_rows import Desk
from communique.pipeline.proofing import sheet_of
from communique.pipeline.reading import read
from communique.pipeline.remembering import memory
from communique.project import FILE, Project
from communique.publishing.proof import Drafted, Row, Sheet
from communique.statement import Key, Kind, digest

PLAIN = pipeline.Plain()
SPANISH = [
    "Un llamamiento a la paz",
    "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026.",
    "**No** nos callaremos, y el informe está [aquí](https://example.org/a).",
    "poner fin a la guerra de inmediato;",
    "liberar a todos los presos.",
]
STRIKE = """\
---
title: A call for peace now
language: en
---

We demand peace. The council met on 4 May 2025.
"""


def revise(project: Project, slug: str, change: Callable[[polib.POFile], None]) -> None:
    path = project.catalog(slug, "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    change(catalog)
    catalog.save(str(path))


def fill(catalog: polib.POFile) -> None:
    for entry, text in zip(catalog, SPANISH, strict=False):
        entry.msgstr, entry.flags = text, []


@pytest.fixture
def reviewed(project: Project) -> Project:
    pipeline.update_all(project, None, ["es"], PLAIN)
    revise(project, "appeal", fill)
    return project


def sheet(project: Project, slug: str = "appeal") -> Sheet:
    with memory(project) as store:
        desk = Desk(project, wordings.load(project), store, stamp())
        return sheet_of(desk, read(project, project.sources[slug]), "es")


def rows(project: Project) -> list[Row]:
    return list(sheet(project).rows)


def note_draft(project: Project, number: int, text: str, **more: object) -> None:
    """Have the ledger say that an engine drafted a segment."""
    key = sheet(project).rows[number - 1].key
    values: dict[str, object] = {
        "origin": "engine", "package": "en_es", "version": "1.9", "draft": text, "risk": 0.5,
    }  # fmt: skip
    record = Draft(key_digest(key), digest(text), **values | more)  # type: ignore[arg-type]
    ledger.append(ledger.path_of(project.catalog("appeal", "es")), [record])


def test_a_sheet_says_what_stands_in_the_workspace(reviewed: Project) -> None:
    found = sheet(reviewed)
    assert [row.target for row in found.rows] == SPANISH
    assert [row.kind for row in found.rows] == [
        Kind.TITLE, Kind.PARAGRAPH, Kind.QUOTATION, Kind.LIST_ITEM, Kind.LIST_ITEM,
    ]  # fmt: skip
    assert [row.number for row in found.rows] == [1, 2, 3, 4, 5]
    assert [row.marker for row in found.rows] == ["", "", "", "•", "•"]
    assert (found.publish, found.reason, found.require) == (True, "reviewed", "reviewed")
    assert found.counts == {"reviewed": 5}
    assert found.source_file == "source_texts/appeal.md"
    assert found.catalog == "locales/es/LC_MESSAGES/appeal.po"
    assert found.source_hash == digest(reviewed.sources["appeal"].read_text("utf-8"))
    assert (found.last, found.embargo, found.packages) == (None, "", ())


def test_states_approvals_and_the_gate(reviewed: Project) -> None:
    pipeline.approve(reviewed, "appeal", "es", "Ana Ruiz", ["1", "2"])
    note_draft(reviewed, 4, SPANISH[3])

    def open_up(catalog: polib.POFile) -> None:
        catalog[2].previous_msgid, catalog[2].flags = "We will be silent.", ["fuzzy"]
        catalog[3].flags = ["fuzzy"]
        catalog[3].tcomment = "communique: machine draft (en_es 1.9); doubt: high\nSee the minutes."
        catalog[4].msgstr = ""

    revise(reviewed, "appeal", open_up)
    found = sheet(reviewed)
    assert [row.state for row in found.rows] == ["approved", "approved", "stale", "draft", "empty"]
    given = found.rows[0].approved
    assert given
    assert (given.by, len(given.on)) == ("Ana Ruiz", 10)
    assert found.rows[2].before == "We will be silent."
    assert found.rows[3].drafted == Drafted(SPANISH[3], "engine", "en_es 1.9", "", "high")
    assert found.rows[3].notes == ("See the minutes.",)
    assert found.packages == ("en_es 1.9",)
    assert (found.publish, found.reason) == (False, "1 segment of 5 without translation")


def judged(project: Project) -> tuple[bool, str]:
    found = sheet(Project(project.root))
    return found.publish, found.reason


def test_a_sheet_says_what_else_holds_the_edition_back(reviewed: Project) -> None:
    pipeline.publish(reviewed, None, ["es"], None, PLAIN)
    pipeline.withdraw(reviewed, "appeal", ["es"], PLAIN, by="Ana", reason="wrong figure")
    publish, reason = judged(reviewed)
    assert not publish
    assert reason.startswith("withdrawn ")
    assert reason.endswith(" by Ana: wrong figure")
    pipeline.withdraw(reviewed, "appeal", ["es"], PLAIN, by="Ana", reason="right", again=True)
    assert judged(reviewed) == (True, "reviewed")
    path = reviewed.sources["appeal"]
    text = path.read_text("utf-8")
    path.write_text(text.replace("en\n---", "en\nembargo: 2999-01-01 09:00 UTC\n---"), "utf-8")
    assert judged(reviewed) == (False, "under embargo until 2999-01-01 09:00 UTC")


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("![Map](gone.png)", "the image or attachment “gone.png” does not exist."),
        (
            "[https://good.example](https://bad.example)",
            "a link shows “good.example” but leads to “bad.example”: let it show where it leads",
        ),
    ],
)
def test_the_sheet_and_publishing_say_the_same(project: Project, link: str, reason: str) -> None:
    (project.sources_folder / "appeal.md").write_text(
        f"---\ntitle: Peace\nlanguage: en\n---\n\n{link}\n", "utf-8"
    )
    pipeline.update_all(project, None, ["es"], PLAIN)

    def translate(catalog: polib.POFile) -> None:
        for entry, text in zip(catalog, ["Paz", link.replace("Map", "Mapa")], strict=True):
            entry.msgstr = text

    revise(project, "appeal", translate)
    for check in {one.check for one in rows(project)[1].flags}:
        pipeline.waive(project, "appeal", "es", check, "2", "Ana", "as agreed")
    outcomes, report = pipeline.publish(project, None, ["es"], None, PLAIN, dry_run=True)
    assert next(one.reason for one in outcomes if one.locale == "es") == reason
    assert judged(project) == (False, reason)
    assert all(str(project.root) not in str(one) for one in report.problems)


def test_a_wrong_embargo_is_told_once_and_from_the_workspace(reviewed: Project) -> None:
    settings = reviewed.root / FILE
    settings.write_text(
        settings.read_text("utf-8") + '\n[statements.appeal]\nembargo = "soon"\n', "utf-8"
    )
    opened = Project(reviewed.root)
    _, drawn = pipeline.draw_proofs(opened, None, ["es"])
    _, published = pipeline.publish(opened, None, None, None, PLAIN)
    told = "communique.toml: embargo: “soon” is no date and time"
    assert str(drawn.problems[0]).startswith(f"appeal (es): {told}")
    assert str(published.problems[0]).startswith(f"source_texts/appeal.md: {told}")


def test_what_a_human_changed_is_told_from_what_stayed(reviewed: Project) -> None:
    note_draft(reviewed, 2, "Pedimos la paz.", origin="memory", package="", version="")
    note_draft(reviewed, 1, SPANISH[0], risk=0.001)
    first, second, *others = rows(reviewed)
    assert first.drafted == Drafted(SPANISH[0], "engine", "en_es 1.9", "", "low")
    assert second.drafted == Drafted("Pedimos la paz.", "memory")
    assert all(row.drafted is None for row in others)


def test_findings_are_told_with_who_answers_for_them(reviewed: Project) -> None:
    def spoil(catalog: polib.POFile) -> None:
        catalog[1].msgstr = SPANISH[1].replace("2026", "2025")

    revise(reviewed, "appeal", spoil)
    said = [one for one in rows(reviewed)[1].flags if one.check == "numbers"]
    assert [(one.severity, one.waived_by) for one in said] == [("error", "")]
    assert not sheet(reviewed).publish
    for one in rows(reviewed)[1].flags:
        pipeline.waive(reviewed, "appeal", "es", one.check, "2", "Ana", "as agreed")
    waived = [one for one in rows(reviewed)[1].flags if one.check == "numbers"]
    assert [(one.waived_by, one.reason) for one in waived] == [("Ana", "as agreed")]
    assert sheet(reviewed).publish
    assert pipeline.check(reviewed, None, ["es"])[0] == []


def add_strike(project: Project, front: str = "") -> Project:
    text = STRIKE.replace("language: en\n", f"language: en\n{front}")
    (project.sources_folder / "strike.md").write_text(text, "utf-8")
    opened = Project(project.root)
    pipeline.update_all(opened, ["strike"], ["es"], PLAIN)

    def translate(catalog: polib.POFile) -> None:
        for entry, text in zip(catalog, ["Llamamiento", "El consejo de 2025."], strict=True):
            entry.msgstr = text

    revise(opened, "strike", translate)
    return opened


def test_near_hits_come_from_other_statements(reviewed: Project) -> None:
    opened = add_strike(reviewed)
    found = {row.number: row.near for row in rows(opened)}
    assert [[one.target for one in near] for near in found.values()] == [
        ["Llamamiento"], ["El consejo de 2025."], [], [], [],
    ]  # fmt: skip
    near = found[2][0]
    assert (near.origin, near.source) == (
        "strike",
        "We demand peace. The council met on 4 May 2025.",
    )
    assert 0.75 <= near.likeness < 1


def test_no_sheet_quotes_a_statement_under_embargo(reviewed: Project) -> None:
    opened = add_strike(reviewed, "embargo: 2999-01-01 09:00 Europe/Berlin\n")
    assert [row.near for row in rows(opened)] == [()] * 5
    assert sheet(opened, "strike").embargo == "until 2999-01-01 08:00 UTC"
    assert sheet(opened).embargo == ""


def test_the_last_release_is_compared_segment_by_segment(reviewed: Project) -> None:
    pipeline.publish(reviewed, ["appeal"], ["es"], None, PLAIN)
    same = sheet(reviewed)
    assert same.last == {row.key: (row.source, row.target) for row in same.rows}
    assert len(same.released_on) == 10
    path = reviewed.sources["appeal"]
    text = path.read_text("utf-8").replace("4 May 2026", "5 May 2026")
    path.write_text(text.replace("- to release all prisoners.\n", "\nThank you all.\n"), "utf-8")
    pipeline.update_all(reviewed, ["appeal"], ["es"], PLAIN)
    found = sheet(reviewed)
    edited = next(row for row in found.rows if "5 May" in row.source)
    new = next(row for row in found.rows if row.source == "Thank you all.")
    assert found.released(edited) == (edited.source.replace("5 May", "4 May"), SPANISH[1])
    assert found.released(new) is None
    assert found.removed == (("to release all prisoners.", SPANISH[4]),)


def test_a_text_that_comes_again_is_marked(reviewed: Project) -> None:
    path = reviewed.sources["appeal"]
    path.write_text(path.read_text("utf-8") + "\n- to stop the war at once;\n", "utf-8")
    found = rows(reviewed)
    assert [(row.number, row.again) for row in found] == [
        (1, False), (2, False), (3, False), (4, False), (5, False), (4, True),
    ]  # fmt: skip
    assert found[-1].target == SPANISH[3]


def test_a_page_shows_where_its_links_lead(reviewed: Project) -> None:
    page = '<!doctype html><html lang="en"><title>T</title><p>See <a href="https://example.org/a?b&amp;c">this</a>.</p>'
    (reviewed.sources_folder / "page.html").write_text(page, "utf-8")
    opened = Project(reviewed.root)
    pipeline.update_all(opened, ["page"], ["es"], PLAIN)
    row = sheet(opened, "page").rows[-1]
    assert list(row.addresses.values()) == ["https://example.org/a?b&c"]
    assert set(row.addresses) == {part for part in row.addresses if part in row.source}


def test_sheets_are_written_and_what_cannot_be_drawn_is_told(
    reviewed: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777888800")
    drawn, report = pipeline.draw_proofs(reviewed, None, None)
    assert [(one.statement, one.locale, one.file) for one in drawn] == [
        ("appeal", "es", "proofs/appeal.es.html")
    ]
    assert [str(one) for one in report.problems] == [
        "appeal (fr): no catalog yet; `communique draft` makes it"
    ]
    page = (reviewed.root / "proofs/appeal.es.html").read_bytes()
    assert b"2026-05-04 10:00 UTC" in page
    assert drawn[0].fingerprint.encode() in page
    again, _ = pipeline.draw_proofs(reviewed, ["appeal"], ["es"], tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere/appeal.es.html").read_bytes() == page
    assert [path.name for path in (reviewed.root / "proofs").iterdir()] == ["appeal.es.html"]
    assert again[0].fingerprint == drawn[0].fingerprint


def test_the_fingerprint_is_that_of_these_texts(reviewed: Project) -> None:
    before = sheet(reviewed).fingerprint
    pipeline.approve(reviewed, "appeal", "es", "Ana")
    assert sheet(reviewed).fingerprint == before

    def touch(catalog: polib.POFile) -> None:
        catalog[3].msgstr = SPANISH[3].replace(";", ",")

    revise(reviewed, "appeal", touch)
    assert sheet(reviewed).fingerprint != before


def test_a_sheet_that_cannot_be_written_is_an_error_with_its_place(reviewed: Project) -> None:
    (reviewed.root / "proofs").write_text("a file", "utf-8")
    with pytest.raises(CommuniqueError, match=r"proofs.*cannot be written"):
        pipeline.draw_proofs(reviewed, ["appeal"], ["es"])


def test_without_a_memory_sheets_are_drawn_all_the_same(
    reviewed: Project, caplog: pytest.LogCaptureFixture
) -> None:
    (reviewed.root / ".communique" / "memory.sqlite").mkdir(parents=True)
    drawn, report = pipeline.draw_proofs(reviewed, ["appeal"], ["es"])
    assert len(drawn) == 1
    assert not report.problems
    assert "without the memory" in caplog.text


def test_two_hundred_segments_take_well_under_a_second(workspace: Path) -> None:
    (workspace / FILE).write_text('name = "Tests"\nlocales = ["es"]\n', "utf-8")
    places = [
        f"The council met in village {n}, and **no** well was sold there." for n in range(200)
    ]
    source = "---\ntitle: Long\nlanguage: en\n---\n\n" + "\n\n".join(places) + "\n"
    (workspace / "source_texts" / "long.md").write_text(source, "utf-8")
    project = Project(workspace)
    pipeline.update_all(project, ["long"], ["es"], PLAIN)

    def translate(catalog: polib.POFile) -> None:
        for number, entry in enumerate(catalog):
            entry.msgstr = (
                f"El consejo se reunió en la aldea {number - 1}, y **ningún** pozo se vendió."
            )

    revise(project, "long", translate)
    keys = [Key(None, text) for text in places]
    drafts = [
        f"El concilio se reunía en el pueblo {n}; **no** se vendió un pozo." for n in range(200)
    ]
    ledger.append(
        ledger.path_of(project.catalog("long", "es")),
        [
            Draft(key_digest(key), digest(text), "engine", "en_es", "1.9", draft=text)
            for key, text in zip(keys, drafts, strict=True)
        ],
    )
    pipeline.check(project, ["long"], ["es"])
    begun = time.process_time()
    drawn, _ = pipeline.draw_proofs(project, ["long"], ["es"])
    assert time.process_time() - begun < 2
    assert drawn[0].segments == 201
    page = (workspace / drawn[0].file).read_text("utf-8")
    assert page.count("<del>") > 200
