"""Runs the pipeline's steps as Prefect tasks, in a bounded window, with a progress artifact."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from prefect import Task, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture

from communique.errors import CommuniqueError

log = logging.getLogger("communique.flows")

T = TypeVar("T")
A = TypeVar("A")

# Batches under way at once. The engine uses all cores for each; a second one keeps it fed.
_WINDOW = 2


def as_task(step: Callable[..., T]) -> Task[..., T]:
    """Return a step as a Prefect task.

    Prefect's result cache stays off: the sentence store is the one cache there is.
    """
    decorate = task(
        name=step.__name__.replace("_", "-"),
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
    """The executor of :mod:`communique.pipeline`, inside a flow.

    Args:
        key: the key of the progress artifact: lower-case letters, digits and dashes.
    """

    def __init__(self, key: str) -> None:
        self._key = key

    def one(self, step: Callable[..., T], *args: Any) -> T:
        """Run one step as a task and return its result.

        An error that a user can mend is no mishap of Prefect's: it comes back from the task as a
        value, with a line in its log and no traceback, and is raised here.
        """
        result = as_task(mendable(step))(*args)
        if isinstance(result, CommuniqueError):
            raise result
        return result

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        """Run a step for each item as a task, a few at a time, and yield results in order."""
        work = list(items)
        if not work:
            return
        runner = as_task(step)
        progress = create_progress_artifact(
            progress=0.0, key=self._key, description=f"{len(work)} batches of sentences"
        )
        window: deque[tuple[A, PrefectFuture[T]]] = deque()
        done = 0
        for item in work:
            window.append((item, runner.submit(item)))
            if len(window) >= _WINDOW:
                yield self._first(window)
                done += 1
                self._show(progress, done / len(work))
        while window:
            yield self._first(window)
            done += 1
            self._show(progress, done / len(work))

    def _first(self, window: deque[tuple[A, PrefectFuture[T]]]) -> tuple[A, T]:
        item, future = window.popleft()
        return item, future.result()

    def _show(self, progress: Any, share: float) -> None:
        if isinstance(progress, UUID):
            update_progress_artifact(progress, progress=round(100 * share, 1))
