"""What becomes of a human's text when its source is edited, split, joined, or comes back."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from babel import Locale

from communique.catalogs import files
from communique.catalogs.carrying import KeepApproval
from communique.catalogs.ledger import (
    Approval,
    Carried,
    Draft,
    Kept,
    Ledger,
    Revoked,
    gist,
    key_digest,
)
from communique.catalogs.state import State
from communique.catalogs.template import Header, template
from communique.catalogs.update import UpdateResult, update
from communique.errors import CommuniqueError
from communique.statement import Block, Key, Kind, Segment, Statement, digest

A = "All parties must respect the ceasefire that was signed in May."
A_JUNE = "All parties must respect the ceasefire that was signed in June."
A_TYPO = "All partys must respect the ceasefire that was signed in May."
B = "Bread is a right, and nobody may be left without it."
C = "Children need schools."
T = {
    A: "Todas las partes deben respetar el alto el fuego firmado en mayo.",
    B: "El pan es un derecho y nadie puede quedarse sin él.",
    C: "Los niños necesitan escuelas.",
}


def pot(*texts: str, locale: str = "en") -> polib.POFile:
    blocks = tuple(Block(Kind.PARAGRAPH, 0, 0, (Segment(text),)) for text in texts)
    statement = Statement("a", Path("a.md"), "markdown", locale, "", blocks)
    return template(statement, "source_texts/a.md", Header("Tests", "https://example.org/", "c"))


class Workplace:
    """One catalog and its ledger, through several updates."""

    def __init__(self, *texts: str, state: State = State.REVIEWED, locale: str = "es") -> None:
        self.ledger = Ledger()
        self.locale = Locale.parse(locale)
        self.catalog = update(None, pot(*texts), self.locale, self.ledger)[0]
        for entry in self.catalog:
            self.put(entry, T.get(entry.msgid, f"T: {entry.msgid}"), state)

    def put(self, entry: polib.POEntry, text: str, state: State) -> None:
        key = Key(entry.msgctxt, entry.msgid)
        entry.msgstr = "" if state is State.EMPTY else text
        entry.flags = ["fuzzy"] if state in (State.DRAFT, State.IN_WORK) else []
        if state is State.DRAFT:
            self.ledger.add(Draft(key_digest(key), digest(text), "engine"))
        if state is State.APPROVED:
            self.ledger.add(Approval(key_digest(key), digest(text), "Ana", time="2026-01-01"))

    def follow(self, *texts: str, keep: KeepApproval | None = None) -> UpdateResult:
        self.catalog, result = update(
            files.parse(files.dump(self.catalog), Path("a.po")),
            pot(*texts), self.locale, self.ledger, keep,
        )  # fmt: skip
        for record in result.records:
            self.ledger.add(record)
        return result

    def entry(self, text: str) -> polib.POEntry:
        return next(one for one in self.catalog if one.msgid == text and not one.obsolete)

    def state(self, text: str) -> State:
        return self.ledger.state_of(self.entry(text))

    def obsolete(self) -> dict[str, str]:
        return {one.msgid: one.msgstr for one in self.catalog if one.obsolete}


HUMAN = [State.IN_WORK, State.REVIEWED, State.APPROVED]
EVERY = [State.EMPTY, State.DRAFT, *HUMAN]


@pytest.mark.parametrize("state", EVERY)
def test_unchanged_and_moved_segments_keep_their_state(state: State) -> None:
    place = Workplace(A, B, state=state)
    result = place.follow(B, A)
    assert (place.state(A), place.state(B)) == (state, state)
    assert not result.changed
    assert not result.records


@pytest.mark.parametrize("state", EVERY)
def test_an_edited_segment(state: State) -> None:
    place = Workplace(A, B, state=state)
    result = place.follow(A_TYPO, B)
    if state in HUMAN:
        assert place.state(A_TYPO) is State.STALE
        assert place.entry(A_TYPO).previous_msgid == A
        assert place.entry(A_TYPO).msgstr == T[A]
        assert result.stale == 1
    else:
        assert place.state(A_TYPO) is State.EMPTY
    assert place.obsolete() == {}
    assert place.state(B) is state


@pytest.mark.parametrize("state", EVERY)
def test_a_deleted_segment_and_its_return(state: State) -> None:
    place = Workplace(A, B, state=state)
    place.follow(B)
    assert place.obsolete() == ({A: T[A]} if state in HUMAN else {})
    place.follow(A, B)
    back = {State.APPROVED: State.REVIEWED, State.DRAFT: State.EMPTY}.get(state, state)
    assert place.state(A) is back
    assert place.obsolete() == {}


@pytest.mark.parametrize("state", HUMAN)
def test_a_stale_segment_stays_stale_and_names_what_was_translated(state: State) -> None:
    place = Workplace(A, B, state=state)
    place.follow(A_TYPO, B)
    place.follow(f"{A_TYPO} Now.", B)
    entry = place.entry(f"{A_TYPO} Now.")
    assert (entry.previous_msgid, entry.msgstr) == (A, T[A])
    assert place.state(entry.msgid) is State.STALE


@pytest.mark.parametrize(("state", "back"), [
    (State.IN_WORK, State.IN_WORK), (State.REVIEWED, State.REVIEWED),
    (State.APPROVED, State.REVIEWED),
])  # fmt: skip
def test_a_source_that_is_again_what_was_translated_needs_no_new_review(
    state: State, back: State
) -> None:
    place = Workplace(A, B, state=state)
    place.follow(A_JUNE, B)
    result = place.follow(A, B)
    assert place.state(A) is back
    assert place.entry(A).previous_msgid is None
    assert place.entry(A).msgstr == T[A]
    assert result.revived == 1


def test_an_accepted_draft_is_not_taken_for_a_draft_when_its_source_returns() -> None:
    place = Workplace(A, B, state=State.DRAFT)
    place.entry(A).flags = []  # the translator accepts the draft as it is
    place.follow(A_JUNE, B)
    assert place.state(A_JUNE) is State.STALE
    place.follow(A, B)
    assert place.state(A) is State.REVIEWED


def test_a_text_that_was_changed_meanwhile_is_not_called_reviewed_when_the_source_returns() -> None:
    place = Workplace(A, B)
    place.follow(A_JUNE, B)
    place.entry(A_JUNE).msgstr = "Todas las partes … en junio."
    assert place.follow(A, B).flipped == 1  # what says June stands under May again
    assert place.state(A) is State.STALE
    assert place.entry(A).previous_msgid == A_JUNE
    assert place.entry(A).msgstr == "Todas las partes … en junio."


def test_a_flip_is_told_and_remembered() -> None:
    place = Workplace(A, B)
    result = place.follow(A_JUNE, B)
    entry = place.entry(A_JUNE)
    assert (result.stale, result.flipped) == (1, 1)
    assert "changed in meaning (date: “May” → “June”)" in entry.tcomment
    carried = place.ledger.carried(Key(None, A_JUNE), T[A])
    assert isinstance(carried, Carried)
    assert (carried.was, carried.flips) == ("reviewed", ("date: “May” → “June”",))


def test_flips_are_told_against_what_the_human_translated() -> None:
    place = Workplace(A, B)
    place.follow(A_JUNE, B)
    place.follow(A_TYPO, B)  # May again, and a typo: no flip any more
    assert "in meaning" not in place.entry(A_TYPO).tcomment
    carried = place.ledger.carried(Key(None, A_TYPO), T[A])
    assert carried is not None
    assert carried.flips == ()


def accepted(place: Workplace, text: str) -> None:
    """Clear fuzzy as an editor does, the text unchanged."""
    entry = place.entry(text)
    entry.flags, entry.previous_msgid = [], None


def test_a_flip_let_pass_unchanged_stays_known_through_a_harmless_edit() -> None:
    place = Workplace(A, B, state=State.APPROVED)
    place.follow(A_JUNE, B)
    accepted(place, A_JUNE)
    june_typo = A_JUNE.replace("parties", "partys")
    result = place.follow(june_typo, B)
    assert result.flipped == 1
    assert place.entry(june_typo).previous_msgid == A
    accepted(place, june_typo)
    assert place.ledger.flipped(Key(None, june_typo), T[A]) is not None


def test_no_approval_is_kept_for_a_flip_that_was_let_pass_unchanged() -> None:
    place = Workplace(A, B, state=State.APPROVED)
    place.follow(A_JUNE, B)
    accepted(place, A_JUNE)
    june_typo = A_JUNE.replace("parties", "partys")
    with pytest.raises(CommuniqueError, match="changed in meaning"):
        place.follow(june_typo, B, keep=KeepApproval({Key(None, june_typo)}, "X", "y"))


def test_spaces_and_signs_do_not_answer_a_flip() -> None:
    place = Workplace(A, B)
    place.follow(A_JUNE, B)
    assert place.ledger.flipped(Key(None, A_JUNE), f" {T[A]}!") is not None
    assert place.ledger.flipped(Key(None, A_JUNE), T[A].replace("mayo", "junio")) is None


def test_a_flip_that_another_tool_carried_is_told_and_remembered() -> None:
    place = Workplace(A, B)
    entry = place.entry(A)
    entry.msgid, entry.previous_msgid, entry.flags = A_JUNE, A, ["fuzzy"]  # msgmerge --previous
    result = place.follow(A_JUNE, B)
    assert (result.flipped, result.kept) == (1, 2)
    assert "in meaning" in place.entry(A_JUNE).tcomment
    assert not place.follow(A_JUNE, B).changed
    accepted(place, A_JUNE)
    assert place.ledger.flipped(Key(None, A_JUNE), T[A]) is not None


def test_a_text_corrected_after_a_flip_is_not_held_against_anyone() -> None:
    place = Workplace(A, B)
    place.follow(A_JUNE, B)
    place.entry(A_JUNE).msgstr = T[A].replace("mayo", "junio")  # corrected, fuzzy still
    assert not place.follow(A_JUNE, B).records
    accepted(place, A_JUNE)
    assert place.ledger.flipped(Key(None, A_JUNE), place.entry(A_JUNE).msgstr) is None


def test_a_text_corrected_while_fuzzy_is_not_held_after_a_harmless_edit() -> None:
    place = Workplace(A, B)
    place.follow(A_JUNE, B)
    corrected = T[A].replace("mayo", "junio")
    place.entry(A_JUNE).msgstr = corrected
    june_typo = A_JUNE.replace("parties", "partys")
    assert place.follow(june_typo, B).flipped == 0
    assert place.entry(june_typo).previous_msgid == A_JUNE
    accepted(place, june_typo)
    assert place.ledger.flipped(Key(None, june_typo), corrected) is None


def test_a_flip_is_not_forgotten_in_a_join_with_a_draft() -> None:
    place = Workplace(A, B, C)
    place.put(place.entry(B), "Borrador", State.DRAFT)
    place.follow(A_JUNE, B, C)
    joined = f"{A_JUNE} {B}"
    place.follow(joined, C)
    accepted(place, joined)
    assert place.ledger.flipped(Key(None, joined), T[A]) is not None


def test_an_undivided_split_of_a_stale_block_is_not_told_of_what_stands_in_the_other_part() -> None:
    T[f"{A} {B}"] = "Una sola frase para las dos."
    place = Workplace(f"{A} {B}", C)
    place.follow(f"{A_TYPO} {B}", C)
    assert place.follow(A_TYPO, B, C).flipped == 0


def test_a_stale_text_that_another_tool_retired_is_told_of_when_its_source_returns() -> None:
    place = Workplace(B)
    gone = polib.POEntry(msgid=A_JUNE, msgstr=T[A], flags=["fuzzy"], obsolete=True)
    gone.previous_msgid = A
    place.catalog.append(gone)
    assert place.follow(A_JUNE, B).flipped == 1
    assert not place.follow(A_JUNE, B).changed


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("1,5 millones", "15 millones", False), ("0,5 %", "5 %", False), ("−5 °C", "5 °C", False),
     ("hasta el 3-5", "hasta el 35", False), ("¡No, no!", " no no", True), ("की", "का", False),
     ("La paz.", "«La paz»", True)],
)  # fmt: skip
def test_a_gist_is_what_a_text_says(one: str, other: str, same: bool) -> None:
    assert (gist(one) == gist(other)) is same


def test_an_approval_of_a_clock_that_is_ahead_can_be_revoked() -> None:
    place = Workplace(A, B, state=State.REVIEWED)
    place.ledger.add(Approval(key_digest(Key(None, A)), digest(T[A]), "Ana", time="2999-01-01"))
    place.entry(A).flags = ["fuzzy"]
    assert len(place.follow(A, B).records) == 1
    assert len(place.follow(A, B).records) == 0
    place.entry(A).flags = []
    assert place.state(A) is State.REVIEWED


def test_a_split_block_gives_each_part_its_sentences_and_keeps_the_whole() -> None:
    T[f"{A} {B}"] = f"{T[A]} {T[B]}"
    place = Workplace(f"{A} {B}", C)
    result = place.follow(A, B, C)
    assert (place.entry(A).msgstr, place.entry(B).msgstr) == (T[A], T[B])
    assert {place.state(A), place.state(B)} == {State.STALE}
    assert place.entry(A).previous_msgid == A  # what this part of the text is a translation of
    assert place.obsolete() == {f"{A} {B}": f"{T[A]} {T[B]}"}
    assert (result.stale, result.flipped, result.obsolete) == (2, 0, 1)


def test_a_part_that_is_edited_later_is_compared_with_its_own_part() -> None:
    T[f"{A} {B}"] = f"{T[A]} {T[B]}"
    place = Workplace(f"{A} {B}", C)
    place.follow(A, B, C)
    later = B.replace("nobody", "no one")
    result = place.follow(A, later, C)
    assert (result.stale, result.flipped) == (1, 0)
    assert place.entry(later).msgstr == T[B]
    assert place.follow(A_JUNE, later, C).flipped == 1


def test_only_the_part_that_changed_in_meaning_is_told_of_it() -> None:
    T[f"{A} {B}"] = f"{T[A]} {T[B]}"
    place = Workplace(f"{A} {B}", C)
    result = place.follow(A_JUNE, B, C)
    assert (result.stale, result.flipped) == (2, 1)
    assert "in meaning" in place.entry(A_JUNE).tcomment
    assert "in meaning" not in place.entry(B).tcomment


def test_a_translation_that_cannot_be_divided_stands_whole_in_every_part() -> None:
    T[f"{A} {B}"] = "Una sola frase para las dos."
    place = Workplace(f"{A} {B}", C)
    place.follow(A, B, C)
    assert place.entry(A).msgstr == place.entry(B).msgstr == "Una sola frase para las dos."
    assert "keep what belongs here" in place.entry(A).tcomment


@pytest.mark.parametrize(("locale", "gap"), [("es", " "), ("zh", "")])
def test_joined_blocks_bring_their_texts_together(locale: str, gap: str) -> None:
    place = Workplace(A, B, C, locale=locale)
    place.follow(f"{A} {B}", C)
    entry = place.entry(f"{A} {B}")
    assert entry.msgstr == f"{T[A]}{gap}{T[B]}"
    assert place.state(entry.msgid) is State.STALE
    assert place.obsolete() == {A: T[A], B: T[B]}


def test_a_human_text_joined_with_a_draft_stands_alone_to_be_completed() -> None:
    place = Workplace(A, B, C)
    place.put(place.entry(B), "Borrador", State.DRAFT)
    place.follow(f"{A} {B}", C)
    entry = place.entry(f"{A} {B}")
    assert (entry.msgstr, entry.previous_msgid) == (T[A], A)
    assert place.state(entry.msgid) is State.STALE
    assert "complete it" in entry.tcomment
    assert place.obsolete() == {A: T[A]}


def test_a_remark_on_a_draft_goes_along() -> None:
    place = Workplace(A, B, state=State.DRAFT)
    place.entry(A).tcomment = "ask the author"
    place.follow(A_TYPO, B)
    assert place.entry(A_TYPO).tcomment == "ask the author"
    assert place.obsolete() == {}


def test_an_edit_revokes_an_approval() -> None:
    place = Workplace(A, B, state=State.APPROVED)
    result = place.follow(A_TYPO, B)
    assert [type(record) for record in result.records] == [Carried, Revoked]
    assert place.state(B) is State.APPROVED


def test_fuzzy_set_again_revokes_an_approval_for_good() -> None:
    place = Workplace(A, B, state=State.APPROVED)
    place.entry(A).flags = ["fuzzy"]
    place.follow(A, B)
    place.entry(A).flags = []
    place.follow(A, B)
    assert (place.state(A), place.state(B)) == (State.REVIEWED, State.APPROVED)


KEEP = KeepApproval({Key(None, A_TYPO)}, "Coordinator", "a typo")


@pytest.mark.parametrize("state", EVERY)
@pytest.mark.parametrize("late", [False, True])
def test_an_approval_is_kept_over_a_typo(state: State, late: bool) -> None:
    place = Workplace(A, B, state=state)
    if late:
        place.follow(A_TYPO, B)
    result = place.follow(A_TYPO, B, keep=KEEP)
    if state in (State.REVIEWED, State.APPROVED):
        assert place.state(A_TYPO) is state
        assert result.approvals_kept == 1
        assert any(isinstance(record, Kept) for record in result.records)
        assert not place.entry(A_TYPO).tcomment
        assert place.entry(A_TYPO).previous_msgid is None
    else:
        assert result.approvals_kept == 0
        assert place.state(A_TYPO) in (State.EMPTY, State.STALE)
    assert not place.follow(A_TYPO, B).changed


def test_a_kept_approval_names_both() -> None:
    place = Workplace(A, B, state=State.APPROVED)
    place.follow(A_TYPO, B, keep=KEEP)
    approval = place.ledger.approval(Key(None, A_TYPO), T[A])
    assert approval is not None
    assert (approval.by, approval.kept) == ("Ana", "Coordinator: a typo")


def test_no_approval_is_kept_across_a_flip() -> None:
    place = Workplace(A, B, state=State.APPROVED)
    with pytest.raises(CommuniqueError, match=r"changed in meaning .*June"):
        place.follow(A_JUNE, B, keep=KeepApproval({Key(None, A_JUNE)}, "X", "y"))


def test_no_approval_is_kept_for_a_text_that_was_touched_since() -> None:
    place = Workplace(A, B, state=State.APPROVED)
    place.follow(A_TYPO, B)
    place.entry(A_TYPO).msgstr = "Otra cosa."
    result = place.follow(A_TYPO, B, keep=KEEP)
    assert result.approvals_kept == 0
    assert place.state(A_TYPO) is State.STALE


def test_a_lost_ledger_keeps_every_text() -> None:
    place = Workplace(A, B, state=State.DRAFT)
    place.ledger = Ledger()
    place.follow(A_JUNE)
    assert place.entry(A_JUNE).msgstr == T[A]
    assert place.obsolete() == {B: T[B]}


def test_the_same_words_in_another_role_are_carried() -> None:
    place = Workplace(A, B)
    blocks = (
        Block(Kind.QUOTATION, 0, 0, (Segment(A, "quotation"),)),
        Block(Kind.PARAGRAPH, 0, 0, (Segment(B),)),
    )
    statement = Statement("a", Path("a.md"), "markdown", "en", "", blocks)
    quoted = template(statement, "source_texts/a.md", Header("Tests", "https://example.org/", "c"))
    place.catalog, _ = update(place.catalog, quoted, place.locale, place.ledger)
    entry = place.entry(A)
    assert (entry.msgctxt, entry.msgstr, entry.fuzzy) == ("quotation", T[A], True)
    assert entry.previous_msgctxt is None
    assert "in meaning" not in entry.tcomment


def test_everything_an_update_makes_passes_msgfmt_and_reads_back_the_same() -> None:
    place = Workplace(A, B, C)
    place.follow(A_JUNE, f"{B} {C}")
    written = files.dump(place.catalog)
    assert files.dump(files.parse(written, Path("a.po"))) == written
