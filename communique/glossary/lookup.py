"""The glossary itself: terms and names that stand in a source text, and what is agreed for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from communique.glossary.index import Index, composed, spaced
from communique.glossary.terms import Match, Term
from communique.language.scripts import language_of
from communique.language.spans import prose


@dataclass(frozen=True)
class Glossary:
    """Terms of the source language, with their translations by locale.

    Attributes:
        terms: the terms by their text, in the order of the file.
        version: a digest of the file, for caches; "" where there is no file.
    """

    terms: Mapping[str, Term] = field(default_factory=dict)
    version: str = ""

    def find(self, text: str, locale: str) -> str | None:
        """Return the agreed translation of a text that is, as a whole, a term.

        What stays as it is gives itself. An inflected form from ``also`` gives nothing, as nobody
        said which form would answer it. The case of the text is carried over.
        """
        written = spaced(text)
        spelling = self._index.whole(written)
        if spelling is None:
            return None
        term = spelling.term
        forms = term.forms(locale)
        if term.do_not_translate and not forms:
            return written
        if not forms or spelling.text != term.text:
            return None
        return forms[0] if written == term.text else _cased_as(written, forms[0], locale)

    def terms_in(self, text: str, locale: str | None = None) -> tuple[Match, ...]:
        """Return the terms that stand in a source text, each once, in order of appearance.

        Whole words in prose count; where two overlap, the longer. A term in lower case is found
        in any case, one with capitals as it is or in ALL CAPS; the plurals in -s and -es are
        found too, unless the term must not be translated.

        Args:
            text: the source, inline markup raw.
            locale: of which locale the forms are wanted; None for none.
        """
        found: dict[str, Match] = {}
        for match in self.spellings_in(text, locale):
            found.setdefault(match.term, match)
        return tuple(found.values())

    def spellings_in(self, text: str, locale: str | None = None) -> tuple[Match, ...]:
        """Return the same terms as :meth:`terms_in`, in each spelling that the text has of them.

        Args:
            text: the source, inline markup raw.
            locale: of which locale the forms are wanted; None for none.
        """
        plain = prose(text).replace("[", "").replace("]", "")
        found = dict(self._index.spans(composed(plain)))
        return tuple(_match(term, written, locale) for written, term in found.items())

    def notes(self, text: str) -> list[str]:
        """Return what a template may say of a source text: its terms' notes, the names that stay.

        A term without a note says nothing a translator does not see, and is left out. No target
        wording appears: a template serves every locale.
        """
        notes = []
        for match in self.terms_in(text):
            term = self.terms[match.term]
            if term.do_not_translate or term.note:
                label = "do not translate" if term.do_not_translate else "glossary"
                notes.append(f"{label}: “{term.text}”" + (f" ({term.note})" if term.note else ""))
        return notes

    @cached_property
    def _index(self) -> Index:
        return Index(self.terms.values())


def _match(term: Term, written: str, locale: str | None) -> Match:
    forms = term.forms(locale) if locale else ()
    if term.do_not_translate and not forms:
        forms = tuple(dict.fromkeys((term.text, *term.also, written)))
    return Match(term.text, written, forms, term.do_not_translate)


def _cased_as(written: str, wording: str, locale: str) -> str:
    """A wording in ALL CAPS, or with a capital first, where the source is so written."""
    if written.isupper() and len(written) > 1:
        return _upper(wording, locale)
    if written[:1].isupper():
        return _upper(wording[:1], locale) + wording[1:]
    return wording


def _upper(text: str, locale: str) -> str:
    dotted = language_of(locale) in ("tr", "az")
    return (text.replace("i", "İ") if dotted else text).upper()
