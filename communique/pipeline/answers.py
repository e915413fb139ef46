"""What the engines answered, asked again where the first answer lacks something; and the drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from communique import drafting
from communique.drafting import markup, terms
from communique.engines.base import Translation
from communique.glossary import Match
from communique.language.typography import tidy
from communique.pipeline.planning import Plan
from communique.pipeline.results import Problem
from communique.pipeline.translating import Translator, Want
from communique.pipeline.wordings import Wordings

# Candidates of a sentence that are looked through for an agreed term.
_CANDIDATES = 8

Known = dict[str, Translation]


@dataclass(frozen=True)
class _Group:
    """The jobs of a plan that want the same, and what the store has for them.

    Attributes:
        plan: what the jobs are of.
        want: what they want.
        jobs: they.
        known: the translations of their sentences.
        bare: the translations of the texts inside their markup.
    """

    plan: Plan
    want: Want
    jobs: Sequence[drafting.Job]
    known: Known
    bare: Known

    @property
    def of_source(self) -> bool:
        """Whether the jobs start from the statement, and not from a text that lies between."""
        return self.want.pair == self.plan.pair

    def hints(self, job: drafting.Job) -> dict[str, str]:
        """Return what tells where the markup of a job belongs."""
        return markup.bare(job, self.bare)

    def is_unplaced(self, job: drafting.Job) -> bool:
        """Whether the markup of a job finds no place by these."""
        return self.want.aligned and not markup.is_placed(job, self.known, [self.hints(job)])


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
        again: dict[Want, dict[str, None]] = defaultdict(dict)
        for plan in plans:
            for group in self._groups(plan):
                if lacking := self._lacking(group, group.known):
                    again[group.want._replace(best=_CANDIDATES)] |= dict.fromkeys(lacking)
                for job in filter(group.is_unplaced, group.jobs):
                    if shown := markup.Shown.of(job, self.split):
                        sentences = dict.fromkeys(one.text for one in shown.sentences)
                        again[Want(group.want.pair)] |= sentences
        self.translator.bring_more(again)

    def drafts(self, plan: Plan) -> Iterator[drafting.Drafted]:
        """Compose the drafts of a plan from what the store now has."""
        for group in self._groups(plan):
            route = self.translator.route(group.want.pair)
            if route is None:
                continue  # it is a problem already
            self.translator.report.packages |= {model.name for model in route}
            lacking = self._choose(group)
            for job in group.jobs:
                if not all(one.text in group.known for one in job.sentences):
                    self._tell_unanswered(plan)
                    continue
                warnings = [
                    terms.warning(term)
                    for one in job.sentences
                    for term in lacking.get(one.text, ())
                ]
                yield drafting.compose(
                    job, group.known, route, plan.locale, tidy, warnings, self._hints(group, job)
                )

    def _tell_unanswered(self, plan: Plan) -> None:
        told = Problem(plan.statement.slug, "an engine left segments without a draft", plan.locale)
        if told not in self.translator.report.problems:
            self.translator.report.problems.append(told)

    def _groups(self, plan: Plan) -> Iterator[_Group]:
        for want, jobs in _by_want(plan).items():
            sentences = dict.fromkeys(one.text for job in jobs for one in job.sentences)
            pieces = dict.fromkeys(text for job in jobs for text in job.pieces)
            known = self.translator.known(want, list(sentences))
            yield _Group(
                plan, want, jobs, known, self.translator.known(Want(want.pair), list(pieces))
            )

    def _lacking(self, group: _Group, known: Known) -> dict[str, list[Match]]:
        """The sentences whose translation lacks an agreed term, with these terms.

        The glossary speaks of the statement's language, not of one that lies between.
        """
        if not group.of_source:
            return {}
        locale = group.plan.locale
        found = {
            text: terms.lacking(one.text, self.words.terms(text, locale), locale)
            for text, one in known.items()
            if one.text
        }
        return {text: lacking for text, lacking in found.items() if lacking}

    def _choose(self, group: _Group) -> dict[str, list[Match]]:
        """Put candidates with agreed terms in the place of those without; return what is left."""
        known, locale = group.known, group.plan.locale
        lacking = self._lacking(group, known)
        found = self.translator.known(group.want._replace(best=_CANDIDATES), list(lacking))
        for text, one in found.items():
            others = (one, *one.others) if one.text else ()
            known[text] = terms.with_terms(known[text], others, lacking[text], locale)
        return self._lacking(group, {text: known[text] for text in lacking})

    def _hints(self, group: _Group, job: drafting.Job) -> list[dict[str, str]]:
        """Return what tells where the markup of a segment belongs; with markers where it has to."""
        bare = group.hints(job)
        shown = markup.Shown.of(job, self.split) if group.is_unplaced(job) else None
        if shown is None:
            return [bare]
        sentences = [one.text for one in shown.sentences]
        return [bare, shown.hints(self.translator.known(Want(group.want.pair), sentences))]


def _wanted(plans: Sequence[Plan]) -> dict[Want, list[str]]:
    """The sentences of all plans, each once, and the texts inside their markup; with links where
    one of its segments needs them.
    """
    found: dict[Want, dict[str, None]] = defaultdict(dict)
    for plan in plans:
        for want, jobs in _by_want(plan).items():
            found[want] |= dict.fromkeys(one.text for job in jobs for one in job.sentences)
            found[Want(want.pair)] |= dict.fromkeys(text for job in jobs for text in job.pieces)
    for want, own in found.items():
        if not want.aligned:
            for text in found.get(want._replace(aligned=True), ()):
                own.pop(text, None)
    return {want: list(own) for want, own in found.items()}


def _by_want(plan: Plan) -> dict[Want, list[drafting.Job]]:
    """The jobs of a plan by what they want."""
    groups: dict[Want, list[drafting.Job]] = {}
    for job in plan.jobs:
        groups.setdefault(Want(plan.pair_of(job), job.aligned), []).append(job)
    return groups
