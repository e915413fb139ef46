"""Runs the pipeline's steps as Prefect tasks, in a bounded window, with a progress artifact."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

from prefect import State, Task, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Failed

from communique.engines.base import Batch
from communique.errors import CommuniqueError
from communique.pipeline.translating import Failure
from flows.runners import DASK, Cluster, Ended, Here, Lane

log = logging.getLogger("communique.flows")

T = TypeVar("T")
A = TypeVar("A")

#: Seconds before each new try of a batch whose failure is passing: some more or less, by chance.
RETRIES = (10.0, 30.0, 90.0)
_JITTER = 0.3
_LOOK = 1.0  # seconds between two looks at what is awaited
_SHOWN = 1.0  # seconds between two words on progress


def as_task(step: Callable[..., T], name: str) -> Task[..., T]:
    """Return a step as a Prefect task.

    Prefect's result cache stays off: the sentence store is the one cache there is.

    Args:
        step: what runs.
        name: how its runs are called in the Prefect UI.
    """
    named = name.replace("{", "{{").replace("}", "}}")  # braces would be places for parameters
    decorate = task(
        name=step.__name__.replace("_", "-"),
        task_run_name=named,
        cache_policy=NO_CACHE,
        persist_result=False,
    )
    return decorate(step)


def mendable(step: Callable[..., T]) -> Callable[..., T | CommuniqueError]:
    """Return a step that returns the error that a user can mend, instead of raising it."""

    @wraps(step)
    def guarded(*args: Any) -> T | CommuniqueError:
        try:
            return step(*args)
        except CommuniqueError as error:
            log.error("%s", error)
            return error

    return guarded


class TaskExecutor:
    """The executor of :mod:`communique.pipeline`, inside a flow. Use it as a context manager.

    What a batch makes comes back to the flow, which alone writes catalogs and the sentence store.

    Args:
        key: the key of the progress artifact: lower-case letters, digits and dashes.
        dask: the address of the Dask scheduler whose workers translate; that of the environment's
            ``COMMUNIQUE_DASK`` if not given. Where that is empty, too, this process translates.
    """

    def __init__(self, key: str, dask: str | None = None) -> None:
        self._progress = Progress(key)
        self._dask = os.environ.get(DASK, "") if dask is None else dask
        self._lanes: dict[bool, Lane] = {}  # by whether it is far away
        self._stack = ExitStack()
        self._away: dict[str, Failure] = {}  # servers that no batch is tried at any more

    def __enter__(self) -> TaskExecutor:
        return self

    def __exit__(self, *args: object) -> None:
        self._lanes.clear()
        self._stack.close()

    def one(self, step: Callable[..., T], *args: Any) -> T:
        """Run one step as a task and return its result.

        An error that a user can mend is no mishap of Prefect's: it comes back from the task as a
        value, with a line in its log and no traceback, and is raised here.
        """
        result = as_task(mendable(step), _named(step, args))(*args)
        if isinstance(result, CommuniqueError):
            raise result
        return result

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        """Run a step for each item as a task, a few at a time; yield results as they come.

        A step that returns a :class:`~communique.pipeline.translating.Failure` has failed in
        Prefect's eyes, too; it is tried again, with longer and longer pauses, if that can help.

        Raises:
            CommuniqueError: the Dask scheduler does not answer, or is lost, or has no workers.
        """
        work = list(items)
        if not work:
            return
        self._progress.expect(work)
        ended: SimpleQueue[Ended] = SimpleQueue()
        under_way: dict[bool, int] = {}
        for number, item in enumerate(work, 1):
            far = self._goes_far(item)
            lane = self._lane(far)
            while under_way.get(far, 0) >= lane.width:
                yield self._next(ended, under_way)
            failure = self._away.get(_server(item))
            if failure:
                self._progress.passed(item)
                yield item, cast(T, failure)
                continue
            name = f"{_named(step, (item,))} {number}/{len(work)}"
            lane.start(_retried(lane.fitted(step), name), item, ended)
            under_way[far] = under_way.get(far, 0) + 1
        while any(under_way.values()):
            yield self._next(ended, under_way)

    def _goes_far(self, item: object) -> bool:
        """Whether Dask's workers take it: what a server translates needs no other machine."""
        return bool(self._dask) and isinstance(item, Batch) and item.task.model.engine == "argos"

    def _lane(self, far: bool) -> Lane:
        """The place where batches run; entered only now, for most runs have none."""
        if far not in self._lanes:
            lane: Lane = Cluster(self._dask) if far else Here()
            self._lanes[far] = self._stack.enter_context(lane)
        return self._lanes[far]

    def _next(self, ended: SimpleQueue[Ended], under_way: dict[bool, int]) -> tuple[Any, Any]:
        """Wait for the next batch that has ended."""
        while True:
            try:
                item, result = ended.get(timeout=_LOOK)
                break
            except Empty:
                self._progress.show()
                for lane in self._lanes.values():
                    lane.watch()
        under_way[self._goes_far(item)] -= 1
        made = result()
        if isinstance(made, Failure) and made.passing:
            self._away[_server(item)] = made
        self._progress.passed(item)
        return item, made


