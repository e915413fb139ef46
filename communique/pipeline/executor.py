"""How steps are run: the protocol, and the plain executor that runs them here and now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
    """Runs every step at once, in this process."""

    def one(self, step: Callable[..., T], *args: Any) -> T:
        """Run one step and return its result."""
        return step(*args)

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        """Run a step for each item, in order."""
        for item in items:
            yield item, step(item)
