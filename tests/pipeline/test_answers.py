"""Names, fixed wordings, terms and markup on their way through the real starters."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.catalogs import files, ledger
from communique.catalogs.state import key_of
from communique.engines import running
from communique.engines.base import Batch, Done
from communique.errors import CommuniqueError
from communique.project import Project

PLAIN = pipeline.Plain()
GLOSSARY = """\
term,do_not_translate,es,fr
Elmira Voss,yes,,
Voss,yes,,
Acme Inc.,yes,,
Rights Now!,yes,,
"The ""Ace"" Club",yes,,
Kelvara,yes,,
Lake District,,Distrito de los Lagos,district des Lacs
ceasefire,,alto el fuego,cessez-le-feu
zamboni,,pulidora de hielo,surfaceuse
"""
FIXED = """\
kind = "quotation"
original = "en"
[wording]
en = "No village may be left without water."
es = "Ninguna aldea puede quedar sin agua."
fr = "Aucun village ne peut rester sans eau."
"""


def drafted(workspace: Path, *paragraphs: str) -> dict[str, dict[str, polib.POEntry]]:
    """Draft paragraphs; return the entries by locale and source."""
    text = "---\nlanguage: en\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    (workspace / "source_texts" / "appeal.md").write_text(text, "utf-8")
    (workspace / "glossary.csv").write_text(GLOSSARY, "utf-8")
    (workspace / "verbatim").mkdir(exist_ok=True)
    (workspace / "verbatim" / "water.toml").write_text(FIXED, "utf-8")
    project = Project(workspace)
    report = pipeline.draft(project, None, None, PLAIN)
    assert not report.problems
    return {
        locale: {one.msgid: one for one in files.load(project.catalog("appeal", locale))}
        for locale in ("es", "fr")
    }


@pytest.mark.parametrize(
    "text",
    [
        "Elmira Voss spoke for the families of Kelvara.",
        "The letter of **Elmira Voss** was read in Kelvara by Voss herself.",
        "See [the speech of Elmira Voss](https://example.org/voss) in Kelvara.",
        "Elmira Voss's words reached Kelvara.",
    ],
)
def test_names_of_the_glossary_come_out_letter_for_letter(workspace: Path, text: str) -> None:
    for entries in drafted(workspace, text).values():
        made = entries[text].msgstr
        assert made.count("Elmira Voss") == text.count("Elmira Voss")
        assert made.count("Voss") == text.count("Voss")
        assert made.count("Kelvara") == text.count("Kelvara")
        assert made.count("**") == text.count("**")
        assert made.count("](https://example.org/voss)") == text.count("](https")


def test_a_name_that_ends_in_a_full_stop_does_not_swallow_the_sentences(workspace: Path) -> None:
    text = "He works for Acme Inc. She left on Monday."
    for entries in drafted(workspace, text).values():
        made = entries[text].msgstr
        assert "Acme Inc. E" in made  # Ella, Elle


def test_the_marks_of_a_name_are_its_own(workspace: Path) -> None:
    text = 'We met The "Ace" Club and Rights Now! They said "yes".'
    for entries in drafted(workspace, text).values():
        made = entries[text].msgstr
        assert 'The "Ace" Club' in made
        assert "Rights Now!" in made
        assert '"yes"' not in made


def test_a_heading_in_capitals_hides_no_name_behind_it(workspace: Path) -> None:
    text = "PEACE IN THE LAKE DISTRICT. The Lake District is near."
    made = drafted(workspace, text)["es"][text].msgstr
    assert "DISTRITO DE LOS LAGOS" in made
    assert "Distrito de los Lagos" in made


def test_a_name_has_the_form_of_its_locale(workspace: Path) -> None:
    text = "The nurses of the Lake District met on 4 May."
    made = drafted(workspace, text)
    assert "Distrito de los Lagos" in made["es"][text].msgstr
    assert "district des Lacs" in made["fr"][text].msgstr


def test_a_fixed_wording_inside_a_segment_is_inserted_as_it_is(workspace: Path) -> None:
    text = "We say it again: No village may be left without water. We will not stop."
    made = drafted(workspace, text)
    assert "Ninguna aldea puede quedar sin agua" in made["es"][text].msgstr
    assert "Aucun village ne peut rester sans eau" in made["fr"][text].msgstr


def test_a_draft_says_which_agreed_term_it_lacks(workspace: Path) -> None:
    lacking = "The old zamboni stands in the hall."
    having = "We welcome the ceasefire."
    for locale, entries in drafted(workspace, lacking, having).items():
        form = {"es": "pulidora de hielo", "fr": "surfaceuse"}[locale]
        assert f"look at: for “zamboni” the glossary has {form}" in entries[lacking].tcomment
        assert "look at: for" not in entries[having].tcomment


def test_what_looks_like_a_stand_in_is_a_text_like_any_other(workspace: Path) -> None:
    text = "Room X1 is next to room X2, says Elmira Voss on `page 3`."
    for entries in drafted(workspace, text).values():
        made = entries[text].msgstr
        assert [made.count(one) for one in ("X1", "X2", "Elmira Voss", "`page 3`")] == [1, 1, 1, 1]


def test_drafting_again_asks_for_nothing(workspace: Path) -> None:
    text = "The old zamboni of **Elmira Voss** stands in [the hall](https://example.org/h)."
    drafted(workspace, text)
    again = pipeline.draft(Project(workspace), None, None, PLAIN)
    assert (again.translated, again.drafted, again.retries) == (0, 0, {})


def test_first_answers_stand_where_second_thoughts_fail(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = running.translate_batch

    def once(batch: Batch) -> Done:
        if batch.task.best > 1:
            raise CommuniqueError("no second thoughts here")
        return real(batch)

    monkeypatch.setattr(running, "translate_batch", once)
    text = "The old zamboni stands in the hall."
    for entries in drafted(workspace, text).values():
        assert entries[text].msgstr
        assert "look at: for “zamboni”" in entries[text].tcomment
    assert caplog.text.count("no second thoughts here; the drafts go without") == 1


def test_a_lost_element_is_the_highest_doubt_in_the_catalog_too(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("communique.inline.restore", lambda *_: None)
    text = "See [the hall](https://example.org/h) today."
    comment = drafted(workspace, text)["es"][text].tcomment
    assert "doubt: high" in comment
    assert "the markup was lost" in comment


def test_the_ledger_tells_when_the_same_words_come_from_elsewhere(workspace: Path) -> None:
    text = "We demand peace."
    made = drafted(workspace, text)["es"][text].msgstr
    glossary = workspace / "glossary.csv"
    glossary.write_text(f"term,es\nWe demand peace.,{made}\n", "utf-8")
    project = Project(workspace)
    for turn in (1, 2):
        pipeline.draft(project, None, ["es"], PLAIN)
        path = ledger.path_of(project.catalog("appeal", "es"))
        (entry,) = (one for one in files.load(project.catalog("appeal", "es")) if one.msgid == text)
        record = ledger.load(path).draft(key_of(entry), made)
        assert record
        assert (record.origin, record.package, record.risk) == ("glossary", "", None), turn
    lines = path.read_text("utf-8").splitlines()
    assert sum(f'"draft": "{made}"' in line for line in lines) == 2, "once each, no more"
