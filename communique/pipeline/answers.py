"""What the engines answered, asked again where the first answer lacks something; and the drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from communique import drafting
from communique.drafting import markup, terms
from communique.engines.base import Translation
from communique.glossary import Match
from communique.pipeline.planning import Plan
from communique.pipeline.translating import Translator, Want
from communique.pipeline.wordings import Wordings

# Candidates of a sentence that are looked through for an agreed term.
_CANDIDATES = 8

Known = dict[str, Translation]


@dataclass(frozen=True)
class Answers:
    """The engines' answers to what a run's plans want; they stay in the store.

    Attributes:
        translator: asks the engines.
        words: the workspace's glossary, whose terms a translation should have.
        split: the sentence splitter.
    """

    translator: Translator
    words: Wordings
    split: drafting.Splitter

    def ask(self, plans: Sequence[Plan]) -> None:
        """Have all sentences of the plans translated; and then again those that lack an agreed
        term, for other candidates, and those whose markup finds no place, with markers.
        """
        self.translator.bring(_wanted(plans))
        self.translator.bring(self._second_thoughts(plans))

    def _second_thoughts(self, plans: Sequence[Plan]) -> dict[Want, dict[str, None]]:
        again: dict[Want, dict[str, None]] = defaultdict(dict)
        for plan in plans:
            for want, jobs in _groups(plan).items():
                known, bare = self._known(want, jobs), self._bare(want, jobs)
                if lacking := self._lacking(plan, want, known):
                    again[want._replace(best=_CANDIDATES)] |= dict.fromkeys(lacking)
                for job in jobs if want.aligned else ():
                    if not markup.is_placed(job, known, [markup.bare(job, bare)]):
                        again[Want(want.pair)] |= dict.fromkeys(self._shown(job))
        return again

    def drafts(self, plan: Plan) -> Iterator[drafting.Drafted]:
        """Compose the drafts of a plan from what the store now has."""
        for want, jobs in _groups(plan).items():
            route = self.translator.route(want.pair)
            known, bare = self._known(want, jobs), self._bare(want, jobs)
            left = self._choose(plan, want, known)
            for job in jobs:
                if not route or not all(one.text in known for one in job.sentences):
                    continue
                hints = self._hints(want, job, known, markup.bare(job, bare))
                warnings = [
                    terms.warning(term) for one in job.sentences for term in left.get(one.text, ())
                ]
                yield drafting.compose(job, known, route, plan.locale, _tidy, warnings, hints)

    def _choose(self, plan: Plan, want: Want, known: Known) -> dict[str, list[Match]]:
        """Put candidates with agreed terms in the place of those without; return what is left."""
        lacking = self._lacking(plan, want, known)
        found = self.translator.known(want._replace(best=_CANDIDATES), list(lacking))
        for text, one in found.items():
            others = (one, *one.others) if one.text else ()
            known[text] = terms.with_terms(known[text], others, lacking[text], plan.locale)
        return self._lacking(plan, want, {text: known[text] for text in lacking})

    def _hints(
        self, want: Want, job: drafting.Job, known: Known, bare: dict[str, str]
    ) -> list[dict[str, str]]:
        """Return what tells where the markup of a segment belongs."""
        if not want.aligned or markup.is_placed(job, known, [bare]):
            return [bare]
        shown = markup.Shown.of(job, self.split)
        if shown is None:
            return [bare]
        sentences = [one.text for one in shown.sentences]
        return [bare, shown.hints(self.translator.known(Want(want.pair), sentences))]

    def _shown(self, job: drafting.Job) -> list[str]:
        shown = markup.Shown.of(job, self.split)
        return [one.text for one in shown.sentences] if shown else []

    def _bare(self, want: Want, jobs: Sequence[drafting.Job]) -> Known:
        pieces = dict.fromkeys(text for job in jobs for text in job.pieces)
        return self.translator.known(Want(want.pair), list(pieces))

    def _known(self, want: Want, jobs: Sequence[drafting.Job]) -> Known:
        sentences = dict.fromkeys(one.text for job in jobs for one in job.sentences)
        return self.translator.known(want, list(sentences))

    def _lacking(self, plan: Plan, want: Want, known: Known) -> dict[str, list[Match]]:
        """The sentences whose translation lacks an agreed term, with these terms.

        The glossary speaks of the statement's language, not of one that lies between.
        """
        if want.pair != plan.pair:
            return {}
        found = {
            text: terms.lacking(one.text, self.words.terms(text, plan.locale), plan.locale)
            for text, one in known.items()
            if one.text
        }
        return {text: lacking for text, lacking in found.items() if lacking}


def _wanted(plans: Sequence[Plan]) -> dict[Want, list[str]]:
    """The sentences of all plans, each once, and the texts inside their markup; with links where
    one of its segments needs them.
    """
    found: dict[Want, dict[str, None]] = defaultdict(dict)
    for plan in plans:
        for want, jobs in _groups(plan).items():
            found[want] |= dict.fromkeys(one.text for job in jobs for one in job.sentences)
            found[Want(want.pair)] |= dict.fromkeys(text for job in jobs for text in job.pieces)
    for want, own in found.items():
        if not want.aligned:
            for text in found.get(want._replace(aligned=True), ()):
                own.pop(text, None)
    return {want: list(own) for want, own in found.items()}


def _groups(plan: Plan) -> dict[Want, list[drafting.Job]]:
    """The jobs of a plan by what they want."""
    groups: dict[Want, list[drafting.Job]] = {}
    for job in plan.jobs:
        groups.setdefault(Want(plan.pair_of(job), job.aligned), []).append(job)
    return groups


def _tidy(text: str, locale: str) -> str:
    from communique.language.typography import tidy

    return tidy(text, locale)
