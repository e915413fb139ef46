"""Typography is set on drafts alone: what a human wrote stays, byte for byte."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.catalogs import files
from communique.language.typography import tidy
from communique.project import Project

PLAIN = pipeline.Plain()
# Everything that would be set otherwise in a draft.
HUMAN = [
    'L\'appel : "la paix"...',
    "Nous exigeons la \"paix\"; l'assemblee s'est reunie le 4 mai 2026!",
    'Nous ne nous tairons **pas** ; voir "[ici](https://example.org/a)"?',
    "arreter 'la guerre' tout de suite;",
    "liberer tous les prisonniers: 100%.",
]


@pytest.fixture
def drafted(project: Project) -> Project:
    assert not pipeline.draft(project, None, ["fr"], PLAIN).problems
    return project


def written(project: Project, *, fuzzy: bool) -> Path:
    """Let a human replace every draft of the French catalog."""
    path = project.catalog("appeal", "fr")

    def change(catalog: polib.POFile | None) -> polib.POFile | None:
        assert catalog is not None
        for entry, text in zip(catalog, HUMAN, strict=True):
            assert tidy(text, "fr") != text
            entry.msgstr = text
            entry.flags = ["fuzzy"] if fuzzy else []
            entry.tcomment = ""
        return catalog

    files.edit(path, change, project.safe)
    return path


@pytest.mark.parametrize("fuzzy", [False, True])
def test_what_a_human_wrote_stays_byte_for_byte(drafted: Project, *, fuzzy: bool) -> None:
    path = written(drafted, fuzzy=fuzzy)
    before = path.read_bytes()
    for _ in range(2):
        assert not pipeline.draft(drafted, None, ["fr"], PLAIN).problems
        pipeline.update_all(drafted, None, ["fr"], PLAIN)
        pipeline.check(drafted, None, ["fr"])
    assert path.read_bytes() == before


def test_a_reviewed_text_stays_when_its_source_changes(drafted: Project) -> None:
    path = written(drafted, fuzzy=False)
    source = drafted.sources["appeal"]
    source.write_text(
        source.read_text("utf-8").replace("We demand peace.", "We all demand peace."), "utf-8"
    )
    assert not pipeline.draft(drafted, None, ["fr"], PLAIN).problems
    assert [entry.msgstr for entry in files.load(path) if not entry.obsolete] == HUMAN


def test_a_text_from_the_memory_is_filled_in_as_its_human_wrote_it(drafted: Project) -> None:
    written(drafted, fuzzy=False)
    (drafted.sources_folder / "again.txt").write_text("to stop the war at once;\n", "utf-8")
    again = Project(drafted.root)
    assert not pipeline.draft(again, ["again"], ["fr"], PLAIN).problems
    entry = files.load(again.catalog("again", "fr"))[0]
    assert (entry.msgstr, entry.fuzzy) == (HUMAN[3], True)


def test_every_draft_is_set(drafted: Project) -> None:
    for entry in files.load(drafted.catalog("appeal", "fr")):
        assert entry.msgstr
        assert tidy(entry.msgstr, "fr") == entry.msgstr
