"""The update: what a human wrote is live, stale or obsolete, never gone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import polib
import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.catalogs import files
from communique.catalogs.ledger import Draft, Ledger, key_digest
from communique.catalogs.state import State, key_of, state_of
from communique.catalogs.template import Header, template
from communique.catalogs.update import update
from communique.language.locales import parse_locale
from communique.statement import Block, Key, Kind, Segment, Statement, digest

ES = Locale.parse("es")
HEADER = Header("Tests", "https://example.org/", "communique")


def pot(*texts: str) -> polib.POFile:
    blocks = tuple(
        Block(Kind.PARAGRAPH, 0, 0, (Segment(text, None, "paragraph"),)) for text in texts
    )
    statement = Statement("a", Path("a.md"), "markdown", "en", "", blocks)
    return template(statement, "source_texts/a.md", HEADER)


def made(*texts: str) -> polib.POFile:
    return update(None, pot(*texts), ES, Ledger())[0]


def translated(catalog: polib.POFile, **texts: str) -> polib.POFile:
    for entry in catalog:
        entry.msgstr = texts.get(entry.msgid[0], entry.msgstr)
    return catalog


def live(catalog: polib.POFile) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in catalog if not entry.obsolete}


A = "All parties must respect the ceasefire that was signed in May."
A2 = "All parties must respect the ceasefire that was signed in June."
B = "Bread is a right, and nobody may be left without it."
C = "Children need schools."


def test_a_new_catalog_has_every_entry_in_order_and_a_full_header() -> None:
    catalog = made(A, B)
    assert [entry.msgid for entry in catalog] == [A, B]
    assert catalog.metadata["Language"] == "es"
    assert catalog.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert catalog.metadata["X-Source-Language"] == "en"


def test_an_edited_block_keeps_the_humans_text_stale() -> None:
    old = translated(made(A, B), A="Todas las partes …", B="El pan …")
    new, result = update(old, pot(A2, B), ES, Ledger())
    entry = new[0]
    assert (entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("Todas las partes …", True, A)
    assert (result.stale, result.kept, result.obsolete) == (1, 1, 0)


def test_what_was_translated_stays_named_through_a_second_edit() -> None:
    old = translated(made(A), A="Todas las partes …")
    once, _ = update(old, pot(A2), ES, Ledger())
    twice, _ = update(once, pot(A2 + " Again."), ES, Ledger())
    assert twice[0].previous_msgid == A
    assert twice[0].msgstr == "Todas las partes …"


def test_a_draft_of_an_edited_block_is_not_carried() -> None:
    old = made(A)
    old[0].msgstr, old[0].flags = "Borrador", ["fuzzy"]
    known = Ledger()
    known.add(Draft(key_digest(Key(None, A)), digest("Borrador"), "engine"))
    new, result = update(old, pot(A2), ES, known)
    assert new[0].msgstr == ""
    assert (result.new, result.dropped) == (1, 1)


def test_a_draft_with_a_humans_comment_is_not_dropped() -> None:
    old = made(C, B)
    old[0].msgstr, old[0].flags, old[0].tcomment = "Borrador", ["fuzzy"], "ask the author"
    known = Ledger()
    known.add(Draft(key_digest(Key(None, C)), digest("Borrador"), "engine"))
    new, _ = update(old, pot(B), ES, known)
    assert new[-1].obsolete
    assert new[-1].tcomment == "ask the author"


def test_a_removed_block_becomes_obsolete_and_returns() -> None:
    old = translated(made(A, C), A="Todas …", C="Los niños …")
    without, result = update(old, pot(A), ES, Ledger())
    assert result.obsolete == 1
    assert without[-1].obsolete
    again, result = update(without, pot(A, C), ES, Ledger())
    assert live(again)[C] == "Los niños …"
    assert result.revived == 1
    assert not again[1].fuzzy


def test_moved_blocks_keep_their_text_in_the_new_order() -> None:
    old = translated(made(A, B, C), A="a", B="b", C="c")
    new, result = update(old, pot(C, A, B), ES, Ledger())
    assert [entry.msgstr for entry in new] == ["c", "a", "b"]
    assert result.kept == 3


def test_unknown_flags_and_comments_survive() -> None:
    old = translated(made(A), A="a")
    old[0].flags, old[0].tcomment = ["no-wrap", "x-ours"], "a human's note"
    new, _ = update(old, pot(A), ES, Ledger())
    assert new[0].flags == ["no-wrap", "x-ours"]
    assert new[0].tcomment == "a human's note"


def test_our_own_comment_goes_when_fuzzy_goes() -> None:
    old = translated(made(A), A="a")
    old[0].tcomment = "mine\ncommunique: machine draft"
    new, _ = update(old, pot(A), ES, Ledger())
    assert new[0].tcomment == "mine"


def test_a_second_update_changes_nothing() -> None:
    old = translated(made(A, B, C), A="a", C="c")
    once, first = update(old, pot(A2, B), ES, Ledger())
    known = Ledger(first.records)
    twice, result = update(files.parse(files.dump(once), Path("a.po")), pot(A2, B), ES, known)
    assert files.dump(once) == files.dump(twice)
    assert not result.changed


@pytest.mark.parametrize(
    "code", ["ar", "zh_Hans", "pt_BR", "ru", "ja", "sr@latin", "ga", "lt", "cy", "el", "hi", "tr"]
)
def test_msgfmt_accepts_every_locale(code: str, tmp_path: Path) -> None:
    catalog, _ = update(None, pot(A, B), parse_locale(code), Ledger())
    path = tmp_path / "a.po"
    path.write_bytes(files.dump(catalog))
    run = subprocess.run(
        ["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("code", "name"),
    [("pt-BR", "pt_BR"), ("zh_TW", "zh_Hant_TW"), ("sr@latin", "sr_Latn"), ("es", "es"),
     ("zh-Hant", "zh_Hant"), ("es_AR", "es_AR"), ("zh_Hans", "zh_Hans")],
)  # fmt: skip
def test_locales_are_normalised(code: str, name: str) -> None:
    assert str(parse_locale(code)) == name


TEXTS = st.lists(
    st.text("abcdef .", min_size=1, max_size=40).map(str.strip).filter(bool),
    max_size=8,
    unique=True,
)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4))
def test_no_history_of_edits_loses_a_human_word(first: list[str], later: list[list[str]]) -> None:
    catalog = made(*first)
    written = set()
    for number, entry in enumerate(catalog):
        entry.msgstr = f"texto {number}"
        written.add(entry.msgstr)
    for texts in later:
        catalog, _ = update(catalog, pot(*texts), ES, Ledger())
        assert written <= {entry.msgstr for entry in catalog}
        assert [key_of(entry).text for entry in catalog if not entry.obsolete] == texts
        assert all(entry.fuzzy for entry in catalog if entry.previous_msgid)


def test_a_source_that_returns_leaves_the_humans_text_stale_never_a_draft() -> None:
    old = translated(made(A), A="Todas las partes …")
    known = Ledger()
    known.add(Draft(key_digest(Key(None, A)), digest("Todas las partes …"), "engine"))
    away, _ = update(old, pot(A2), ES, known)
    back, _ = update(away, pot(A), ES, known)
    entry = back[0]
    assert (entry.msgid, entry.msgstr) == (A, "Todas las partes …")
    assert state_of(entry, known.recorded(Key(None, A))) is State.STALE


def test_a_plural_that_a_human_wrote_is_not_touched() -> None:
    old = made(A)
    old[0].msgid_plural = "Many."
    old[0].msgstr_plural = {0: "Uno.", 1: "Muchos."}
    kept, _ = update(old, pot(A), ES, Ledger())
    assert kept[0].msgstr_plural == {0: "Uno.", 1: "Muchos."}
    assert kept[0].msgid_plural == "Many."
    gone, _ = update(old, pot(C), ES, Ledger())
    assert gone[-1].obsolete
    assert gone[-1].msgstr_plural == {0: "Uno.", 1: "Muchos."}


def test_two_obsolete_entries_of_one_key_both_stay() -> None:
    old = made(B)
    for text in ("uno", "otro"):
        old.append(polib.POEntry(msgid="Gone.", msgstr=text, obsolete=True))
    kept, _ = update(old, pot(B), ES, Ledger())
    assert [entry.msgstr for entry in kept if entry.obsolete] == ["uno", "otro"]