def _retried(step: Callable[[Any], Any], name: str) -> Task[..., Any]:
    """Return a step for one item as a task that is tried again where that can help."""

    def tried(item: Any) -> Any:
        made = step(item)
        return Failed(message=made.why, data=made) if isinstance(made, Failure) else made

    tried.__name__ = "batch"
    return as_task(tried, name).with_options(
        retries=len(RETRIES),
        retry_delay_seconds=list(RETRIES),
        retry_jitter_factor=_JITTER,
        retry_condition_fn=_may_pass,
    )


def _may_pass(task: Task[..., Any], run: Any, state: State[Any]) -> bool:
    del task, run
    return isinstance(state.data, Failure) and state.data.passing


def _named(step: Callable[..., Any], args: Iterable[object]) -> str:
    """Return what a run does, and with what: ``fill-catalog appeal es``, ``translate en to es``."""
    words = [step.__name__.replace("_", "-")]
    for one in args:
        if isinstance(one, Batch):
            words = ["translate", " to ".join(one.task.pair)]
        elif isinstance(one, str | Path):
            words.append(one.stem if isinstance(one, Path) else one)
    return " ".join(words)


def _server(item: object) -> str:
    return item.task.model.place if isinstance(item, Batch) else ""


class Progress:
    """The progress artifact of a run: batches and sentences, told about once a second.

    Args:
        key: its key.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self._artifact: Any = None
        self._batches = self._sentences = 0  # that are wanted
        self._done = self._translated = 0
        self._told = (0, 0)  # of both, when it was shown last
        self._shown = 0.0

    def expect(self, work: Iterable[object]) -> None:
        """Add to what is wanted; the artifact begins with the first of it."""
        for one in work:
            self._batches += 1
            self._sentences += _sentences(one)
        self.show()

    def passed(self, item: object) -> None:
        """Tell that an item is done, or never will be."""
        self._done += 1
        self._translated += _sentences(item)
        if self._done == self._batches:
            self._shown = 0.0
        self.show()

    def show(self) -> None:
        """Show where the run stands, if that is news and not too soon."""
        now = time.monotonic()
        stand = (self._done, self._batches)
        if stand == self._told or (self._shown and now - self._shown < _SHOWN):
            return
        self._told, self._shown = stand, now
        share = round(100 * self._done / self._batches, 1)
        about = (
            f"{self._done:,} of {self._batches:,} batches, "
            f"{self._translated:,} of {self._sentences:,} sentences"
        )
        try:
            if self._artifact is None:
                self._artifact = create_progress_artifact(share, key=self._key, description=about)
            else:
                update_progress_artifact(self._artifact, share, description=about)
        except Exception as error:  # the server may be busy: no reason to stop translating
            log.warning("progress cannot be shown (%s)", error)


def _sentences(item: object) -> int:
    return len(item.sentences) if isinstance(item, Batch) else 0
