"""What the workspace remembers: reviewed text only, of its own language, exact hits as drafts."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.catalogs import files
from communique.pipeline import remembering
from communique.project import Project

PLAIN = pipeline.Plain()
TMX = """\
<?xml version="1.0"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence"
o-tmf="x" adminlang="en" srclang="EN-US" datatype="plaintext"/><body>
<tu><tuv xml:lang="EN-US"><seg>to stop the war at once;</seg></tuv>
<tuv xml:lang="ES-ES"><seg>que cese la guerra de inmediato;</seg></tuv></tu>
</body></tmx>
"""


def revise(project: Project, number: int, text: str, *, fuzzy: bool = False) -> None:
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog[number].msgstr = text
    catalog[number].flags = ["fuzzy"] if fuzzy else []
    catalog.save(str(path))


@pytest.fixture
def updated(project: Project) -> Project:
    pipeline.update_all(project, None, ["es"], PLAIN)
    return project


def known(project: Project) -> dict[str, str]:
    with remembering.memory(project) as store:
        return {unit.source: unit.target for unit in store.units()}


def test_only_what_a_human_let_pass_is_remembered_and_its_sentences(updated: Project) -> None:
    revise(updated, 1, "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026.")
    revise(updated, 3, "poner fin a la guerra;", fuzzy=True)
    assert known(updated) == {
        "We demand peace. The council met on 4 May 2026.":
            "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026.",
        "We demand peace.": "Exigimos la paz.",
        "The council met on 4 May 2026.": "El consejo se reunió el 4 de mayo de 2026.",
    }  # fmt: skip
    revise(updated, 1, "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026.", fuzzy=True)
    assert known(updated) == {}


def test_a_text_under_a_source_of_other_meaning_is_not_offered(updated: Project) -> None:
    revise(updated, 1, "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026.")
    source = updated.sources["appeal"]
    source.write_text(source.read_text("utf-8").replace("4 May", "5 May"), "utf-8")
    pipeline.update_all(updated, None, ["es"], PLAIN)
    revise(updated, 1, "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026.")
    assert "We demand peace. The council met on 5 May 2026." not in known(updated)


def test_a_catalog_of_another_language_is_not_believed(updated: Project) -> None:
    revise(updated, 1, "Nous exigeons la paix.")
    path = updated.catalog("appeal", "es")
    path.write_text(path.read_text("utf-8").replace("Language: es", "Language: fr"), "utf-8")
    assert known(updated) == {}


def test_a_tmx_taken_in_before_any_statement_serves_later(project: Project) -> None:
    file = project.root / "first.tmx"
    file.write_text(TMX, "utf-8")
    assert remembering.take_in(project, file) == 1
    assert known(project) == {"to stop the war at once;": "que cese la guerra de inmediato;"}
    pipeline.update_all(project, None, ["es"], PLAIN)
    revise(project, 0, "Un llamamiento a la paz")
    assert len(known(project)) == 2
    with remembering.memory(project) as store:
        assert {unit.source_language for unit in store.units()} == {"en"}


def test_a_tmx_of_a_region_serves_the_language(updated: Project, tmp_path: Path) -> None:
    revise(updated, 0, "Un llamamiento a la paz")
    file = tmp_path / "trados.tmx"
    file.write_text(TMX, "utf-8")
    assert remembering.take_in(updated, file) == 1
    assert (updated.root / "memory" / "trados.tmx").is_file()
    pipeline.draft(updated, None, ["es"], PLAIN)
    entry = files.load(updated.catalog("appeal", "es"))[3]
    assert entry.msgstr == "que cese la guerra de inmediato;"
    assert entry.tcomment == "communique: from the memory (tmx:trados.tmx)"
    assert entry.fuzzy
