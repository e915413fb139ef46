"""What the engines answered, asked again where the first answer lacks something; and the drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from communique import drafting
from communique.drafting import terms
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
    """

    translator: Translator
    words: Wordings

    def ask(self, plans: Sequence[Plan]) -> None:
        """Have all sentences of the plans translated; then, for other candidates, those that lack
        an agreed term.
        """
        self.translator.bring(_wanted(plans))
        again: dict[Want, dict[str, None]] = {}
        for plan in plans:
            for want, jobs in _groups(plan).items():
                lacking = self._lacking(plan, want, self._known(want, jobs))
                if lacking:
                    own = again.setdefault(want._replace(best=_CANDIDATES), {})
                    own.update(dict.fromkeys(lacking))
        if again:
            self.translator.bring(again)

    def drafts(self, plan: Plan) -> Iterator[drafting.Drafted]:
        """Compose the drafts of a plan from what the store now has."""
        for want, jobs in _groups(plan).items():
            route = self.translator.route(want.pair)
            known = self._known(want, jobs)
            lacking = self._lacking(plan, want, known)
            found = self.translator.known(want._replace(best=_CANDIDATES), list(lacking))
            for text, one in found.items():
                others = (one, *one.others) if one.text else ()
                known[text] = terms.with_terms(known[text], others, lacking[text], plan.locale)
            left = self._lacking(plan, want, {text: known[text] for text in lacking})
            for job in jobs:
                if route and all(one.text in known for one in job.sentences):
                    yield drafting.compose(
                        job, known, route, plan.locale, _tidy, _warnings(job, left)
                    )

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
    """The sentences of all plans, each once; with links where one of its segments needs them."""
    found: dict[Want, dict[str, None]] = {}
    for plan in plans:
        for want, jobs in _groups(plan).items():
            own = found.setdefault(want, {})
            own.update(dict.fromkeys(one.text for job in jobs for one in job.sentences))
    return {
        want: [
            text
            for text in sentences
            if want.aligned or text not in found.get(want._replace(aligned=True), ())
        ]
        for want, sentences in found.items()
    }


def _groups(plan: Plan) -> dict[Want, list[drafting.Job]]:
    """The jobs of a plan by what they want."""
    groups: dict[Want, list[drafting.Job]] = {}
    for job in plan.jobs:
        groups.setdefault(Want(plan.pair_of(job), job.aligned), []).append(job)
    return groups


def _warnings(job: drafting.Job, lacking: Mapping[str, Sequence[Match]]) -> list[str]:
    return [terms.warning(term) for one in job.sentences for term in lacking.get(one.text, ())]


def _tidy(text: str, locale: str) -> str:
    from communique.language.typography import tidy

    return tidy(text, locale)
