"""Sentences to their translations: from the store, else by the engines, route by route."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from communique.drafting import batches
from communique.engines.base import Batch, Done, Model, Pair, PairError, Settings, Task, Translation
from communique.engines.pivot import through
from communique.engines.routing import Route, stages
from communique.engines.store import SentenceStore
from communique.errors import CommuniqueError
from communique.pipeline.executor import Executor
from communique.pipeline.results import Problem, Report

log = logging.getLogger(__name__)

# Characters in a batch: a few seconds of work for a starter package on two cores.
_BATCH = 12_000
# Sentences that are looked up at once: the memory of a run does not grow with its length.
_LOOKED_UP = 5_000


class Want(NamedTuple):
    """What is wanted of sentences: see :class:`communique.engines.base.Task`."""

    pair: Pair
    aligned: bool = False
    best: int = 1


@dataclass
class Translator:
    """Brings sentences to their translations, and keeps them in the store alone.

    Attributes:
        store: where translations are, and go after every batch: a killed run loses one at most.
        executor: how batches are run.
        report: where it is counted.
        settings: beam, batch size, threads.
        find: the routes of a pair, the preferred first; raises CommuniqueError if there is none.
    """

    store: SentenceStore
    executor: Executor
    report: Report
    settings: Settings
    find: Callable[[str, str], list[Route]]

    def __post_init__(self) -> None:
        self._routes: dict[Pair, list[Route]] = {}
        self._failed: set[Model] = set()
        self._gone: set[str] = set()  # places of which nothing more is asked
        self._once: set[Model] = set()  # models that gave no second thoughts

    def route(self, pair: Pair) -> Route | None:
        """Return the route that serves a pair, as far as is known; a pair without is a problem."""
        if pair not in self._routes:
            try:
                self._routes[pair] = self.find(*pair)
            except CommuniqueError as error:
                self._routes[pair] = []
                self.report.problems.append(Problem("", str(error)))
        return next((one for one in self._routes[pair] if not any(map(self._cannot, one))), None)

    def is_sound(self, pair: Pair) -> bool:
        """Whether another run would get the same: all that may serve a pair has done its work."""
        self.route(pair)
        models = [model for route in self._routes[pair] for model in route]
        return bool(models) and not any(self._cannot(one) or one in self._once for one in models)

    def _cannot(self, model: Model) -> bool:
        return model in self._failed or model.place in self._gone

    def bring(self, wanted: Mapping[Want, Iterable[str]]) -> None:
        """Have sentences translated that the store lacks; where a model cannot, by the next."""
        todo = {want: list(dict.fromkeys(sentences)) for want, sentences in wanted.items()}
        while todo:
            routes = self._routes_of(todo)
            self._run(routes, todo, self._give_up)
            todo = {
                want: todo[want] for want, route in routes.items() if self.route(want.pair) != route
            }

    def bring_more(self, wanted: Mapping[Want, Iterable[str]]) -> None:
        """Have second thoughts translated, by what made the first; where it cannot, the first
        stand.
        """
        todo = {want: list(dict.fromkeys(sentences)) for want, sentences in wanted.items()}
        told: set[str] = set()

        def do_without(batch: Batch, failure: Failure) -> None:
            if failure.why not in told:
                told.add(failure.why)
                log.warning("%s; the drafts go without its second thoughts", failure.why)
            self._once.add(batch.task.model)

        self._run(self._routes_of(todo), todo, do_without)

    def _routes_of(self, wants: Iterable[Want]) -> dict[Want, Route]:
        return {want: route for want in wants if (route := self.route(want.pair))}

    def _run(
        self,
        routes: Mapping[Want, Route],
        wanted: Mapping[Want, Sequence[str]],
        failed: Callable[[Batch, Failure], None],
    ) -> None:
        """Translate what is wanted, stage by stage."""
        self._stage(
            ((self._task(want, route, 0), wanted[want]) for want, route in routes.items()), failed
        )
        self._stage(
            (
                (self._task(want, route, 1), self._pivots(want, route, wanted[want]))
                for want, route in routes.items()
                if len(route) > 1
            ),
            failed,
        )

    def known(self, want: Want, sentences: Sequence[str]) -> dict[str, Translation]:
        """Return what the store has of sentences on their pair's route."""
        route = self.route(want.pair)
        if not route:
            return {}
        first = self.store.known(self._task(want, route, 0), sentences)
        if len(route) == 1:
            return first
        texts = list(dict.fromkeys(one.text for one in first.values() if one.text))
        second = self.store.known(self._task(want, route, 1), texts)
        return {
            sentence: through(one, second.get(one.text, one))
            for sentence, one in first.items()
            if not one.text or one.text in second
        }

    def _pivots(self, want: Want, route: Route, sentences: Sequence[str]) -> list[str]:
        """The texts that the first stage made of sentences."""
        task = self._task(want, route, 0)
        found: dict[str, None] = {}
        for _, known in self._stored(task, sentences):
            found |= dict.fromkeys(one.text for one in known.values() if one.text)
        return list(found)

    def _task(self, want: Want, route: Route, stage: int) -> Task:
        """One stage of a route; the last makes the candidates."""
        model, pair = stages(route, want.pair)[stage]
        last = stage == len(route) - 1
        return Task(model, pair, self.settings, want.aligned, want.best if last else 1)

    def _stage(
        self,
        wanted: Iterable[tuple[Task, Sequence[str]]],
        failed: Callable[[Batch, Failure], None],
    ) -> None:
        """Translate what the store lacks of one stage, all tasks in one stream of batches."""
        merged: dict[Task, dict[str, None]] = {}
        for task, sentences in wanted:  # pairs with one pivot share the first stage
            merged.setdefault(task, {}).update(dict.fromkeys(sentences))
        todo: list[Batch] = []
        for task, distinct in merged.items():
            missing = self._missing(task, list(distinct))
            self.report.reused += len(distinct) - len(missing)
            todo += batches(task, missing, _BATCH)
        for batch, done in self.executor.each(attempt, todo):
            if isinstance(done, Failure):
                failed(batch, done)
                continue
            self.store.keep(batch.task, dict(zip(batch.sentences, done.translations, strict=True)))
            self.report.translated += len(batch.sentences)
            self.report.count(done.retries)

    def _missing(self, task: Task, sentences: Sequence[str]) -> list[str]:
        missing: list[str] = []
        for asked, known in self._stored(task, sentences):
            missing += [sentence for sentence in asked if sentence not in known]
        return missing

    def _stored(
        self, task: Task, sentences: Sequence[str]
    ) -> Iterator[tuple[Sequence[str], dict[str, Translation]]]:
        """Look sentences up, some thousand at once: those asked for, and what is known of them."""
        for start in range(0, len(sentences), _LOOKED_UP):
            asked = sentences[start : start + _LOOKED_UP]
            yield asked, self.store.known(task, asked)

    def _give_up(self, batch: Batch, failure: Failure) -> None:
        """Leave a model alone for the rest of the run; where nothing else serves, say so."""
        model = batch.task.model
        if self._cannot(model):
            return
        before = {pair: self.route(pair) for pair in self._routes}
        self._failed.add(model)
        if not failure.of_pair:
            self._gone.add(model.place)
        for pair, route in before.items():
            other = self.route(pair)
            if other and other != route:
                names = " and ".join(one.name for one in other)
                log.warning("%s; %s→%s by %s instead", failure.why, *pair, names)
            elif route and not other:
                told = Problem("", f"{'→'.join(pair)}: {failure.why}")
                self.report.problems.append(told)


class Failure(NamedTuple):
    """Why an engine cannot translate.

    Attributes:
        why: a sentence for people.
        of_pair: it may still serve other languages.
        passing: it may serve these a little later: trying again can help.
    """

    why: str
    of_pair: bool
    passing: bool = False


def attempt(batch: Batch) -> Done | Failure:
    """Translate a batch, or say why its engine cannot; the other pairs go on."""
    from communique.engines.running import PassingError, translate_batch

    try:
        return translate_batch(batch)
    except CommuniqueError as error:
        return Failure(str(error), isinstance(error, PairError), isinstance(error, PassingError))
