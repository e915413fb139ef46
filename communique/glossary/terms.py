"""A line of the glossary, and the place where its term stands in a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from communique.language.locales import fallbacks


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the glossary.

    Attributes:
        text: the term, as the source language writes it.
        also: other spellings and inflected forms that count as the term.
        note: what a translator has to know, about the source.
        do_not_translate: the term stays as it is, but where a locale has its own form.
        translations: by locale, the wording to propose and others to accept.
        line: where the term stands in the file.
    """

    text: str
    also: tuple[str, ...] = ()
    note: str = ""
    do_not_translate: bool = False
    translations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    line: int = 1

    def forms(self, locale: str) -> tuple[str, ...]:
        """Return the accepted wordings in a locale, or else in a wider one (es_AR → es)."""
        for name in fallbacks(locale):
            if name in self.translations:
                return self.translations[name]
        return ()


@dataclass(frozen=True, slots=True)
class Match:
    """A term that stands in a text.

    Attributes:
        term: the term, as the glossary has it.
        written: the same, as the text has it.
        forms: what a translation may say, the first to be proposed; empty where nothing is agreed.
        keep: it must not be translated: one of the forms has to stand as it is.
    """

    term: str
    written: str
    forms: tuple[str, ...] = ()
    keep: bool = False
