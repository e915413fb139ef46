"""The steps that publish: judge every edition, decide over all, release in one swap."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property

from communique import formats
from communique.editions.edition import EditionState, Published
from communique.editions.gate import Require, requirement
from communique.editions.moments import stamp, written
from communique.editions.released import Event, Releases
from communique.editions.releasing import Action, Candidate, Decision, Release, decide
from communique.errors import CommuniqueError, UsageError
from communique.pipeline import wordings
from communique.pipeline.embargoes import running
from communique.pipeline.executor import Executor
from communique.pipeline.judgements import Judgements, Request
from communique.pipeline.judging import Judged, judge_statement
from communique.pipeline.reading import misfits, without_path
from communique.pipeline.releasing import Plan, alone, release
from communique.pipeline.results import Outcome, Problem, Report
from communique.pipeline.wordings import Wordings
from communique.project import Project

_SHOWN = {Action.PUBLISH, Action.KEEP, Action.OUTDATED}


def publish(
    project: Project,
    slugs: list[str] | None,
    wanted: list[str] | None,
    require: str | None,
    executor: Executor,
    *,
    dry_run: bool = False,
) -> tuple[list[Outcome], Report]:
    """Assemble what the gate lets through, and release it as one site, in one swap.

    The site is always whole: what was not asked for, and what cannot be read this time, stays as
    it was released last.

    Args:
        project: the workspace.
        slugs: the statements to publish; None for all.
        wanted: the locales; None for those of the settings.
        require: overrides what the settings require of an edition.
        executor: how the steps are run.
        dry_run: say what would happen, and write nothing.

    Returns:
        What was done with each edition and why; and a report with coverage and problems.

    Raises:
        UsageError: ``require`` is no known requirement.
        CommuniqueError: the site cannot be written; the one before it stands.
    """
    needed = requirement(require) if require else None
    project.check_locales(wanted)
    asked = set(project.locales("", wanted)) if wanted else None
    releases = Releases(project.releases)
    report = Report()
    _refuse_strays(project)
    request = Request(tuple(sorted(asked or ())), require or "")
    with nullcontext() if dry_run else alone(project), Judgements(project, request) as known:
        judge = Judge(project, wanted, needed, executor, known)
        plan = Plan(stamp(), known.released(releases))
        for judged in judge.all(slugs, report):
            plan.judged[judged.slug] = judged
        decisions = _decide_all(project, releases, judge, plan, asked)
        outcomes = [
            one for slug, made in decisions.items() for one in _carry_out(plan, slug, made, asked)
        ]
        if not slugs:
            outcomes += _orphans(project, plan)
        if not dry_run and (any(plan.public.values()) or plan.gone or project.site.exists()):
            executor.one(release, project, plan)
        if not dry_run:
            known.save()
    return outcomes, report


def _refuse_strays(project: Project) -> None:
    """Refuse an embargo of a statement that does not exist: it is meant for one that does.

    Raises:
        UsageError: says which.
    """
    for slug, table in project.options.statements.items():
        if table.embargo is not None and slug not in project.slugs:
            known = ", ".join(project.sources) or "none"
            message = (
                f"[statements.{slug}] has an embargo, but names no statement (there are: {known})"
            )
            raise UsageError(message, project.file)


@dataclass
class Judge:
    """Judges statements, or knows how they were judged.

    Args:
        project: the workspace.
        wanted: the locales asked for.
        require: overrides what the settings require.
        executor: how the steps are run.
        known: what is known from other runs.
    """

    project: Project
    wanted: list[str] | None
    require: Require | None
    executor: Executor
    known: Judgements

    @cached_property
    def _words(self) -> Wordings:
        return wordings.load(self.project)

    def all(self, slugs: list[str] | None, report: Report) -> Iterator[Judged]:
        """Judge the statements asked for; one that cannot be read is a problem."""
        if not slugs:
            report.problems += misfits(self.project)
        for path in self.project.select(slugs):
            slug = formats.slug_of(path)
            try:
                judged = self.known.judged(slug) or self.anew(slug)
            except CommuniqueError as error:
                message = without_path(error, path)
                report.problems.append(Problem(self.project.relative(path), message))
                continue
            report.coverage += judged.coverage
            report.problems += judged.problems
            yield judged

    def anew(self, slug: str) -> Judged:
        """Judge a statement, whatever is known of it.

        Raises:
            CommuniqueError: its source cannot be read.
        """
        path = self.project.sources[slug]
        began = time.time_ns()
        judged = self.executor.one(
            judge_statement, self.project, path, self.wanted, self.require, self._words
        )
        self.known.keep(path, judged, began)
        return judged


def _decide_all(
    project: Project, releases: Releases, judge: Judge, plan: Plan, asked: set[str] | None
) -> dict[str, list[Decision]]:
    """Decide over every statement; what links to a statement that is not public has to wait.

    What is to be published is judged in this run, whatever was known of it, and decided anew.
    """
    decisions: dict[str, list[Decision]] = {}
    while True:
        decisions = {
            slug: _decide_one(project, releases, plan, judged, asked)
            for slug, judged in plan.judged.items()
        }
        alive = {
            slug
            for slug, editions in plan.public.items()
            if any(one.withdrawn is None for one in editions.values())
        }
        public = alive - set(decisions)
        public |= {
            slug for slug, made in decisions.items() if any(d.action in _SHOWN for d in made)
        }
        if not _hold_back(plan, decisions, public) and not _look_again(judge, plan, decisions):
            return decisions


def _look_again(judge: Judge, plan: Plan, decisions: dict[str, list[Decision]]) -> bool:
    """Judge the statements of which something new is to be published, if that was but known."""
    found = [
        slug
        for slug, made in decisions.items()
        for one in made
        if one.action is Action.PUBLISH
        and one.locale not in plan.judged[slug].editions
        and plan.judged[slug].marks[one.locale] != _mark(plan, slug, one.locale)
    ]
    for slug in dict.fromkeys(found):
        plan.judged[slug] = judge.anew(slug)
    return bool(found)


def _mark(plan: Plan, slug: str, locale: str) -> str:
    last = plan.public.get(slug, {}).get(locale)
    return last.mark if last else ""


def _hold_back(plan: Plan, decisions: dict[str, list[Decision]], public: set[str]) -> bool:
    """Break the candidates that would be published with a link to what is not public."""
    found = False
    for slug, made in decisions.items():
        judged = plan.judged[slug]
        for number, decision in enumerate(made[: len(judged.candidates)]):
            absent = [to for to in judged.links.get(decision.locale, ()) if to not in public]
            if decision.action is Action.PUBLISH and absent:
                reason = f"links to the statement “{absent[0]}”, which is not published"
                one = judged.candidates[number]
                judged.candidates[number] = replace(one, ready=False, broken=reason)
                found = True
    return found


def _decide_one(
    project: Project, releases: Releases, plan: Plan, judged: Judged, asked: set[str] | None
) -> list[Decision]:
    public = plan.public.get(judged.slug, {})
    rule = project.release(judged.slug)
    gone = any(one.withdrawn for one in public.values())
    withdrawn = {
        locale: f"withdrawn {event.at[:10]} by {event.by}: {event.reason}"
        for locale, event in (releases.withdrawals(judged.slug) if gone else {}).items()
    }
    whole = withdrawn.get(judged.candidates[0].locale, "")  # without an original, nothing
    candidates = [
        _informed(
            one,
            public.get(one.locale),
            judged.words,
            asked,
            rule,
            withdrawn.get(one.locale) or whole,
        )
        for one in judged.candidates
    ]
    made = decide(rule, candidates, embargo=running(judged.embargo))
    known = {one.locale for one in candidates}
    dropped = "no longer among the statement's locales"
    return made + [
        Decision(locale, Action.WITHDRAW, withdrawn.get(locale) or whole)
        if one.withdrawn
        else Decision(locale, Action.REMOVE, dropped)
        for locale, one in public.items()
        if locale not in known
    ]


def _informed(
    one: Candidate,
    last: Published | None,
    words: str,
    asked: set[str] | None,
    rule: Release,
    withdrawn: str,
) -> Candidate:
    """Tell a candidate what is public of it, and whether it is asked for."""
    always = one.original and rule is not Release.PER_LOCALE
    return replace(
        one,
        public=last is not None,
        current=last is None or last.source_words == words,
        asked=asked is None or one.locale in asked or always,
        withdrawn=withdrawn,
    )


def _carry_out(
    plan: Plan, slug: str, decisions: list[Decision], asked: set[str] | None
) -> Iterator[Outcome]:
    """Change what is public as it was decided, in the plan; tell what was done."""
    public = plan.public.setdefault(slug, {})
    happened: dict[str, list[str]] = {}
    for one in decisions:
        action = one.action.value
        if one.action is Action.PUBLISH:
            last = public.get(one.locale)
            new = _renewed(plan, slug, one.locale, last)
            action = _named(last, new)
            public[one.locale] = new
        elif one.action is Action.REMOVE:
            del public[one.locale]
            plan.gone.append((slug, one.locale))
        if action in _EVENTS:
            happened.setdefault(_EVENTS[action], []).append(one.locale)
        if asked is None or one.locale in asked or one.reason != "not asked for":
            yield Outcome(slug, one.locale, one.action in _SHOWN, one.reason, action)
    plan.events[slug] = [
        Event(written(plan.now), event, tuple(locales)) for event, locales in happened.items()
    ]


_EVENTS = {
    "publish": "published",
    "change": "changed",
    "correct": "corrected",
    "remove": "removed",
}


def _renewed(plan: Plan, slug: str, locale: str, last: Published | None) -> Published:
    """Return an edition as it is to be published; the last one itself where nothing changed."""
    judged = plan.judged[slug]
    if last is not None and last.mark == judged.marks[locale]:
        return last
    plan.fresh[slug, locale] = judged.editions[locale]
    new = replace(judged.ready[locale], published=plan.now, modified=plan.now)
    if last is None:
        return new
    corrected = plan.now if _is_correction(last, new) else last.corrected
    modified = last.modified if _reads_the_same(last, new) else plan.now
    return replace(new, published=last.published, modified=modified, corrected=corrected)


def _reads_the_same(last: Published, new: Published) -> bool:
    """Whether a reader sees no difference: a source may be cut otherwise, or get a comment."""
    seen = (
        "digest", "state", "title", "metadata", "unreviewed", "source_words", "rank",
        "prevails", "translators", "assets", "links",
    )  # fmt: skip
    return all(getattr(last, name) == getattr(new, name) for name in seen)


def _is_correction(last: Published, new: Published) -> bool:
    """Whether a text that the public could trust says something else now."""
    return EditionState.DRAFT not in (last.state, new.state) and last.words != new.words


def _named(last: Published | None, new: Published) -> str:
    if last is None:
        return "publish"
    if new.mark == last.mark:
        return "unchanged"
    return "correct" if _is_correction(last, new) else "change"


def _orphans(project: Project, plan: Plan) -> Iterator[Outcome]:
    """Tell of editions whose source is gone: what was made public does not vanish by itself."""
    for slug, editions in plan.public.items():
        if slug not in project.slugs:
            for locale, one in editions.items():
                reason = "its source is gone; `communique withdraw` takes down what was released"
                action = "withdraw" if one.withdrawn else "keep"
                yield Outcome(slug, locale, one.withdrawn is None, reason, action)
