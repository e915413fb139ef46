"""The parts of a three-way merge of catalogs: texts, flags, comments, order, header fields."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

import polib

from communique.catalogs import comments
from communique.statement import Key

T = TypeVar("T")

# Who translated last, and when: one fact, so both fields come from the same side.
_REVISION = ("PO-Revision-Date", "Last-Translator")
_TRANSLATORS = (*_REVISION, "Language-Team", "X-Generator")
# How gettext's own msgcat sets two translations of one message side by side.
_MARK = "#-#-#-#-#  {}  #-#-#-#-#\n"
_MARKED = re.compile(r"^#-#-#-#-#  (.+?)  #-#-#-#-#\n", re.MULTILINE)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def three(base: T, ours: T, theirs: T, tie: T) -> T:
    """Return the value of the side that changed it; ``tie`` where both did, differently."""
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else tie


# ── texts ──


class Payload(NamedTuple):
    """What a translator decides in an entry: the text, whether it stands, what it was made for."""

    plural_id: str
    texts: tuple[tuple[int, str], ...]
    fuzzy: bool
    previous: tuple[str, str, str]


def payload(entry: polib.POEntry) -> Payload:
    """Return what a translator decided in an entry."""
    previous = (entry.previous_msgctxt, entry.previous_msgid, entry.previous_msgid_plural)
    context, text, plural = (part or "" for part in previous)
    return Payload(
        entry.msgid_plural or "",
        tuple(sorted(forms(entry).items())),
        entry.fuzzy,
        (context, text, plural),
    )


def forms(entry: polib.POEntry) -> dict[int, str]:
    """Return an entry's texts by the number of their plural form; 0 where it has no plural."""
    return dict(entry.msgstr_plural) or {0: entry.msgstr}


def translated(entry: polib.POEntry) -> bool:
    """Return whether an entry holds any text."""
    return any(text.strip() for text in forms(entry).values())


def pieces(text: str, label: str = "") -> list[tuple[str, str]]:
    """Return the texts that meet in a ``msgstr``, each with its label; mostly it is one."""
    text = text.strip("\n")
    marks = list(_MARKED.finditer(text))
    if not marks or marks[0].start():
        return [(label, text)] if text else []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        (mark[1], text[mark.end() : end].strip("\n")) for mark, end in zip(marks, ends, strict=True)
    ]


def said(entries: Iterable[polib.POEntry]) -> set[str]:
    """Return all texts of some entries, those that meet in one apart."""
    return {
        piece for entry in entries for text in forms(entry).values() for _, piece in pieces(text)
    }


def joined(msgid: str, *sides: tuple[str, str]) -> str:
    """Return the ``msgstr`` in which texts meet, each once.

    Args:
        msgid: whether it begins or ends with a line break, so must the ``msgstr``.
        sides: each side's label and text; a text may itself be one in which several meet.
    """
    met: dict[str, str] = {}
    for label, text in sides:
        for name, piece in pieces(text, label):
            met.setdefault(piece, _unused(name, met.values()))
    body = "\n".join(_MARK.format(label) + piece for piece, label in met.items())
    if len(met) < 2:
        body = "".join(met)
    if not body:
        return ""
    return "\n" * msgid.startswith("\n") + body + "\n" * msgid.endswith("\n")


def _unused(name: str, taken: Iterable[str]) -> str:
    used, number = set(taken), 2
    label = name
    while label in used:
        label, number = f"{name} {number}", number + 1
    return label


def met(msgid: str, ours: polib.POEntry, theirs: polib.POEntry) -> dict[int, str]:
    """Return the texts in which two entries' texts meet, by the number of their plural form."""
    mine, yours = forms(ours), forms(theirs)
    return {
        index: joined(
            msgid,
            ("ours", mine.get(index, mine.get(0, ""))),
            ("theirs", yours.get(index, yours.get(0, ""))),
        )
        for index in sorted({*mine, *yours})
    }


def says_all(entry: polib.POEntry, texts: Mapping[int, str]) -> bool:
    """Return whether every text that meets in ``texts`` is in an entry already."""
    have = {index: {piece for _, piece in pieces(text)} for index, text in forms(entry).items()}
    return all(
        {piece for _, piece in pieces(text)} <= have.get(index, set())
        for index, text in texts.items()
    )


def put_forms(entry: polib.POEntry, texts: Mapping[int, str]) -> None:
    """Put texts into an entry, by the number of their plural form."""
    if entry.msgid_plural:
        entry.msgstr, entry.msgstr_plural = "", dict(texts)
    else:
        entry.msgstr, entry.msgstr_plural = texts[0], {}


# ── entries ──


def copied(entry: polib.POEntry) -> polib.POEntry:
    """Return a copy that shares nothing that may be changed."""
    other = copy.copy(entry)
    other.flags = list(entry.flags)
    other.occurrences = list(entry.occurrences)
    other.msgstr_plural = dict(entry.msgstr_plural)
    return other


def retired(entry: polib.POEntry) -> polib.POEntry:
    """Return an entry as it stands when its source has gone."""
    gone = copied(entry)
    gone.obsolete, gone.occurrences = True, []
    return gone


def restated(entry: polib.POEntry, target: polib.POEntry) -> polib.POEntry:
    """Return an entry under the source it was edited to: stale, as the update makes it."""
    moved = copied(entry)
    moved.msgid, moved.msgctxt = target.msgid, target.msgctxt
    comments.set_ours(moved, comments.ours(target))
    if not translated(entry):
        return moved
    if not (entry.fuzzy and entry.previous_msgid):
        moved.previous_msgid, moved.previous_msgctxt = entry.msgid, entry.msgctxt
    make_fuzzy(moved)
    return moved


