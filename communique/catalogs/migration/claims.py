"""A human's text for a segment, as one place of a statement gives it, and how it is put there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polib

from communique.catalogs import comments
from communique.catalogs.carrying import forget_previous
from communique.catalogs.merging import threeway
from communique.catalogs.merging.merge import NOTE
from communique.catalogs.state import DONE, OURS, State
from communique.statement import Key

#: Begins our line that says what a text was translated from, where the source's language changed.
TRANSLATED_FROM = "translated from"
#: What our line says of pieces of a text that was let pass whole, of which one may be misplaced.
CUT = (
    "cut from one reviewed text by counting sentences: see that each says what its source says; "
    "the whole stands below, obsolete"
)
# How the text that stood under a segment is labelled where others meet it there.
HERE, HERE_DONE = "here before", "reviewed, here before"
WORKED_ON = "its parts were worked on since; they stand below, obsolete"


@dataclass(frozen=True, slots=True)
class Claim:
    """A human's text for a segment, as one place in the statement gives it.

    ``done`` says whether the text may stand as reviewed; ``by`` who approved it, if one person did
    so of all it was made of. ``olds`` are the entries whose comments and flags go along. One that
    is ``restored`` stood here once, and nobody has changed its pieces since.
    """

    text: str
    done: bool
    olds: Sequence[polib.POEntry]
    place: str
    by: str = ""
    note: str = ""
    remarks: Sequence[str] = ()
    restored: bool = False


def alternatives(entry: polib.POEntry) -> list[str]:
    """The texts that meet in an entry; mostly it is one."""
    return [text for _, text in threeway.pieces(entry.msgstr)]


def chosen(whole: str, offered: Sequence[Sequence[str]]) -> list[str]:
    """Return of the texts offered for each piece those that make up a whole, white space aside."""
    ways: list[tuple[str, list[str]]] = [("".join(whole.split()), [])]
    for texts in offered:
        bare = [("".join(text.split()), text) for text in texts]
        ways = [
            (left.removeprefix(said), [*way, text])
            for left, way in ways
            for said, text in bare
            if said and left.startswith(said)
        ][:16]
    return next((way for left, way in ways if not left), [])


def in_work(claim: Claim) -> Claim:
    """Return a claim whose text a human has to look at first."""
    note = claim.note or "the whole reads otherwise than before: look at it"
    return Claim(claim.text, False, claim.olds, claim.place, "", note, claim.remarks)


def note_of(states: Sequence[State], pieces: int) -> str:
    """Say, in our line, how a text came under a source that nobody has confirmed it for."""
    count, drafts = len(states), sum(state in OURS for state in states)
    if pieces > 1 and DONE.issuperset(states):
        return CUT
    if pieces > 1:
        return "part of a translation that was split; the whole stands below, obsolete"
    machine = f", {drafts} of them machine drafts" if drafts else ""
    return f"joined from {count} segments{machine}"


def remark(entry: polib.POEntry) -> list[str]:
    """Return the lines of a human's comment."""
    return [line for line in comments.human(entry).split("\n") if line]


def put(entry: polib.POEntry, key: Key, claims: Sequence[Claim], lines: list[str]) -> None:
    """Put a text under its segment, in place, with the flags and comments that go along."""
    entry.msgctxt, entry.msgid = key.context, key.text  # type: ignore[assignment]
    entry.obsolete, entry.msgstr = False, claims[0].text
    forget_previous(entry)
    olds = [old for claim in claims for old in claim.olds]
    flags = dict.fromkeys([*entry.flags, *(flag for old in olds for flag in old.flags)])
    done = all(claim.done for claim in claims)
    entry.flags = ["fuzzy"] * (not done) + [flag for flag in flags if flag != "fuzzy"]
    lines += [line for claim in claims for line in claim.remarks if line not in lines]
    ours = [line for old in olds for line in comments.ours(old) if _stays(line)]
    ours += [claim.note for claim in claims if claim.note]
    entry.tcomment = "\n".join(lines)
    comments.set_ours(entry, [] if done else list(dict.fromkeys(ours)))


def _stays(line: str) -> bool:
    return line == NOTE or line.startswith(TRANSLATED_FROM)
