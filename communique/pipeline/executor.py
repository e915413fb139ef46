"""How steps are run: the protocol, and the plain executor that runs them here and now."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
A = TypeVar("A")


class Executor(Protocol):
    """How steps are run: here and now, or as the tasks of a flow."""

    def one(self, step: Callable[..., T], *args: Any) -> T:
        """Run one step and return its result."""
        ...

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        """Run a step for each item; yield the item and its result, in any order."""
        ...


class Plain:
    """Runs every step in this process, two at a time where there are many.

    The engine takes all cores for one batch; the next keeps them fed while the last is put away.
    """

    def one(self, step: Callable[..., T], *args: Any) -> T:
        """Run one step and return its result."""
        return step(*args)

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        """Run a step for each item; yield in order."""
        yield from windowed(step, items)


def windowed(step: Callable[[A], T], items: Iterable[A], width: int = 2) -> Iterator[tuple[A, T]]:
    """Run a step for each item in threads, at most ``width`` at once; yield in order.

    No more items are taken than are under way, however many there are. What is not begun when the
    caller stops is never begun.
    """
    pool = ThreadPoolExecutor(width, thread_name_prefix="step")
    window: deque[tuple[A, Future[T]]] = deque()
    try:
        for item in items:
            window.append((item, pool.submit(step, item)))
            if len(window) > width:
                yield _first(window)
        while window:
            yield _first(window)
    finally:
        pool.shutdown(cancel_futures=True)


def _first(window: deque[tuple[A, Future[T]]]) -> tuple[A, T]:
    item, future = window.popleft()
    return item, future.result()
