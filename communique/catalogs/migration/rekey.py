"""The source in another language: texts carried over by the translation that became the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polib

from communique.catalogs import comments
from communique.catalogs.carrying import forget_previous
from communique.catalogs.ledger import Carried, Ledger, Record, gist, key_digest, now
from communique.catalogs.merging import threeway
from communique.catalogs.merging.merge import NOTE
from communique.catalogs.migration.claims import TRANSLATED_FROM
from communique.catalogs.migration.cover import covered
from communique.catalogs.origins import origins
from communique.catalogs.state import DONE, OURS, State, key_of
from communique.statement import Key, Statement, digest

_FLIPPED = "the source changed in meaning"
# Texts are the same where this share of their letters is; most of them are; one share is clearly
# more than another.
_SAME, _MOSTLY, _CLEAR = 0.95, 0.5, 0.2
_UNCONFIRMED = "the former source; nobody has confirmed that both say the same"


@dataclass(frozen=True, slots=True)
class Pivot:
    """A catalog that was a translation, and is the source now: what it says of each old segment.

    ``language`` is that of the old source, ``reviewed`` what a human had let pass.
    """

    language: str
    texts: Mapping[Key, str]
    reviewed: frozenset[Key]


@dataclass(slots=True)
class Rekeyed:
    """A catalog under the new source's texts. ``notes`` tells our line of each text carried."""

    catalog: polib.POFile
    records: list[Record] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    conflicts: int = 0


def pivot_of(catalog: polib.POFile, ledger: Ledger) -> Pivot:
    """Return what a catalog says of each segment of the source that it translates."""
    texts: dict[Key, str] = {}
    reviewed = set()
    for entry in catalog:
        text = entry.msgstr.strip()
        if entry.obsolete or entry.msgid_plural or not text or len(threeway.pieces(text)) > 1:
            continue
        key = key_of(entry)
        texts[key] = text
        if ledger.state_of(entry) in DONE and ledger.flipped(key, entry.msgstr) is None:
            reviewed.add(key)
    return Pivot(catalog.metadata.get("X-Source-Language", ""), texts, frozenset(reviewed))


def names(pivot: Pivot, statement: Statement) -> dict[Key, Key]:
    """Say what old segments are called now, those that the new source still has, in some form.

    White space aside, a translation is the new source's segment; or several are one, or one is
    several; or the new source was edited since.
    """
    exact = {(key.context, _bare(key.text)): key for key in statement.keys}
    found = {
        key: exact.get((key.context, _bare(text)), Key(key.context, text))
        for key, text in pivot.texts.items()
    }
    now_called = list(dict.fromkeys(found.values()))
    used = set(statement.keys)
    for block in covered(statement, now_called):
        used.update(block.olds.keys if block else ())
    for origin in origins(now_called, statement.keys).values():
        used.update(origin.olds)
    return {old: new for old, new in found.items() if new in used}


def name_of(pivot: Pivot) -> str:
    """Return a short name for what a catalog says, to know it again."""
    texts = [f"{key_digest(key)} {digest(text)}" for key, text in pivot.texts.items()]
    return digest("\n".join(sorted(texts)))


def is_same_text(catalog: polib.POFile, statement: Statement) -> bool:
    """Whether a catalog is made for this text, be it cut otherwise, and be it called of another
    language: nearly all that it translates stands there.
    """
    return _same_share(catalog, statement) >= _SAME


def is_relabelled(catalog: polib.POFile, pivot: Pivot, statement: Statement) -> bool | None:
    """Whether only the language of a text was called by another name; else its translation became
    the source. None where neither is plain: names and figures are alike in all languages.

    Args:
        catalog: the one in the language that the source is said to be in now.
        pivot: what it says.
        statement: the source.
    """
    same = _same_share(catalog, statement)
    if same >= _SAME:
        return True
    called = names(pivot, statement)
    told = _letters(pivot.texts[key] for key in called) / max(1, _letters(pivot.texts.values()))
    if same < _CLEAR or (told > same and (told >= _SAME or told - same >= _CLEAR)):
        return False
    return True if same - told >= _CLEAR and same >= _MOSTLY else None


def _same_share(catalog: polib.POFile, statement: Statement) -> float:
    """How much of what a catalog translates stands in a statement, by its letters."""
    live = [key_of(entry) for entry in catalog if not entry.obsolete]
    used = {key for block in covered(statement, live) if block for key in block.olds.keys}
    return _letters(key.text for key in used) / max(1, _letters(key.text for key in live))


def _letters(texts: Iterable[str]) -> int:
    return sum(map(str.isalnum, "".join(texts)))


def _bare(text: str) -> str:
    return " ".join(text.split())


