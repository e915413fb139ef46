"""What each catalog lacks, and where it is to come from: fixed texts, the memory, the glossary, an
engine.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from communique import drafting, inline
from communique.catalogs import files, ledger
from communique.catalogs.state import DONE, key_of
from communique.engines.base import Pair
from communique.engines.routing import Route
from communique.errors import CommuniqueError
from communique.memory import MemoryStore, Unit
from communique.pipeline.results import Problem, Report
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Key, Statement, digest

log = logging.getLogger(__name__)

#: The route that serves a pair of locales, if one does.
Router = Callable[[Pair], Route | None]
#: A statement, a locale, and the segments of its catalog that may be drafted.
Wanted = tuple[Statement, str, Sequence[Key]]


@dataclass(slots=True)
class Plan:
    """What one catalog lacks: what is ready for it, and what the engine has to make.

    Attributes:
        statement: the source.
        locale: the catalog's.
        keys: the segments that may be drafted.
        ready: the drafts that need no engine.
        jobs: what the engine has to do.
        pivot: the locale on the way, if there is one.
        between: a digest of the reviewed texts in that locale.
        offered: a digest of what the memory has for the keys.
    """

    statement: Statement
    locale: str
    keys: Sequence[Key] = ()
    ready: list[drafting.Drafted] = field(default_factory=list)
    jobs: list[drafting.Job] = field(default_factory=list)
    pivot: str = ""
    between: str = ""
    offered: str = ""

    @property
    def pair(self) -> Pair:
        """The languages, source and target."""
        return self.statement.language, self.locale

    def pair_of(self, job: drafting.Job) -> Pair:
        """The languages of a job, which may start from a third."""
        return job.language, self.locale


def plan(
    project: Project,
    wanted: Iterable[Wanted],
    words: Wordings,
    store: MemoryStore,
    route: Router,
    report: Report,
) -> list[Plan]:
    """Sort each catalog's gaps: verbatim → memory → glossary → engine.

    A catalog that was to lie between and cannot be read is a problem, and what goes by it is left
    as it is.

    Args:
        project: the workspace.
        wanted: which catalogs, and what they lack.
        words: the agreed wordings.
        store: the memory, up to date.
        route: the route that serves a pair.
        report: where problems go.

    Raises:
        CommuniqueError: the memory cannot be used.
    """
    plans = []
    for statement, locale, keys in wanted:
        lacks = Plan(statement, locale, keys)
        plans.append(lacks)
        if not keys:
            continue
        lacks.ready = _ready(lacks, keys, words, store)
        found = {made.key for made in lacks.ready}
        missing = [key for key in keys if key not in found]
        try:
            lacks.jobs = _jobs(project, lacks, missing, words, route)
        except CommuniqueError as error:
            report.problems.append(Problem(statement.slug, str(error), locale))
    return plans


def _jobs(
    project: Project, lacks: Plan, keys: Sequence[Key], words: Wordings, route: Router
) -> list[drafting.Job]:
    """Plan what the engine has to do; where it takes a way round, from what is reviewed there.

    Raises:
        CommuniqueError: the catalog in between cannot be read.
    """
    if not keys:
        return []
    source, target = lacks.pair
    syntax = drafting.syntax_of(lacks.statement)
    way = route(lacks.pair)
    pivot = project.engines.pivot if way and len(way) > 1 else ""
    between = reviewed(project, lacks.statement.slug, pivot) if pivot else {}
    lacks.pivot, lacks.between = pivot, digest_of(between) if pivot else ""
    jobs = []
    for key in keys:
        via = _via(key, between.get(key, ""), pivot, syntax)
        kept = (
            words.kept_through(key.text, source, pivot, target)
            if via
            else words.kept(key.text, source, target)
        )
        jobs.append(drafting.job_of(key, syntax, source, project.splitter, kept, via))
    return jobs


def _via(key: Key, text: str, pivot: str, syntax: inline.Syntax) -> drafting.Via | None:
    """Return the reviewed text that stands for a segment, if there is one with the same markup:
    the draft is to have the markup of the source.
    """
    if not text:
        return None
    if not inline.same_markup(inline.parse(key.text, syntax), inline.parse(text, syntax)):
        log.info("the reviewed %s text has other markup, and is passed over: %s", pivot, key.text)
        return None
    return drafting.Via(pivot, text)


def digest_of(texts: Mapping[Key, str]) -> str:
    """Return a digest of texts by their segments."""
    return digest(repr(sorted(texts.items(), key=repr)))


def reviewed(project: Project, slug: str, locale: str) -> dict[Key, str]:
    """Return what humans let pass of a statement in a locale.

    Raises:
        CommuniqueError: the catalog or its ledger cannot be read.
    """
    path = project.catalog(slug, locale)
    if not path.is_file():
        return {}
    catalog, known = files.load(path), ledger.load(ledger.path_of(path))
    return {
        key_of(entry): entry.msgstr
        for entry in catalog
        if not entry.obsolete and not entry.msgid_plural and known.state_of(entry) in DONE
    }


def offered(found: Mapping[Key, Unit]) -> str:
    """Return a digest of what the memory has for segments; "" where it has nothing."""
    texts = [(key, unit.target, unit.origin) for key, unit in found.items()]
    return digest(repr(texts)) if texts else ""


def _ready(
    plan: Plan, keys: Sequence[Key], words: Wordings, store: MemoryStore
) -> list[drafting.Drafted]:
    """Return the drafts that need no engine: fixed texts, what was reviewed elsewhere, terms; note
    in the plan what the memory offered.
    """
    remembered = store.exact_all(keys, *plan.pair)
    plan.offered = offered(remembered)
    found = []
    for key in keys:
        if text := words.verbatim.find(key.text, *plan.pair):
            found.append(drafting.ready(key, text, "verbatim"))
        elif unit := remembered.get(key):
            found.append(drafting.ready(key, unit.target, "memory", unit.origin))
        elif text := words.glossary.find(key.text, plan.locale):
            found.append(drafting.ready(key, text, "glossary"))
    return found
