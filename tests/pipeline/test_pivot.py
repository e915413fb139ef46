"""From Esperanto through English, with a real package of the language: see ``training/toy.py``."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.catalogs import files, ledger
from communique.catalogs.ledger import Draft
from communique.catalogs.state import key_of
from communique.engines.packages import fingerprint
from communique.project import Project

PACKAGES = Path(__file__).parent.parent / "data" / "packages"
PLAIN = pipeline.Plain()


def sentences() -> dict[str, str]:
    lines = (PACKAGES / "sentences.eo-en.tsv").read_text("utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines)
    return {source: target for source, _, target in pairs}


@pytest.fixture
def statement(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A statement in Esperanto, for English, Spanish and French readers."""
    from argostranslate import settings

    monkeypatch.setattr(settings, "package_dirs", [PACKAGES])
    fingerprint.cache_clear()
    first, second, *_ = sentences()
    text = f"---\nlanguage: eo\n---\n\n{first}\n\n{second} {first}\n"
    (workspace / "source_texts" / "appeal.md").write_text(text, "utf-8")
    return Project(workspace)


def drafts(project: Project, locale: str) -> dict[str, Draft]:
    """The ledger's newest record of each text that stands in a catalog."""
    path = project.catalog("appeal", locale)
    known = ledger.load(ledger.path_of(path))
    found = {one.msgid: known.draft(key_of(one), one.msgstr) for one in files.load(path)}
    return {msgid: draft for msgid, draft in found.items() if draft}


def test_both_stages_are_in_the_ledger(statement: Project) -> None:
    report = pipeline.draft(statement, None, ["es"], PLAIN)
    assert not report.problems
    assert {name.partition(" 0.")[0] for name in report.packages} == {
        "Argos eo→en",
        "starter en→es",
    }
    made = drafts(statement, "es")
    assert len(made) == 2
    for draft in made.values():
        assert (draft.package, draft.pivot) == ("starter:en-es", "en")
        assert (draft.pivot_origin, draft.pivot_package) == ("engine", "installed:eo-en")
        assert draft.pivot_version == "0.1"
    note = files.load(statement.catalog("appeal", "es"))[0].tcomment
    assert "machine draft (Argos eo→en 0.1 and starter en→es" in note


def test_locales_with_one_pivot_share_the_first_stage(statement: Project) -> None:
    report = pipeline.draft(statement, None, ["en", "es", "fr"], PLAIN)
    assert report.translated == 6, "the first stage once, and two more of two sentences"
    english = {one.msgid: one.msgstr for one in files.load(statement.catalog("appeal", "en"))}
    assert set(english.values()) >= {
        sentences()[source] for source in english if source in sentences()
    }
    assert not drafts(statement, "en")[next(iter(english))].pivot


def test_what_a_human_let_pass_is_the_pivot(statement: Project) -> None:
    pipeline.draft(statement, None, ["en", "es"], PLAIN)
    path = statement.catalog("appeal", "en")
    catalog = polib.pofile(str(path))
    catalog[0].msgstr = "All prisoners must be released."
    catalog[0].flags = []
    catalog.save(str(path))
    report = pipeline.draft(statement, None, ["es"], PLAIN)
    assert report.translated == 1
    made = drafts(statement, "es")
    changed, other = (made[one.msgid] for one in files.load(path))
    assert (changed.pivot, changed.pivot_origin) == ("en", "reviewed")
    assert changed.pivot_text
    assert not changed.pivot_package
    assert "prisioneros" in changed.draft or "presos" in changed.draft
    assert other.pivot_origin == "engine"
    spanish = files.load(statement.catalog("appeal", "es"))[0]
    assert "from the reviewed en text" in spanish.tcomment


def test_a_reviewed_text_that_lost_its_markup_is_no_pivot(statement: Project) -> None:
    source = statement.sources_folder / "appeal.md"
    first = next(iter(sentences()))
    source.write_text(f"---\nlanguage: eo\n---\n\n{first} https://example.org/a\n", "utf-8")
    pipeline.draft(statement, None, ["en"], PLAIN)
    path = statement.catalog("appeal", "en")
    catalog = polib.pofile(str(path))
    catalog[0].msgstr = "The address is gone."
    catalog[0].flags = []
    catalog.save(str(path))
    pipeline.draft(statement, None, ["es"], PLAIN)
    (made,) = drafts(statement, "es").values()
    assert made.pivot_origin == "engine"
    assert "https://example.org/a" in made.draft


def test_no_pivot_by_setting_leaves_the_pair_undone(statement: Project) -> None:
    settings = statement.root / "communique.toml"
    settings.write_text(settings.read_text("utf-8") + '[engine]\npivot = ""\n', "utf-8")
    report = pipeline.draft(Project(statement.root), None, ["es"], PLAIN)
    assert ["no package translates eo→es" in str(one) for one in report.problems] == [True]


def test_an_unreadable_catalog_in_between_is_told_and_spoils_nothing(statement: Project) -> None:
    pipeline.draft(statement, None, ["en", "es"], PLAIN)
    english, spanish = statement.catalog("appeal", "en"), statement.catalog("appeal", "es")
    before = spanish.read_bytes()
    english.write_text("no catalog\n", "utf-8")
    report = pipeline.draft(statement, None, ["es"], PLAIN)
    assert [one.locale for one in report.problems] == ["es"]
    assert str(english) in str(report.problems[0])
    assert spanish.read_bytes() == before


def test_a_dead_server_is_no_reason_to_do_without_the_pivot(
    statement: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import socket

    from communique.engines import libretranslate

    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        settings = statement.root / "communique.toml"
        settings.write_text(
            settings.read_text("utf-8")
            + f'[engine]\nuse = ["libretranslate", "argos"]\nlibretranslate = "{address}"\n',
            "utf-8",
        )
        monkeypatch.setattr(libretranslate, "PATIENCE", libretranslate.Patience(pauses=()))
        report = pipeline.draft(Project(statement.root), None, ["es", "fr"], PLAIN)
    assert not report.problems
    assert {one.locale: one.counts_by_state[0] for one in report.coverage} == {"es": 0, "fr": 0}
    assert "eo→es by Argos eo→en 0.1 and starter" in caplog.text