def rekeyed(old: polib.POFile, called: Mapping[Key, Key], language: str, ledger: Ledger) -> Rekeyed:
    """Put a catalog's human texts under the new source, fuzzy: a human has to compare them anew.

    A line of ours says what each was translated from. Drafts are dropped; what the new source
    does not have stays, obsolete.

    Args:
        old: the catalog; not modified.
        called: what the old segments are called now.
        language: the old source's.
        ledger: tells drafts from human text.
    """
    result = Rekeyed(_like(old))
    made: dict[Key, list[polib.POEntry]] = {}
    gone = []
    for entry in old:
        ours = ledger.state_of(entry) in OURS
        new = called.get(key_of(entry))
        if entry.obsolete or new is None or entry.msgid_plural:
            if entry.obsolete or not ours or comments.human(entry):
                gone.append(entry if entry.obsolete else threeway.retired(entry))
            continue
        made.setdefault(new, []).append(_moved(entry, new, language, result, ledger, ours=ours))
    live = [_met(key, entries, result) for key, entries in made.items()]
    result.catalog.extend([*live, *gone])
    return result


def mirrored(pivot: Pivot, called: Mapping[Key, Key], empty: polib.POFile) -> Rekeyed:
    """Fill a catalog of the language that was the source's: with the old source's own texts.

    Where the translation that is the source now was reviewed, so is that.

    Args:
        pivot: which text was whose translation.
        called: what the old segments are called now.
        empty: a new catalog, with its header; filled in place.
    """
    result = Rekeyed(empty)
    made: dict[Key, list[polib.POEntry]] = {}
    for old, new in called.items():
        entry = polib.POEntry(msgctxt=new.context, msgid=new.text, msgstr=old.text)
        if old not in pivot.reviewed:
            threeway.make_fuzzy(entry)
            comments.set_ours(entry, [_UNCONFIRMED])
        made.setdefault(new, []).append(entry)
    empty.extend([_met(key, entries, result) for key, entries in made.items()])
    return result


def _like(old: polib.POFile) -> polib.POFile:
    catalog = polib.POFile(wrapwidth=0)
    catalog.header, catalog.metadata = old.header, dict(old.metadata)
    return catalog


def _moved(
    entry: polib.POEntry, new: Key, language: str, result: Rekeyed, ledger: Ledger, *, ours: bool
) -> polib.POEntry:
    """Return an entry under the new source; a draft only as its human's remark, without text."""
    moved = threeway.copied(entry)
    forget_previous(moved)
    moved.msgctxt, moved.msgid = new.context, new.text  # type: ignore[assignment]
    if ours:
        moved.msgstr = ""
        moved.flags = [flag for flag in moved.flags if flag != "fuzzy"]
        comments.set_ours(moved, [])
        return moved
    threeway.make_fuzzy(moved)
    before = entry.previous_msgid if entry.fuzzy and entry.previous_msgid else entry.msgid
    note = f"{TRANSLATED_FROM} {language}: {' '.join(before.split())}"
    kept = [line for line in comments.ours(entry) if line == NOTE or line.startswith(_FLIPPED)]
    comments.set_ours(moved, [*kept, note])
    result.notes.setdefault(moved.msgstr, note)
    if flipped := ledger.flipped(key_of(entry), entry.msgstr):
        result.records.append(
            Carried(
                key_digest(new), digest(moved.msgstr), new.text, str(State.IN_WORK),
                gist(moved.msgstr), flipped.flips, time=now(),
            )
        )  # fmt: skip
    return moved


def _met(key: Key, entries: Sequence[polib.POEntry], result: Rekeyed) -> polib.POEntry:
    """Return one entry for all that came under one source; two texts meet in it as in a merge."""
    texts = dict.fromkeys(entry.msgstr for entry in entries if entry.msgstr)
    first = max(entries, key=lambda entry: bool(entry.msgstr))
    _unite(first, (comments.human(entry) for entry in entries))
    if len(texts) > 1:
        first.msgstr = threeway.joined(
            key.text, *((f"text {n}", t) for n, t in enumerate(texts, 1))
        )
        threeway.make_fuzzy(first)
        lines = dict.fromkeys(line for entry in entries for line in comments.ours(entry))
        comments.set_ours(first, list(dict.fromkeys([NOTE, *lines])))
        result.conflicts += 1
    elif any(entry.fuzzy for entry in entries if entry.msgstr):
        threeway.make_fuzzy(first)
    return first


def _unite(entry: polib.POEntry, remarks: Iterable[str]) -> None:
    """Put humans' remarks together, each line once; our lines stay last."""
    ours = comments.ours(entry)
    lines = dict.fromkeys(line for remark in remarks for line in remark.split("\n") if line)
    entry.tcomment = "\n".join(lines)
    comments.set_ours(entry, ours)
