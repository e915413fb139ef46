"""What the workspace has agreed on: its glossary and its fixed texts, read once for a run."""

from __future__ import annotations

from dataclasses import dataclass

from communique import glossary, verbatim
from communique.checks import Expected, Must
from communique.glossary import Match
from communique.project import Project

_SMALL = 3  # letters of the words of a name that need no capital


@dataclass(frozen=True, slots=True)
class Wordings:
    """The glossary and the fixed texts of a workspace."""

    glossary: glossary.Glossary
    verbatim: verbatim.Verbatim

    def notes(self, text: str, language: str) -> list[str]:
        """Return what a translator of any language should know of a source text."""
        return [*self.verbatim.notes(text, language), *self.glossary.notes(text)]

    def expected(self, text: str, source: str, locale: str) -> tuple[Expected, ...]:
        """Return the wordings that a translation of a text has to hold.

        A term inside a fixed text is that text's business.
        """
        within = self.verbatim.inside(text, source, locale)
        terms = [
            Expected(match.written, match.forms, Must.NAME if match.keep else Must.TERM)
            for match in self.glossary.terms_in(text, locale)
            if match.forms and not any(match.written in one.source for one in within)
        ]
        fixed = [Expected(one.source, (one.target,), Must.VERBATIM) for one in within]
        return (*fixed, *terms)

    def kept(self, text: str, source: str, locale: str) -> dict[str, str]:
        """Return what stands in a text and must stand in its translation in a form of its own,
        and that form: fixed texts, and names with an agreed form, be it their own.
        """
        names = {
            match.written: match.forms[0] if match.written == match.term else match.written
            for match in self.glossary.terms_in(text, locale)
            if match.forms
            and (match.keep or (_is_name(match.term) and match.written == match.term))
        }
        fixed = {one.source: one.target for one in self.verbatim.inside(text, source, locale)}
        return names | fixed

    def terms(self, text: str, locale: str) -> tuple[Match, ...]:
        """Return the terms of a text that have agreed wordings in a locale; no names that stay."""
        found = self.glossary.terms_in(text, locale)
        return tuple(match for match in found if match.forms and not match.keep)


def _is_name(term: str) -> bool:
    """Whether a term is a name by its capitals, small words aside: ``Lake District``."""
    words = [word for word in term.split() if len(word) > _SMALL]
    return bool(words) and all(word[0].isupper() for word in words)


def load(project: Project) -> Wordings:
    """Read ``glossary.csv`` and ``verbatim/``; a workspace need not have them.

    Raises:
        CommuniqueError: one of them is not what it should be; says which and where.
    """
    return Wordings(
        glossary.load(project.root / "glossary.csv"), verbatim.load(project.root / "verbatim")
    )
