"""Carrying a human's text over to an edited source: what it says there, and what warns of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polib
from babel import Locale

from communique.catalogs import comments
from communique.catalogs.ledger import (
    Approval,
    Carried,
    Kept,
    Ledger,
    Record,
    gist,
    key_digest,
    now,
)
from communique.catalogs.merging import threeway
from communique.catalogs.origins import Origin
from communique.catalogs.state import DONE, OURS, State, key_of
from communique.errors import CommuniqueError
from communique.statement import Key, digest

#: Cuts a text of a language into sentences that, put together, are the text.
Split = Callable[[str, str], list[str]]

_INCOMPLETE = "a part joined in that nobody had translated"
_CHANGED = "the source changed after this was translated"
# Languages that put no space between sentences.
_UNSPACED = {"zh", "ja", "yue", "th", "lo", "km", "my"}


@dataclass(frozen=True, slots=True)
class KeepApproval:
    """A coordinator's word that the edits of these segments ask for no new review.

    ``segments`` are the edited ones, as the source has them now.
    """

    segments: Collection[Key]
    by: str
    reason: str


class Fate(NamedTuple):
    """What became of a text that was carried over."""

    stale: bool = False
    flipped: bool = False
    approval_kept: bool = False
    restored: bool = False


class Carrier:
    """Carries human texts of one catalog; collects what the ledger has to know.

    Args:
        ledger: what is known so far.
        language: the source's language.
        locale: the catalog's.
        keep: which edits ask for no new review.
        split: what cuts sentences; where None, what knows no abbreviations but its own.
    """

    def __init__(
        self,
        ledger: Ledger,
        language: str,
        locale: Locale,
        keep: KeepApproval | None,
        split: Split | None = None,
    ) -> None:
        self._ledger = ledger
        self._split = split
        self._language = language
        self._locale = locale
        self._keep = keep
        self.records: list[Record] = []

    def carry(
        self, after: polib.POEntry, befores: Sequence[polib.POEntry], key: Key, origin: Origin
    ) -> Fate:
        """Put a human's text under its new source, in place: fuzzy, with the old source beside it.

        Args:
            after: a copy of the first old entry, already under the template's comments.
            befores: the old entries that a human translated; several where blocks were joined.
            key: the new source.
            origin: how it came from the old ones.

        Raises:
            CommuniqueError: an approval was to be kept across a change of meaning.
        """
        translated = [self._translated(before) for before in befores]
        after.msgctxt = key.context  # type: ignore[assignment]  # None in every running text
        after.msgid = key.text
        after.previous_msgctxt = translated[0].context
        after.previous_msgid = self._together([one.text for one in translated], self._language)
        was = self._was(befores[0]) if origin.is_edit else State.IN_WORK
        if origin.is_edit and translated[0] == key:
            return self._restored(after, was)
        whole = after.previous_msgid
        note = self._text(after, befores, key, origin)
        undivided = origin.parts and after.previous_msgid == whole
        now_is = self._together([part.text for part in origin.parts], self._language)
        flips = self._flips(after.previous_msgid, now_is if undivided else key.text)
        if len(befores) < len(origin.olds):
            flips = (_INCOMPLETE,)  # whatever it says, it cannot be right as it stands
        if self._kept(after, befores[0], was, flips):
            return Fate(approval_kept=True)
        _set_fuzzy(after)
        self._record(after, note, was, flips)
        return Fate(stale=True, flipped=bool(flips))

    def settle(self, after: polib.POEntry) -> Fate:
        """Look, in place, at an entry whose source did not change now.

        One that is stale already may keep its approval, where that is wanted. One that another
        hand made stale (msgmerge, an editor, a merge of two clones) is told of, and recorded.
        """
        key = key_of(after)
        source = self._translated(after)
        if source == key or self._ledger.state_of(after) in OURS:
            return Fate()
        if self._keep and key in self._keep.segments:
            flips = self._flips(source.text, key.text)
            if self._kept(after, after, self._was(after), flips):
                return Fate(approval_kept=True)
        merged = comments.MERGED in comments.ours(after)
        if not after.fuzzy or (self._ledger.is_carried_to(key) and not merged):
            return Fate()
        flips = self._flips(source.text, key.text)
        self._record(after, _CHANGED, State.IN_WORK, flips)
        return Fate(flipped=bool(flips))

    def _record(self, after: polib.POEntry, note: str, was: State, flips: tuple[str, ...]) -> None:
        """Write what there is to say of a stale text, into its entry and for the ledger."""
        warning = f"the source changed in meaning ({'; '.join(flips)}): correct the text first"
        comments.set_ours(after, [warning if flips and flips != (_INCOMPLETE,) else note])
        source, text = after.previous_msgid or after.msgid, after.msgstr
        name = key_digest(key_of(after))
        self.records.append(
            Carried(name, digest(text), source, str(was), gist(text), flips, time=now())
        )

    def _kept(
        self, after: polib.POEntry, before: polib.POEntry, was: State, flips: tuple[str, ...]
    ) -> bool:
        key = key_of(after)
        if self._keep is None or key not in self._keep.segments or was not in DONE:
            return False
        if flips:
            raise CommuniqueError(
                f"“{key.text[:60]}” changed in meaning ({'; '.join(flips)}): "
                "its approval cannot be kept; let a translator look at it"
            )
        translated, text = self._translated(before), digest(after.msgstr)
        by, reason = self._keep.by, self._keep.reason
        name = key_digest(key)
        self.records.append(Kept(name, text, key_digest(translated), by, reason, time=now()))
        approval = self._ledger.last_approval(translated, after.msgstr)
        if was is State.APPROVED and approval:
            kept = f"{by}: {reason}"
            self.records.append(Approval(name, text, approval.by, kept, time=now()))
        _clear_fuzzy(after)
        return True

    def _restored(self, after: polib.POEntry, was: State) -> Fate:
        """The source is again what the human translated: the text is what it was then."""
        if was in DONE:
            _clear_fuzzy(after)
        elif digest(after.msgstr) not in self._ledger.recorded(key_of(after)):
            forget_previous(after)  # else it would pass for a draft
            comments.set_ours(after, [])
        return Fate(restored=True)

    def _was(self, before: polib.POEntry) -> State:
        """The state that a text had under the source for which it was written."""
        if self._translated(before) == key_of(before):
            return self._ledger.state_of(before)
        carried = self._ledger.carried(key_of(before), before.msgstr)
        return State(carried.was) if carried else State.IN_WORK

    def _translated(self, entry: polib.POEntry) -> Key:
        """The source that an entry's text is a translation of: the one a human looked at.

        A text that was let pass unchanged under a source of other meaning is still a translation
        of the old one, even where no ``#| msgid`` says so any more.
        """
        if entry.fuzzy and entry.previous_msgid:
            touched = self._ledger.was_touched(key_of(entry), entry.msgstr)
            if touched and comments.MERGED not in comments.ours(entry):
                return key_of(entry)  # a human has worked on it since, under this very source
            return Key(entry.previous_msgctxt, entry.previous_msgid)
        flipped = self._ledger.flipped(key_of(entry), entry.msgstr)
        return Key(entry.msgctxt, flipped.source) if flipped else key_of(entry)

    def _flips(self, before: str, after: str) -> tuple[str, ...]:
        """Tell what changed in meaning between what was translated and what is to be."""
        from communique.language.meaning.flips import flips

        return tuple(_told(*flip) for flip in flips(before, after, self._language))

    def _text(
        self, after: polib.POEntry, befores: Sequence[polib.POEntry], key: Key, origin: Origin
    ) -> str:
        """Set the text of a block that was split or joined; return what there is to say."""
        if len(origin.olds) > 1:
            blocks = len(origin.olds)
            after.msgstr = self._joined(key, [before.msgstr for before in befores])
            if len(befores) < blocks:
                return f"joined from {blocks} blocks, some without translation: complete it"
            return f"joined from {blocks} blocks; each stands below, obsolete"
        if not origin.parts:
            return _CHANGED
        parts, ours = [part.text for part in origin.parts], self._language
        sources = divided(after.previous_msgid or "", parts, ours, ours, self._split)
        met = len(threeway.pieces(after.msgstr)) > 1
        texts = [] if met else divided(after.msgstr, parts, ours, str(self._locale), self._split)
        if not sources or not texts:
            return "the whole translation of a block that was split: keep what belongs here"
        place = origin.parts.index(key)
        after.previous_msgid, after.msgstr = sources[place], texts[place]
        return "part of a block that was split; the whole translation stands below, obsolete"

    def _joined(self, key: Key, texts: Sequence[str]) -> str:
        """Put texts together; where several meet in one, so do as many wholes."""
        met = [threeway.pieces(text) for text in texts]
        wholes = [
            self._together([one[min(n, len(one) - 1)][1] for one in met if one], self._locale_code)
            for n in range(max(map(len, met), default=0))
        ]
        if len(wholes) < 2:
            return self._together(texts, self._locale_code)
        return threeway.joined(key.text, *((f"text {n}", one) for n, one in enumerate(wholes, 1)))

    @property
    def _locale_code(self) -> str:
        return str(self._locale.language)

    def _together(self, texts: Sequence[str], language: str) -> str:
        return ("" if language.partition("_")[0] in _UNSPACED else " ").join(texts)


def divided(
    text: str, parts: Sequence[str], language: str, locale: str, split: Split | None = None
) -> list[str]:
    """Divide a text by sentences as its source was; nothing where their numbers differ.

    Args:
        text: the translation, or the source itself.
        parts: what the source was divided into.
        language: theirs.
        locale: the text's.
        split: what cuts sentences; where None, what knows no abbreviations but its own.
    """
    from communique.segmentation import split_sentences

    split = split or split_sentences
    sentences = split(text, locale)
    counts = [len(split(part, language)) for part in parts]
    if sum(counts) != len(sentences):
        counts = [1] * len(parts)  # each may be a sentence of its own, where more is around it
    if sum(counts) != len(sentences):
        return []
    pieces = []
    for count in counts:
        pieces.append("".join(sentences[:count]).strip())
        sentences = sentences[count:]
    return pieces


def _told(kind: str, before: str, after: str) -> str:
    if not before or not after:
        return f"{kind}: “{before or after}” {'added' if after else 'gone'}"
    return f"{kind}: “{before}” → “{after}”"


def forget_previous(entry: polib.POEntry) -> None:
    """Take an entry's previous source away."""
    entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None


def _set_fuzzy(entry: polib.POEntry) -> None:
    if not entry.fuzzy:
        entry.flags.insert(0, "fuzzy")


def _clear_fuzzy(entry: polib.POEntry) -> None:
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    forget_previous(entry)
    comments.set_ours(entry, [])
