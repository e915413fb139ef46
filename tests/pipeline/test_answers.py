"""Names, fixed wordings, terms and markup on their way through the real starters."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.catalogs import files
from communique.project import Project

PLAIN = pipeline.Plain()
GLOSSARY = """\
term,do_not_translate,es,fr
Elmira Voss,yes,,
Voss,yes,,
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
