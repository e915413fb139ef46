"""What the workspace has agreed on: its glossary and its fixed texts, read once for a run."""

from __future__ import annotations

from dataclasses import dataclass

from communique import glossary, verbatim
from communique.checks import Expected, Must
from communique.project import Project


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


def load(project: Project) -> Wordings:
    """Read ``glossary.csv`` and ``verbatim/``; a workspace need not have them.

    Raises:
        CommuniqueError: one of them is not what it should be; says which and where.
    """
    return Wordings(
        glossary.load(project.root / "glossary.csv"), verbatim.load(project.root / "verbatim")
    )
