"""The merge: both sides' human words are in the result, and it is a catalog that gettext takes."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.catalogs import comments
from communique.catalogs.ledger import Draft, Ledger, key_digest
from communique.catalogs.merging import threeway
from communique.catalogs.merging.merge import NOTE, MergeResult, merge
from communique.catalogs.po import dump, parse
from communique.catalogs.state import OURS, key_of, state_of
from communique.catalogs.template import Header, template
from communique.catalogs.update import update
from communique.statement import Block, Key, Kind, Segment, Statement, digest

ES = Locale.parse("es")
A = "All parties must respect the ceasefire that was signed in May."
A2 = "All parties must respect the ceasefire that was signed in June."
A3 = "All parties must respect the ceasefire that was signed in June 2026."
B = "Bread is a right, and nobody may be left without it."
C = "Children need schools."


def e(text: str, msgstr: str = "", flags: str = "", **more: Any) -> polib.POEntry:
    """An entry; flags in one string."""
    more = {"comment": "paragraph", "occurrences": [("source_texts/a.md", "")]} | more
    return polib.POEntry(msgid=text, msgstr=msgstr, flags=flags.split(), **more)


def po(*entries: polib.POEntry, created: str = "2026-05-01 10:00", **more: str) -> polib.POFile:
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = {
        "Project-Id-Version": "Tests a",
        "POT-Creation-Date": f"{created}+0000",
        "PO-Revision-Date": "2026-05-01 10:00+0000",
        "Last-Translator": "Automatically generated",
        "Language": "es",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    } | {name.replace("_", "-"): value for name, value in more.items()}
    catalog.extend(entries)
    return catalog


def machine(*texts: str) -> Any:
    """What a ledger says that has these texts for every segment."""
    return lambda _: {digest(text) for text in texts}


def merged(
    base: polib.POFile | None, ours: polib.POFile, theirs: polib.POFile, *drafts: str
) -> tuple[polib.POFile, MergeResult]:
    """Merge both ways round; the two agree in all but the order in which two texts meet."""
    before = [base and dump(base), dump(ours), dump(theirs)]
    there, result = merge(base, ours, theirs, machine(*drafts))
    back, other = merge(base, theirs, ours, machine(*drafts))
    assert before == [base and dump(base), dump(ours), dump(theirs)]
    assert said(there) == said(back)
    assert [key_of(entry) for entry in there] == [key_of(entry) for entry in back]
    assert result.conflicts == other.conflicts
    assert there.metadata == back.metadata
    return there, result


def said(catalog: polib.POFile) -> dict[Key, tuple[object, ...]]:
    return {
        key_of(entry): (
            {i: {p for _, p in threeway.pieces(t)} for i, t in threeway.forms(entry).items()},
            entry.fuzzy, entry.previous_msgid, bool(entry.obsolete), set(entry.flags),
            set(entry.tcomment.split("\n")), entry.comment, tuple(entry.occurrences),
        )
        for entry in catalog
    }  # fmt: skip


def only(catalog: polib.POFile, text: str) -> polib.POEntry:
    found = [entry for entry in catalog if entry.msgid == text]
    assert len(found) == 1
    return found[0]


def msgfmt(catalog: polib.POFile, folder: Path) -> None:
    path = folder / "merged.po"
    path.write_bytes(dump(catalog))
    run = subprocess.run(
        ["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, [ln for ln in run.stderr.splitlines() if "warning" not in ln]) == (
        0,
        [],
    )


# ── whose text ──


def test_each_side_keeps_what_it_alone_changed() -> None:
    base = po(e(A, "a"), e(B, "b"))
    both, result = merged(base, po(e(A, "a1"), e(B, "b")), po(e(A, "a"), e(B, "b1")))
    assert [entry.msgstr for entry in both] == ["a1", "b1"]
    assert result.conflicts == ()
    assert +Counter(result.counts) == {"ours": 1, "theirs": 1}


def test_a_human_beats_a_machine() -> None:
    base = po(e(A))
    both, result = merged(base, po(e(A, "draft", "fuzzy")), po(e(A, "hand", "fuzzy")), "draft")
    assert (both[0].msgstr, both[0].fuzzy, result.conflicts) == ("hand", True, ())


def test_a_draft_let_pass_is_a_humans() -> None:
    base = po(e(A, "one", "fuzzy"))
    both, result = merged(base, po(e(A, "one")), po(e(A, "two", "fuzzy")), "one", "two")
    assert (both[0].msgstr, both[0].fuzzy, result.conflicts) == ("one", False, ())


def test_reviewed_beats_in_work_where_the_text_is_the_same() -> None:
    both, result = merged(po(e(A)), po(e(A, "a")), po(e(A, "a", "fuzzy")))
    assert (both[0].msgstr, both[0].fuzzy, result.conflicts) == ("a", False, ())


def test_a_doubt_about_a_text_gives_way_to_a_better_one() -> None:
    base = po(e(A, "old"))
    both, result = merged(base, po(e(A, "old", "fuzzy")), po(e(A, "new")))
    assert (both[0].msgstr, both[0].fuzzy, result.conflicts) == ("new", False, ())


def test_a_text_let_pass_does_not_give_way() -> None:
    base = po(e(A, "old", "fuzzy"))
    both, result = merged(base, po(e(A, "old")), po(e(A, "new", "fuzzy")))
    assert {piece for _, piece in threeway.pieces(both[0].msgstr)} == {"old", "new"}
    assert len(result.conflicts) == 1


def test_of_two_drafts_one_stands_whichever_way_round() -> None:
    both, result = merged(
        po(e(A)), po(e(A, "one", "fuzzy")), po(e(A, "two", "fuzzy")), "one", "two"
    )
    assert both[0].msgstr in ("one", "two")
    assert result.conflicts == ()


def test_two_humans_meet_in_one_fuzzy_entry_as_msgcat_writes_it(tmp_path: Path) -> None:
    both, result = merge(po(e(A)), po(e(A, "uno")), po(e(A, "otro\nmás")), machine())
    assert both[0].msgstr == (
        "#-#-#-#-#  ours  #-#-#-#-#\nuno\n#-#-#-#-#  theirs  #-#-#-#-#\notro\nmás"
    )
    assert both[0].fuzzy
    assert both[0].tcomment == f"communique: {NOTE}"
    assert result.conflicts == (Key(None, A),)
    msgfmt(both, tmp_path)


@pytest.mark.parametrize("text", ["x", "x\n", "\nx", "\nx\n"])
def test_two_texts_begin_and_end_as_their_source_does(text: str, tmp_path: Path) -> None:
    with_ours, with_theirs = text.replace("x", "uno"), text.replace("x", "dos")
    both, _ = merge(None, po(e(text, with_ours)), po(e(text, with_theirs)), machine())
    assert both[0].msgstr.startswith("\n") is text.startswith("\n")
    assert both[0].msgstr.endswith("\n") is text.endswith("\n")
    both[0].flags = []  # gettext looks at line breaks only where fuzzy is clear
    msgfmt(both, tmp_path)


def test_a_third_text_joins_the_two() -> None:
    two, _ = merge(po(e(A, "t")), po(e(A, "uno")), po(e(A, "dos")), machine())
    three, result = merged(po(e(A, "t")), two, po(e(A, "tres")))
    assert {piece for _, piece in threeway.pieces(three[0].msgstr)} == {"uno", "dos", "tres"}
    assert len(result.conflicts) == 1
    labels = [label for label, _ in threeway.pieces(three[0].msgstr)]
    assert len(set(labels)) == 3
    assert three[0].tcomment.count(NOTE) == 1


def test_two_texts_that_have_met_are_no_new_conflict() -> None:
    two, _ = merge(po(e(A, "t")), po(e(A, "uno")), po(e(A, "dos")), machine())
    again, result = merged(po(e(A, "t")), two, po(e(A, "dos")))
    assert {piece for _, piece in threeway.pieces(again[0].msgstr)} == {"uno", "dos"}
    assert result.conflicts == ()


def test_a_conflict_that_one_side_resolved_is_resolved() -> None:
    two, _ = merge(po(e(A, "t")), po(e(A, "uno")), po(e(A, "dos")), machine())
    both, result = merged(two, po(e(A, "uno")), two)
    assert (both[0].msgstr, both[0].fuzzy, result.conflicts) == ("uno", False, ())


def test_plural_forms_meet_one_by_one(tmp_path: Path) -> None:
    def plural(one: str, many: str) -> polib.POEntry:
        return e("%d day", msgid_plural="%d days", msgstr_plural={0: one, 1: many})

    head = {"Plural_Forms": "nplurals=2; plural=(n != 1);"}
    both, result = merged(
        po(plural("", ""), **head), po(plural("día", "días"), **head),
        po(plural("día", "jornadas"), **head),
    )  # fmt: skip
    assert both[0].msgstr_plural[0] == "día"
    assert {p for _, p in threeway.pieces(both[0].msgstr_plural[1])} == {"días", "jornadas"}
    assert len(result.conflicts) == 1
    msgfmt(both, tmp_path)


def test_without_an_ancestor_both_sides_are_new() -> None:
    both, result = merged(None, po(e(A, "a"), e(B, "b")), po(e(A, "a"), e(C, "c")))
    assert {entry.msgid: entry.msgstr for entry in both} == {A: "a", B: "b", C: "c"}
    assert result.conflicts == ()


# ── the source changed on one side ──


def stale(msgid: str, text: str, before: str, **more: Any) -> polib.POEntry:
    return e(msgid, text, "fuzzy", previous_msgid=before, **more)


def test_a_correction_under_the_old_source_follows_the_block_to_the_new_one() -> None:
    base = po(e(A, "old"), e(B, "b"))
    updated = po(stale(A2, "old", A, tcomment="communique: in June"), e(B, "b"),
                 created="2026-05-02 10:00")  # fmt: skip
    both, result = merged(base, po(e(A, "new"), e(B, "b")), updated)
    assert [entry.msgid for entry in both] == [A2, B]
    assert (both[0].msgstr, both[0].fuzzy, both[0].previous_msgid) == ("new", True, A)
    assert comments.ours(both[0]) == ["in June", comments.MERGED]
    assert result.conflicts == ()
    assert result.counts["carried"] == 1


def test_a_text_that_was_stale_already_is_followed_too() -> None:
    base = po(stale(A2, "old", A))
    both, _ = merged(base, po(e(A2, "new")), po(stale(A3, "old", A), created="2026-05-02 10:00"))
    assert [(one.msgid, one.msgstr, one.previous_msgid) for one in both] == [(A3, "new", A2)]
    both, _ = merged(
        base, po(stale(A2, "half", A)), po(stale(A3, "old", A), created="2026-05-02 10:00")
    )
    assert [(one.msgid, one.msgstr, one.previous_msgid) for one in both] == [(A3, "half", A)]


def test_both_worked_on_the_block_one_under_each_source() -> None:
    base = po(e(A, "old"))
    updated = po(stale(A2, "theirs", A), created="2026-05-02 10:00")
    both, result = merged(base, po(e(A, "ours")), updated)
    assert {piece for _, piece in threeway.pieces(both[0].msgstr)} == {"ours", "theirs"}
    assert (both[0].msgid, both[0].fuzzy, both[0].previous_msgid) == (A2, True, A)
    assert len(both) == len(result.conflicts) == 1


def test_an_approval_kept_over_a_typo_does_not_hide_a_correction() -> None:
    base = po(e(A, "old"))
    both, result = merged(base, po(e(A, "new")), po(e(A2, "old"), created="2026-05-02 10:00"))
    assert [(one.msgid, one.msgstr, one.previous_msgid) for one in both] == [(A2, "new", A)]
    assert both[0].fuzzy
    assert result.conflicts == ()


def test_a_review_of_a_draft_whose_source_was_edited_follows_by_likeness() -> None:
    base = po(e(A, "draft", "fuzzy"), e(B))
    updated = po(e(A2, "anew", "fuzzy"), e(B), created="2026-05-02 10:00")
    both, _ = merged(base, po(e(A, "reviewed"), e(B)), updated, "draft", "anew")
    assert [(one.msgid, one.msgstr, one.previous_msgid) for one in both] == [
        (A2, "reviewed", A), (B, "", None),
    ]  # fmt: skip


def test_a_review_without_a_block_to_go_to_stays_obsolete() -> None:
    base = po(e(A, "draft", "fuzzy"), e(B))
    both, _ = merged(
        base, po(e(A, "reviewed"), e(B)), po(e(B), e(C), created="2026-05-02 10:00"), "draft"
    )
    assert [(one.msgid, one.msgstr, bool(one.obsolete)) for one in both] == [
        (B, "", False), (C, "", False), (A, "reviewed", True),
    ]  # fmt: skip
    assert both[-1].occurrences == []


def test_a_draft_that_both_let_pass_differently_is_not_taken_for_unchanged() -> None:
    base = po(e(A, "draft", "fuzzy"))
    both, result = merged(
        base, po(e(A, "better")), po(stale(A2, "draft", A), created="2026-05-02 10:00"), "draft"
    )
    assert {piece for _, piece in threeway.pieces(both[0].msgstr)} == {"better", "draft"}
    assert len(result.conflicts) == 1


def test_live_or_obsolete_is_what_the_side_says_that_saw_the_new_source() -> None:
    gone = e(B, "b", obsolete=True, occurrences=[])
    both, _ = merged(po(e(A, "a"), e(B, "b")), po(e(A, "a"), e(B, "better")), po(e(A, "a"), gone))
    assert [(one.msgstr, bool(one.obsolete)) for one in both] == [("a", False), ("better", True)]
    assert both[1].occurrences == []
    back, _ = merged(po(e(A, "a"), gone), po(e(A, "a1"), gone), po(e(A, "a"), e(B, "b")))
    assert [(one.msgstr, bool(one.obsolete)) for one in back] == [("a1", False), ("b", False)]
    assert back[1].occurrences == [("source_texts/a.md", "")]


def test_both_changed_the_source_in_different_places() -> None:
    base = po(e(A, "a"), e(B, "b"), e(C, "c"))
    ours = po(e(A, "a"), e("New one."), e(B, "b"), created="2026-05-02 10:00")
    ours.append(e(C, "c", obsolete=True, occurrences=[]))
    theirs = po(e(A, "a"), e(B, "b"), e("New two."), e(C, "c"), created="2026-05-03 10:00")
    both, _ = merged(base, ours, theirs)
    assert [one.msgid for one in both] == [A, "New one.", B, "New two.", C]
    assert [bool(one.obsolete) for one in both] == [False] * 4 + [True]


def test_a_sweep_of_obsolete_entries_is_kept_but_for_what_was_changed() -> None:
    base = po(e(A, "a"), e(B, "b", obsolete=True), e(C, "c", obsolete=True))
    ours = po(e(A, "a1"), e(B, "b", obsolete=True), e(C, "c1", obsolete=True))
    both, _ = merged(base, ours, po(e(A, "a")))
    assert [one.msgstr for one in both] == ["a1", "c1"]


def test_an_entry_is_never_both_live_and_obsolete(tmp_path: Path) -> None:
    twins = [e(B, text, obsolete=True, occurrences=[]) for text in ("uno", "dos")]
    both, result = merge(
        po(e(A, "a"), *twins), po(e(A, "a1"), *twins), po(e(A, "a"), e(B, "uno")), machine()
    )
    entry = only(both, B)
    assert not entry.obsolete
    assert both[-1] is entry
    assert entry.msgstr == "uno"  # theirs swept the other out
    both, result = merge(
        po(e(A, "a"), *twins), po(e(A, "a1"), *twins), po(e(A, "a"), e(B, "uno"), twins[1]),
        machine(),
    )  # fmt: skip
    assert {piece for _, piece in threeway.pieces(only(both, B).msgstr)} == {"uno", "dos"}
    assert len(result.conflicts) == 1
    msgfmt(both, tmp_path)


# ── the other parts of an entry ──


def test_comments_of_both_humans_are_united_and_ours_go_with_their_text() -> None:
    base = po(e(A, "draft", "fuzzy", tcomment="old\ncommunique: draft, risk high"))
    ours = po(e(A, "draft", "fuzzy", tcomment="old\nmine\ncommunique: draft, risk high"))
    theirs = po(e(A, "done", tcomment="old\nyours"))
    both, _ = merged(base, ours, theirs, "draft")
    assert set(both[0].tcomment.split("\n")) == {"old", "mine", "yours"}
    removed, _ = merged(base, ours, po(e(A, "done")), "draft")
    assert removed[0].tcomment == "mine"


def test_flags_are_united_but_those_that_one_side_took_away() -> None:
    base = po(e(A, "a", "c-format no-wrap"))
    both, _ = merged(base, po(e(A, "a", "c-format x-ours")), po(e(A, "b", "no-wrap fuzzy")))
    assert set(both[0].flags) == {"fuzzy", "x-ours"}


def test_what_the_template_says_comes_from_the_newer_template() -> None:
    base = po(e(A, "a", comment="paragraph"))
    ours = po(e(A, "a1", comment="paragraph"))
    theirs = po(e(A, "a", comment="quotation", occurrences=[("b.md", "")]))
    both, _ = merged(base, ours, theirs)
    assert (both[0].msgstr, both[0].comment, both[0].occurrences) == (
        "a1", "quotation", [("b.md", "")],
    )  # fmt: skip


def test_the_header_is_merged_field_by_field() -> None:
    base = po(e(A, "a"))
    ours = po(
        e(A, "a1"),
        e(B),
        created="2026-05-04 10:00",
        PO_Revision_Date="2026-05-05 10:00+0000",
        Last_Translator="Ana <ana@example.org>",
        X_Ours="1",
    )
    theirs = po(
        e(A, "a"),
        PO_Revision_Date="2026-05-05 13:00+0200",
        Last_Translator="Tom <tom@example.org>",
        Language_Team="Team",
        Project_Id_Version="Other a",
    )
    both, _ = merged(base, ours, theirs)
    want = {
        "POT-Creation-Date": "2026-05-04 10:00+0000", "Project-Id-Version": "Other a",
        "PO-Revision-Date": "2026-05-05 13:00+0200", "X-Ours": "1", "Language-Team": "Team",
        "Last-Translator": "Tom <tom@example.org>",
    }  # fmt: skip
    assert {name: both.metadata[name] for name in want} == want


def test_templates_merge_too() -> None:
    base = po(e(A), e(B))
    for catalog in (base, ours := po(e(A2), e(B), created="2026-05-02 10:00"),
                    theirs := po(e(A), e(B), e(C), created="2026-05-03 10:00")):  # fmt: skip
        catalog.metadata_is_fuzzy = True
    both, result = merged(base, ours, theirs)
    assert [one.msgid for one in both] == [A2, B, C]
    assert both.metadata["POT-Creation-Date"] == "2026-05-03 10:00+0000"
    assert both.metadata_is_fuzzy
    assert result.conflicts == ()


# ── any two histories ──

SOURCES = tuple(
    f"{first} {middle} {last}."
    for first in ("All parties", "The two councils")
    for middle in ("must respect the ceasefire of", "will publish the full report of")
    for last in ("May", "June", "July")
)


# Blocks that an author joins, or splits again.
SOURCES += (f"{SOURCES[0]} {SOURCES[4]}", f"{SOURCES[8]} {SOURCES[1]}")


@dataclass
class Desk:
    """Somebody who works on a catalog; every text that a human types is one of its kind."""

    name: str
    catalog: polib.POFile
    ledger: Ledger
    hour: int
    typed: int = 0
    drafted: int = field(default=0)

    def word(self, kind: str) -> str:
        self.typed += 1
        return f"{kind} {self.name} {self.typed}"

    def recorded(self, key: Key) -> Collection[str]:
        return self.ledger.recorded(key)

    def act(self, act: tuple[str, Any]) -> None:
        verb, what = act
        if verb == "source":
            self.update(what)
            return
        live = [entry for entry in self.catalog if not entry.obsolete]
        if verb == "sweep":
            gone = self.catalog.obsolete_entries()
            self.catalog[:] = [*live, *gone[1:]]
        if not live or verb == "sweep":
            return
        entry = live[what % len(live)]
        ours = state_of(entry, self.recorded(key_of(entry))) in OURS
        if verb == "type":
            self.type(entry)
        elif verb == "pass" and entry.msgstr:
            entry.flags, entry.previous_msgid = [], None
        elif verb == "doubt" and entry.msgstr and not ours:
            entry.flags = ["fuzzy"]
        elif verb == "empty":
            entry.msgstr, entry.flags, entry.previous_msgid = "", [], None
        elif verb == "remark":
            entry.tcomment = f"{entry.tcomment}\n{self.word('remark')}".strip("\n")
        elif verb == "draft" and ours:
            self.draft(entry)

    def type(self, entry: polib.POEntry) -> None:
        entry.msgstr = self.word("human")
        entry.flags = [["fuzzy"], []][self.typed % 2]
        if not entry.fuzzy:
            entry.previous_msgid = None

    def draft(self, entry: polib.POEntry) -> None:
        text = self.word("machine")
        self.ledger.add(Draft(key_digest(key_of(entry)), digest(text), "engine"))
        entry.msgstr, entry.flags = text, ["fuzzy"]
        entry.tcomment = f"communique: draft {text}"

    def update(self, texts: list[str]) -> None:
        blocks = tuple(
            Block(Kind.PARAGRAPH, 0, 0, (Segment(text, None, "paragraph"),)) for text in texts
        )
        statement = Statement("a", Path("a.md"), "markdown", "en", "", blocks)
        pot = template(statement, "source_texts/a.md", Header("Tests", "https://e.org/", "c"))
        pot.metadata["POT-Creation-Date"] = f"2026-05-02 {self.hour:02}:{self.typed % 60:02}+0000"
        self.catalog = update(self.catalog, pot, ES, self.ledger)[0]


SOURCE = st.lists(st.sampled_from(SOURCES), min_size=1, max_size=5, unique=True)
ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["type", "pass", "doubt", "empty", "remark", "draft", "sweep"]),
            st.integers(0, 4),
        ),
        st.tuples(st.just("source"), SOURCE),
    ),
    max_size=6,
)


def copied(catalog: polib.POFile) -> polib.POFile:
    return parse(dump(catalog), Path("a.po"))


def humans(catalog: polib.POFile, ledger: Ledger) -> set[str]:
    return {
        piece
        for entry in catalog
        if state_of(entry, ledger.recorded(key_of(entry))) not in OURS
        for _, piece in threeway.pieces(entry.msgstr)
    }


def texts(catalog: polib.POFile) -> set[str]:
    return {piece for entry in catalog for _, piece in threeway.pieces(entry.msgstr)}


def owed(mine: polib.POFile, yours: polib.POFile, base: polib.POFile, ledger: Ledger) -> set[str]:
    """What of mine must be in the merge: all but what the other side found and replaced."""
    return humans(mine, ledger) - (humans(base, ledger) - texts(yours))


def remarks(catalog: polib.POFile) -> set[str]:
    return {line for entry in catalog for line in entry.tcomment.split("\n") if "remark" in line}


@settings(max_examples=300)
@given(SOURCE, ACTS, ACTS, ACTS)
def test_no_pair_of_histories_loses_a_human_word(
    source: list[str],
    first: list[tuple[str, Any]],
    mine: list[tuple[str, Any]],
    yours: list[tuple[str, Any]],
) -> None:
    ledger = Ledger()
    start = Desk("base", po(), ledger, 8)
    for act in [("source", source), *first]:
        start.act(act)
    base = start.catalog
    tips = [
        Desk("ours", copied(base), ledger, 10), Desk("theirs", copied(base), ledger, 11)
    ]  # fmt: skip
    for desk, acts in zip(tips, (mine, yours), strict=True):
        for act in acts:
            desk.act(act)
    ours, theirs = (desk.catalog for desk in tips)

    result, told = merge(base, ours, theirs, ledger.recorded)
    have = texts(result)
    assert owed(ours, theirs, base, ledger) <= have
    assert owed(theirs, ours, base, ledger) <= have
    assert remarks(ours) - remarks(base) <= remarks(result)
    keys = [key_of(entry) for entry in result]
    assert len(keys) == len(set(keys))
    assert sorted(result, key=lambda one: bool(one.obsolete)) == list(result)
    assert set(told.conflicts) <= set(keys)
    assert dump(copied(result)) == dump(result)

    other, back = merge(base, theirs, ours, ledger.recorded)
    assert said(result) == said(other)
    assert set(told.conflicts) == set(back.conflicts)
    for tip in (ours, theirs, result):
        assert dump(merge(base, tip, tip, ledger.recorded)[0]) == dump(tip)
        assert dump(merge(base, base, tip, ledger.recorded)[0]) == dump(tip)
