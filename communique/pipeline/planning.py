"""What each catalog lacks, and where it is to come from: fixed texts, the memory, the glossary, an
engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from communique import drafting, inline
from communique.catalogs import files, ledger
from communique.catalogs.state import DONE, key_of
from communique.engines.base import Pair
from communique.engines.routing import Route
from communique.errors import CommuniqueError
from communique.memory import MemoryStore
from communique.pipeline.remembering import memory
from communique.pipeline.results import Prepared
from communique.pipeline.wordings import Wordings
from communique.project import Project
from communique.statement import Key, Statement

#: The route that serves a pair of locales, if one does.
Router = Callable[[Pair], Route | None]


@dataclass(slots=True)
class Plan:
    """What one catalog lacks: what is ready for it, and what the engine has to make."""

    statement: Statement
    locale: str
    ready: list[drafting.Drafted] = field(default_factory=list)
    jobs: list[drafting.Job] = field(default_factory=list)

    @property
    def pair(self) -> Pair:
        """The languages, source and target."""
        return self.statement.language, self.locale

    def pair_of(self, job: drafting.Job) -> Pair:
        """The languages of a job, which may start from a third."""
        return job.language, self.locale


def plan(
    project: Project, prepared: Sequence[Prepared], words: Wordings, route: Router
) -> list[Plan]:
    """Sort each catalog's gaps: verbatim → memory → glossary → engine.

    Raises:
        CommuniqueError: the memory cannot be used.
    """
    plans = []
    with memory(project) as store:
        for one in prepared:
            for locale, keys in one.keys.items():
                if not keys:
                    continue
                lacks = Plan(one.statement, locale)
                lacks.ready = _ready(lacks, keys, words, store)
                found = {made.key for made in lacks.ready}
                missing = [key for key in keys if key not in found]
                lacks.jobs = list(_jobs(project, lacks, missing, words, route))
                plans.append(lacks)
    return plans


def _jobs(
    project: Project,
    plan: Plan,
    keys: Sequence[Key],
    words: Wordings,
    route: Router,
) -> Iterator[drafting.Job]:
    """Plan what the engine has to do; where it takes a way round, from what is reviewed there."""
    if not keys:
        return
    statement = plan.statement
    syntax = drafting.syntax_of(statement)
    way = route(plan.pair)
    pivot = project.engines.pivot if way and len(way) > 1 else ""
    reviewed = _reviewed(project, statement.slug, pivot) if pivot else {}
    for key in keys:
        text = reviewed.get(key)
        if text and _same_markup(key.text, text, syntax):
            via = drafting.Via(pivot, text)
            yield drafting.job_of(key, syntax, pivot, project.splitter, via=via)
        else:
            kept = words.kept(key.text, *plan.pair)
            yield drafting.job_of(key, syntax, statement.language, project.splitter, kept)


def _same_markup(one: str, other: str, syntax: inline.Syntax) -> bool:
    return inline.same_markup(inline.parse(one, syntax), inline.parse(other, syntax))


def _reviewed(project: Project, slug: str, locale: str) -> dict[Key, str]:
    """What humans let pass of a statement in a locale; nothing where its catalog cannot be read,
    which the steps that need it report.
    """
    path = project.catalog(slug, locale)
    try:
        catalog = files.load(path) if path.is_file() else []
        known = ledger.load(ledger.path_of(path))
    except CommuniqueError:
        return {}
    return {
        key_of(entry): entry.msgstr
        for entry in catalog
        if not entry.obsolete and not entry.msgid_plural and known.state_of(entry) in DONE
    }


def _ready(
    plan: Plan, keys: Sequence[Key], words: Wordings, store: MemoryStore
) -> list[drafting.Drafted]:
    """Return the drafts that need no engine: fixed texts, what was reviewed elsewhere, terms."""
    remembered = store.exact_all(keys, *plan.pair)
    found = []
    for key in keys:
        if text := words.verbatim.find(key.text, *plan.pair):
            found.append(drafting.ready(key, text, "verbatim"))
        elif unit := remembered.get(key):
            found.append(drafting.ready(key, unit.target, "memory", unit.origin))
        elif text := words.glossary.find(key.text, plan.locale):
            found.append(drafting.ready(key, text, "glossary"))
    return found
