"""What the workspace has agreed on: its glossary and its fixed texts, read once for a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from communique import glossary, verbatim
from communique.checks import Expected, Must
from communique.glossary import Match
from communique.project import Project

_STOPS = ".。।۔"
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
            match.written: form
            for match in self.glossary.spellings_in(text, locale)
            if (form := self._form(match, locale))
        }
        fixed = {one.source: one.target for one in self.verbatim.inside(text, source, locale)}
        return names | _with_bare(fixed)

    def kept_through(self, text: str, source: str, pivot: str, locale: str) -> dict[str, str]:
        """Return the same for the reviewed translation of a text in a third language, which is
        translated in its place: by what stands for it there.

        Args:
            text: the source, inline markup raw.
            source: its locale.
            pivot: the locale of the reviewed translation.
            locale: the locale wanted.
        """
        there = self.glossary.spellings_in(text, pivot)
        pairs = [
            (wording, form)
            for match, goal in zip(there, self.glossary.spellings_in(text, locale), strict=True)
            if (form := self._form(goal, locale))
            for wording in self._forms(match, pivot)
        ]
        names = {wording: form for wording, form in pairs if not _has_other(wording, form, pairs)}
        fixed = {one.source: one.target for one in self.verbatim.inside(text, source, pivot)}
        goals = {one.source: one.target for one in self.verbatim.inside(text, source, locale)}
        return names | _with_bare({fixed[one]: goals[one] for one in fixed if one in goals})

    def _forms(self, name: Match, locale: str) -> tuple[str, ...]:
        """The form of a name, and the others that its locale accepts."""
        first = self._form(name, locale)
        others = self.glossary.terms[name.term].forms(locale) if name.written == name.term else ()
        return tuple(dict.fromkeys((first, *others))) if first else ()

    def _form(self, name: Match, locale: str) -> str | None:
        """The form of a name as the text has it: in capitals as it is; None where nobody said.

        A name that stays, stays in each of its spellings.
        """
        if not name.forms or not (name.keep or _is_name(name.term)):
            return None
        form = self.glossary.find(name.written, locale)
        return form or (name.written if name.written in name.forms else None)

    def terms(self, text: str, locale: str) -> tuple[Match, ...]:
        """Return the terms of a text that have agreed wordings in a locale; no names that stay."""
        found = self.glossary.terms_in(text, locale)
        return tuple(match for match in found if match.forms and not match.keep)


def _is_name(term: str) -> bool:
    """Whether a term is a name by its capitals, small words aside: ``Lake District``."""
    words = [word for word in term.split() if len(word) > _SMALL]
    return bool(words) and all(word[0].isupper() for word in words)


def _has_other(wording: str, form: str, pairs: list[tuple[str, str]]) -> bool:
    """Whether a wording stands for two names, which have different forms."""
    return any(wording == one and form != other for one, other in pairs)


def _with_bare(fixed: Mapping[str, str]) -> dict[str, str]:
    """Fixed texts, and the same without their full stops, which a sentence may leave out."""
    bare = {one.rstrip(_STOPS): form.rstrip(_STOPS) for one, form in fixed.items()}
    return bare | dict(fixed)


def load(project: Project) -> Wordings:
    """Read ``glossary.csv`` and ``verbatim/``; a workspace need not have them.

    Raises:
        CommuniqueError: one of them is not what it should be; says which and where.
    """
    return Wordings(
        glossary.load(project.root / "glossary.csv"), verbatim.load(project.root / "verbatim")
    )
