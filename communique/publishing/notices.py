"""What a reader is told besides the text: remarks before it, the edition's standing after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communique.editions.edition import EditionState, Rank
from communique.errors import CommuniqueError
from communique.language.scripts import canonical, language_of
from communique.publishing.words import Words, words_for

if TYPE_CHECKING:
    from datetime import datetime

    from markupsafe import Markup

    from communique.editions.edition import Facts, Published
    from communique.publishing.shelf import Entry, Shelf

_UNSPACED = {"ja", "th", "zh"}


@dataclass(frozen=True, slots=True)
class Told:
    """Something that must be said before the text, in the reader's language.

    Args:
        kind: ``draft``, ``outdated`` or ``corrected``.
        text: what matters.
        more: further sentences, or "".
        label: the words of the link to the original, or "".
    """

    kind: str
    text: str
    more: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is said quietly after the text, in the reader's language.

    Args:
        kind: ``rank``, ``prevails``, ``translators``, ``published``, ``updated`` or ``withdrawn``.
        label: what is told.
        value: plain, or markup where it holds names.
        moment: of a date.
    """

    kind: str
    label: str
    value: str | Markup
    moment: datetime | None = None


def remarks(shelf: Shelf, entry: Entry) -> list[Told]:
    """Return what must be said before an edition's text, the gravest first; nothing of most.

    Raises:
        CommuniqueError: an edition is a draft, and its original is not there to be linked to.
    """
    edition, words = entry.edition, words_for(entry.edition.locale)
    found = []
    if edition.state is EditionState.DRAFT:
        if shelf.original(entry) is None:
            message = f"{edition.slug}: the draft in {edition.locale} cannot be published without"
            raise CommuniqueError(f"{message} its original in {edition.source_locale}.")
        found.append(_draft(edition, words))
    if (since := outdated_since(shelf, entry)) is not None:
        sentence = words.gettext(
            "The original was corrected on %(date)s; this translation still gives the earlier text."
        )
        text = sentence % {"date": words.around.date(since.date())}
        found.append(Told("outdated", text, label=words.gettext("Read the original")))
    if edition.corrected is not None:
        text = words.gettext("Corrected on %(date)s")
        day = words.around.date(edition.corrected.date())
        found.append(Told("corrected", text % {"date": day}))
    return found


def outdated_since(shelf: Shelf, entry: Entry) -> datetime | None:
    """Return when the original moved on from what an edition renders; None if it did not."""
    if entry.is_original or not shelf.outdated(entry):
        return None
    original = shelf.original(entry)
    return (original.edition.corrected or original.edition.modified) if original else None


def _draft(edition: Published, words: Words) -> Told:
    said = [_counted(words, edition.unreviewed, edition.segments)]
    if not edition.prevails or canonical(edition.prevails) == canonical(edition.source_locale):
        said.append(words.gettext("The original prevails."))
    return Told(
        "draft",
        words.gettext("This is a machine translation that no human has fully reviewed."),
        space(words).join(filter(None, said)),
        words.gettext("Read the original"),
    )


def _counted(words: Words, unreviewed: int, segments: int) -> str:
    if not unreviewed or not segments:
        return ""
    sentence = words.ngettext(
        "%(count)s of %(total)s passages is unreviewed.",
        "%(count)s of %(total)s passages are unreviewed.",
        unreviewed,
    )
    number = words.around.number
    return sentence % {"count": number(unreviewed), "total": number(segments)}


def space(words: Words) -> str:
    """Return what stands between two sentences."""
    return "" if language_of(words.language) in _UNSPACED else " "


def standing(edition: Facts) -> list[Fact]:
    """Return what the house says of an edition: its rank, what prevails, who translated it."""
    words = words_for(edition.locale)
    found = []
    if rank := _rank(edition, words):
        found.append(Fact("rank", words.gettext("Status"), rank))
    if edition.prevails:
        name = words.around.language_name(edition.prevails)
        found.append(Fact("prevails", words.gettext("Prevailing text"), name))
    if edition.translators:
        names = words.around.names(edition.translators)
        found.append(Fact("translators", words.gettext("Translation"), names))
    return found


def moments(edition: Published) -> list[Fact]:
    """Return when an edition was published, and updated if that was on another day."""
    words = words_for(edition.locale)
    found = [_dated("published", words.gettext("Published"), edition.published, words)]
    if edition.modified.date() != edition.published.date():
        found.append(_dated("updated", words.gettext("Updated"), edition.modified, words))
    return found


def _dated(kind: str, label: str, moment: datetime, words: Words) -> Fact:
    return Fact(kind, label, words.around.date(moment.date()), moment)


def _rank(edition: Facts, words: Words) -> str:
    original = canonical(edition.locale) == canonical(edition.source_locale)
    match edition.rank:
        case Rank.AUTHENTIC:
            return words.gettext("Authentic text")
        case Rank.OFFICIAL:
            official = words.gettext("Official translation")
            return words.gettext("Official text") if original else official
        case Rank.COURTESY if not original:
            return words.gettext("Courtesy translation")
    return ""


def in_a_line(fact: Fact, words: Words) -> str:
    """Return a fact as one line of plain text: ``Translation: Ana Pérez and Luis Gil``."""
    from markupsafe import Markup

    value = fact.value.striptags() if isinstance(fact.value, Markup) else fact.value
    return words.gettext("%(label)s: %(value)s") % {"label": fact.label, "value": value}
