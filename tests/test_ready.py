"""Verbatim texts, memory and glossary: what needs no engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique import glossary, pipeline, verbatim
from communique.catalogs import files
from communique.errors import CommuniqueError
from communique.project import Project


def test_a_fixed_wording_is_inserted_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "motto.toml").write_text(
        'en = "We don\'t forget."\nes = "No olvidamos."\n', "utf-8"
    )
    fixed = verbatim.load(tmp_path)
    assert fixed.find("We  don’t forget.", "en", "es") == "No olvidamos."
    assert fixed.find("We don't forget.", "en", "fr") is None
    assert fixed.find("No olvidamos.", "es", "en") == "We don't forget."


def test_glossary_errors_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    assert glossary.load(path).terms == {}
    path.write_text("term,note,es\nBoard,a body,Junta,more\n", "utf-8")
    with pytest.raises(CommuniqueError, match=r"glossary.csv:2: more cells"):
        glossary.load(path)
    path.write_text("word,es\n", "utf-8")
    with pytest.raises(CommuniqueError, match=r"column `term`"):
        glossary.load(path)


def test_ready_texts_come_before_the_engine_and_are_drafts(project: Project) -> None:
    (project.root / "glossary.csv").write_text(
        "term,note,es\nA call for peace,,Llamamiento a la paz\n", "utf-8"
    )
    (project.root / "verbatim").mkdir()
    (project.root / "verbatim" / "end.toml").write_text(
        'en = "to release all prisoners."\nes = "la libertad de los presos."\n', "utf-8"
    )
    other = project.sources_folder / "other.md"
    other.write_text("---\nlanguage: en\n---\n\nto stop the war at once;\n", "utf-8")
    project = Project(project.root)
    pipeline.update_all(project, ["other"], ["es"], pipeline.Plain())
    reviewed = project.catalog("other", "es")
    catalog = files.load(reviewed)
    catalog[0].msgstr = "que cese la guerra;"
    reviewed.write_bytes(files.dump(catalog))

    pipeline.draft(project, ["appeal"], ["es"], pipeline.Plain())
    entries = {entry.msgid: entry for entry in files.load(project.catalog("appeal", "es"))}
    assert entries["A call for peace"].msgstr == "Llamamiento a la paz"
    assert entries["A call for peace"].tcomment == "communique: from the glossary"
    assert entries["to stop the war at once;"].msgstr == "que cese la guerra;"
    assert entries["to stop the war at once;"].tcomment == "communique: from the memory (other)"
    assert entries["to release all prisoners."].msgstr == "la libertad de los presos."
    assert all(entry.fuzzy for entry in entries.values())