def recast(entry: polib.POEntry, target: polib.POEntry) -> polib.POEntry:
    """Return an entry as an update put it under an edited source: stale, or let stand there."""
    moved = restated(entry, target)
    if not target.previous_msgid:
        moved.flags = list(target.flags)
        put_previous(moved, target)
    return moved


def previous(entry: polib.POEntry) -> Key | None:
    """Return the source that a stale entry's text was made for."""
    return Key(entry.previous_msgctxt, entry.previous_msgid) if entry.previous_msgid else None


def make_fuzzy(entry: polib.POEntry) -> None:
    """Set the fuzzy flag, first, as gettext writes it."""
    if not entry.fuzzy:
        entry.flags.insert(0, "fuzzy")


def put_previous(entry: polib.POEntry, source: polib.POEntry) -> None:
    """Let an entry say what its text was made for, as another one says it."""
    entry.previous_msgid = source.previous_msgid
    entry.previous_msgctxt = source.previous_msgctxt
    entry.previous_msgid_plural = source.previous_msgid_plural


def put_flags(
    entry: polib.POEntry, base: polib.POEntry | None, ours: polib.POEntry, theirs: polib.POEntry
) -> None:
    """Unite the flags of two sides, but those that one took away; fuzzy stays as it is."""
    old = base.flags if base is not None else []
    united = [*entry.flags, *(flag for flag in [*ours.flags, *theirs.flags])]
    entry.flags = [
        flag
        for flag in dict.fromkeys(united)
        if (entry.fuzzy if flag == "fuzzy" else _stays(flag, old, ours.flags, theirs.flags))
    ]


def _stays(line: str, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return three(line in base, line in ours, line in theirs, True)


def lines(base: str, ours: str, theirs: str) -> str:
    """Unite the lines of a comment; what one side changed alone is taken as it is."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    sides = [text.split("\n") for text in (base, ours, theirs)]
    kept = [line for line in sides[1] if _stays(line, *sides)]
    kept += [line for line in sides[2] if line not in sides[1] and _stays(line, *sides)]
    return "\n".join(kept).strip("\n")


def put_comment(
    entry: polib.POEntry, human: str, own: list[str], sides: Sequence[polib.POEntry]
) -> None:
    """Put a human's lines and ours into an entry, spelled as a side that says the same has it."""
    for side in sides:
        if comments.human(side) == human and comments.ours(side) == own:
            entry.tcomment = side.tcomment
            return
    entry.tcomment = human
    comments.set_ours(entry, own)


# ── order and likeness ──


def woven(first: Sequence[Key], second: Sequence[Key]) -> list[Key]:
    """Return the first order, with what only the second has put behind its neighbour there."""
    known = set(first)
    behind: dict[Key | None, list[Key]] = {}
    last: Key | None = None
    for key in second:
        if key in known:
            last = key
        else:
            behind.setdefault(last, []).append(key)
    order = list(behind.get(None, ()))
    for key in first:
        order += [key, *behind.get(key, ())]
    return order


def alike(old: Sequence[Key], new: Sequence[Key], least: float) -> list[tuple[Key, Key]]:
    """Pair each old key with the new one most alike, the most alike first; each serves once."""
    if not old or not new:
        return []
    from rapidfuzz import fuzz

    scored = [
        (score, before, after)
        for before in old
        for after in new
        if before.context == after.context
        and (score := fuzz.ratio(before.text, after.text, score_cutoff=least))
    ]
    pairs: dict[Key, Key] = {}
    for _, before, after in sorted(scored, key=lambda item: -item[0]):
        if before not in pairs and after not in pairs.values():
            pairs[before] = after
    return list(pairs.items())


def order_of(key: Key) -> tuple[str, str]:
    """Return what keys are compared by."""
    return (key.context or "", key.text)


# ── the header ──


def header(
    base: Mapping[str, str],
    ours: Mapping[str, str],
    theirs: Mapping[str, str],
    newer: Mapping[str, str],
) -> dict[str, str]:
    """Merge the header field by field, in the order of the newer template's side.

    Where both sides changed a field: the later ``POT-Creation-Date``; what the translator's
    editor writes from the later ``PO-Revision-Date``; all else from the newer template's side.
    """
    later = max(ours, theirs, key=revised)
    older = theirs if newer is ours else ours
    merged = {}
    for name in dict.fromkeys([*newer, *older]):
        names = _REVISION if name in _REVISION else (name,)
        tie = newer
        if name == "POT-Creation-Date":
            tie = max(ours, theirs, key=created)
        elif name in _TRANSLATORS:
            tie = later
        before, mine, yours, both = (
            [side.get(one) for one in names] for side in (base, ours, theirs, tie)
        )
        value = three(before, mine, yours, both)[names.index(name)]
        if value is not None:
            merged[name] = value
    return merged


def created(metadata: Mapping[str, str]) -> tuple[datetime, str]:
    """Return when a template was made, to compare by; unknown is long ago."""
    return _date(metadata.get("POT-Creation-Date") or "")


def revised(metadata: Mapping[str, str]) -> tuple[datetime, str]:
    """Return when a translator saved last, to compare by; unknown is long ago."""
    moment, _ = _date(metadata.get("PO-Revision-Date") or "")
    return moment, metadata.get("Last-Translator") or ""


def _date(text: str) -> tuple[datetime, str]:
    for pattern in ("%Y-%m-%d %H:%M%z", "%Y-%m-%d %H:%M:%S%z"):
        try:
            return datetime.strptime(text.strip(), pattern), text
        except ValueError:
            continue
    return _LONG_AGO, text
