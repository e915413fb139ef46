"""Carrying a human's text over to an edited source: what it says there, and what warns of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polib
from babel import Locale

from communique.catalogs import comments
from communique.catalogs.ledger import Approval, Carried, Kept, Ledger, Record, key_digest, now
from communique.catalogs.origins import Origin
from communique.catalogs.state import DONE, State, key_of
from communique.errors import CommuniqueError
from communique.statement import Key, digest

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
    """

    def __init__(
        self, ledger: Ledger, language: str, locale: Locale, keep: KeepApproval | None
    ) -> None:
        self._ledger = ledger
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
            befores: the old entries, all of them human; several where blocks were joined.
            key: the new source.
            origin: how it came from the old ones.

        Raises:
            CommuniqueError: an approval was to be kept across a change of meaning.
        """
        translated = [_translated(before) for before in befores]
        after.msgctxt = key.context  # type: ignore[assignment]  # None in every running text
        after.msgid = key.text
        after.previous_msgctxt = translated[0].context
        after.previous_msgid = self._together([one.text for one in translated], self._language)
        plain = len(befores) == 1 and not origin.parts
        was = self._was(befores[0]) if plain else State.IN_WORK
        if plain and translated[0] == key:
            return self._restored(after, befores[0], was)
        flips = self._flips(after.previous_msgid, key, origin)
        if self._kept(after, befores[0], was, flips):
            return Fate(approval_kept=True)
        note = self._text(after, befores, key, origin)
        _set_fuzzy(after)
        warning = f"the source changed in meaning ({'; '.join(flips)}): correct the text first"
        comments.set_ours(after, [warning if flips else note])
        self.records.append(
            Carried(
                key_digest(key), digest(after.msgstr), key_digest(translated[0]), str(was),
                flips, time=now(),
            )
        )  # fmt: skip
        return Fate(stale=True, flipped=bool(flips))

    def settle(self, after: polib.POEntry, before: polib.POEntry) -> Fate:
        """Let an entry that is stale already keep its approval, in place, where that is wanted."""
        if not before.previous_msgid or not before.fuzzy:
            return Fate()
        flips = self._flips(before.previous_msgid, key_of(before), Origin(()))
        return Fate(approval_kept=self._kept(after, before, self._was(before), flips))

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
        translated, text = _translated(before), digest(after.msgstr)
        by, reason = self._keep.by, self._keep.reason
        name = key_digest(key)
        self.records.append(Kept(name, text, key_digest(translated), by, reason, time=now()))
        approval = self._ledger.last_approval(translated, after.msgstr)
        if was is State.APPROVED and approval:
            kept = f"{by}: {reason}"
            self.records.append(Approval(name, text, approval.by, kept, time=now()))
        _clear_fuzzy(after)
        return True

    def _restored(self, after: polib.POEntry, before: polib.POEntry, was: State) -> Fate:
        """The source is again what the human translated: the text is what it was then."""
        if was in DONE:
            _clear_fuzzy(after)
        elif digest(after.msgstr) not in self._ledger.recorded(key_of(after)):
            forget_previous(after)  # else it would pass for a draft
            comments.set_ours(after, [])
        return Fate(restored=True)

    def _was(self, before: polib.POEntry) -> State:
        """The state that a text had under the source for which it was written."""
        state = self._ledger.state_of(before)
        if state is not State.STALE:
            return state
        carried = self._ledger.carried(key_of(before), before.msgstr)
        return State(carried.was) if carried else State.IN_WORK

    def _flips(self, before: str, key: Key, origin: Origin) -> tuple[str, ...]:
        """Tell what changed in meaning between what was translated and what is to be."""
        from communique.language.flips import flips

        after = key.text
        if origin.parts:
            pieces = self._divided(before, origin.parts, self._language)
            if pieces:
                before = pieces[origin.parts.index(key)]
            else:
                after = self._together([part.text for part in origin.parts], self._language)
        return tuple(_told(*flip) for flip in flips(before, after, self._language))

    def _text(
        self, after: polib.POEntry, befores: Sequence[polib.POEntry], key: Key, origin: Origin
    ) -> str:
        """Set the text of a block that was split or joined; return what there is to say."""
        if len(befores) > 1:
            texts = [before.msgstr for before in befores]
            after.msgstr = self._together(texts, self._locale.language)
            return f"joined from {len(befores)} blocks; each stands below, obsolete"
        if not origin.parts:
            return "the source changed after this was translated"
        pieces = self._divided(after.msgstr, origin.parts, str(self._locale))
        if pieces is None:
            return "the whole translation of a block that was split: keep what belongs here"
        after.msgstr = pieces[origin.parts.index(key)]
        return "part of a block that was split; the whole translation stands below, obsolete"

    def _divided(self, text: str, parts: Sequence[Key], language: str) -> list[str] | None:
        """Divide a text by sentences as its source was; None where their numbers differ."""
        from communique.segmentation import split_sentences

        counts = [len(split_sentences(part.text, self._language)) for part in parts]
        sentences = split_sentences(text, language)
        if sum(counts) != len(sentences):
            return None
        pieces = []
        for count in counts:
            pieces.append("".join(sentences[:count]).strip())
            sentences = sentences[count:]
        return pieces

    def _together(self, texts: Sequence[str], language: str) -> str:
        return ("" if language.partition("_")[0] in _UNSPACED else " ").join(texts)


def _translated(entry: polib.POEntry) -> Key:
    """The source that an entry's text is a translation of."""
    if entry.fuzzy and entry.previous_msgid:
        return Key(entry.previous_msgctxt, entry.previous_msgid)
    return key_of(entry)


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
