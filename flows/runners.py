"""Where batches run: in threads of this process, or on the workers of a Dask cluster."""

from __future__ import annotations

import ctypes
import logging
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from functools import cache
from queue import SimpleQueue
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from prefect import Task
from prefect.futures import PrefectConcurrentFuture, PrefectFuture
from prefect.settings import PREFECT_API_URL
from prefect.task_engine import run_task_sync
from prefect.task_runners import TaskRunner

from communique.engines.base import Batch
from communique.engines.running import Parcel, packed, unpacked
from communique.errors import CommuniqueError
from communique.pipeline.translating import Failure

if TYPE_CHECKING:
    from prefect_dask.task_runners import DaskTaskRunner

log = logging.getLogger("communique.flows")

#: The environment's variable with the address of a Dask scheduler: ``tcp://host:8786``.
DASK = "COMMUNIQUE_DASK"

# Batches under way at once in this process. The engine uses all cores for one; a second keeps them
# fed while the first is put away.
_HERE = 2
_GRACE = 10.0  # seconds that a run that was ended waits for what it has begun
_CONNECTING = 30.0  # seconds until a scheduler has to answer
_COUNTED = 3.0  # seconds for which the number of workers is taken as known
_REMINDED = 60.0  # seconds between two words about workers that are missing
_DESERTED = 600.0  # seconds without any worker after which a run gives up

# Of glibc's mallopt: what is freed at the top is kept, and what is large comes from the heap.
_TRIM_THRESHOLD, _KEPT = -1, 64 * 1024 * 1024
_MMAP_THRESHOLD, _LARGE = -3, 32 * 1024 * 1024  # its greatest value

#: A run that has ended: the item, and what tells its result.
Ended = tuple[Any, Callable[[], Any]]


class Lane(Protocol):
    """A place where batches run."""

    @property
    def width(self) -> int:
        """How many batches may be under way there at once."""
        ...

    def fitted(self, step: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Return a step as it has to be for this place."""
        ...

    def start(self, task: Task[..., Any], item: Any, ended: SimpleQueue[Ended]) -> None:
        """Begin a task with an item; when it is over, tell so."""
        ...

    def watch(self) -> None:
        """Look whether there is still hope; raise CommuniqueError if there is none."""
        ...

    def __enter__(self) -> Lane: ...

    def __exit__(self, *args: object) -> None: ...


class Threads(TaskRunner[PrefectConcurrentFuture[Any]]):
    """Runs each task in a thread of its own, which ends with the process.

    A task that is to be tried again sleeps where nothing wakes it; a cancelled run would wait for
    it in Prefect's own pool of threads.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def duplicate(self) -> Threads:
        """Return another one."""
        return Threads()

    def submit(
        self,
        task: Task[..., Any],
        parameters: dict[str, Any],
        wait_for: Any = None,
        dependencies: Any = None,
    ) -> PrefectConcurrentFuture[Any]:
        """Begin a task; return what will tell its state."""
        run_id, context, found = uuid4(), copy_context(), Future[Any]()

        def run() -> None:
            try:
                state = context.run(
                    run_task_sync,
                    task,
                    task_run_id=run_id,
                    parameters=parameters,
                    wait_for=wait_for,
                    return_type="state",
                    dependencies=dependencies,
                )
            except BaseException as error:
                found.set_exception(error)
            else:
                found.set_result(state)

        Thread(target=run, name=task.name, daemon=True).start()
        return PrefectConcurrentFuture(run_id, found)


class Here:
    """This process. What is native cannot be stopped: whoever leaves waits for it a little."""

    width = _HERE

    def __init__(self) -> None:
        self._runner = Threads()
        self._busy = 0
        self._changed = Condition()

    def fitted(self, step: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Return a step that is counted while it runs."""

        def counted(item: Any) -> Any:
            with self._working():
                return step(item)

        return counted

    @contextmanager
    def _working(self) -> Iterator[None]:
        with self._changed:
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def start(self, task: Task[..., Any], item: Any, ended: SimpleQueue[Ended]) -> None:
        """Begin a task with an item; when it is over, tell so."""
        future = self._runner.submit(task, {"item": item})
        future.add_done_callback(lambda done: ended.put((item, lambda: value(done))))

    def watch(self) -> None:
        """Nothing can be lost here."""

    def __enter__(self) -> Here:
        self._runner.__enter__()
        return self

    def __exit__(self, *args: object) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._busy, _GRACE)
        self._runner.__exit__(None, None, None)


class Cluster:
    """The workers of a Dask cluster; what they make comes back, and is written here.

    Args:
        address: the scheduler's: ``tcp://host:8786``, ``tls://…``.

    Raises:
        CommuniqueError: on entering: it does not answer, or Dask is not installed.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._stack = ExitStack()
        self._runner: DaskTaskRunner = None  # type: ignore[assignment]
        self._threads = 0
        self._counted = self._peopled = self._reminded = 0.0

    def fitted(self, step: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Return a step that takes a batch out of its parcel first."""

        def there(parcel: Parcel) -> Any:
            keep_memory()
            try:
                batch = unpacked(parcel)
            except CommuniqueError as error:
                return Failure(str(error), of_pair=True)
            return step(batch)

        return there

    @property
    def width(self) -> int:
        """Two batches for each thread of the workers: one in work, one on its way."""
        return 2 * max(1, self._workers())

    def start(self, task: Task[..., Any], item: Batch, ended: SimpleQueue[Ended]) -> None:
        """Send a batch; when it is done, its result is fetched at once: then it is safe here."""
        future = self._runner.submit(task, {"item": packed(item)})

        def fetch(done: PrefectFuture[Any]) -> None:
            done.wait()
            ended.put((item, lambda: self._value(done)))

        future.add_done_callback(fetch)

    def _value(self, future: PrefectFuture[Any]) -> Any:
        from distributed import KilledWorker

        try:
            found = future.result(raise_on_failure=False)
        except KilledWorker as error:
            host = str(getattr(error.last_worker, "address", "")) or "unknown"
            why = f"a batch ended the Dask workers that took it, one after the other (last: {host})"
            return Failure(f"{why}; is their memory too small?", of_pair=True)
        except (CancelledError, OSError) as error:
            raise self._lost(error) from None
        except Exception as error:  # of Dask itself: what a step raises comes back as a value
            log.debug("Dask: %r", error)
            raise CommuniqueError(
                f"Dask at {self._address} cannot take a batch ({_first_line(error)}); its "
                "scheduler and workers need the versions of communique, Prefect and Dask that run "
                "the flow, and a new start after an upgrade"
            ) from None
        return _raised(found)

    def watch(self) -> None:
        """Say when no worker is there, and give up when none comes."""
        if self._workers():
            self._reminded = 0.0
            return
        now = time.monotonic()
        if now - self._peopled > _DESERTED:
            raise self._error(f"has had no worker for {_DESERTED / 60:.0f} minutes", "dask worker")
        if now - self._reminded > _REMINDED:
            self._reminded = now
            log.warning("the Dask scheduler at %s has no worker; waiting for one", self._address)

    def _workers(self) -> int:
        """The threads of all workers, as they are now or were a moment ago."""
        now = time.monotonic()
        if now - self._counted > _COUNTED:
            try:
                client: Any = self._runner.client
                self._threads = sum(client.nthreads().values())
            except (OSError, RuntimeError, CancelledError) as error:
                raise self._lost(error) from None
            self._counted = time.monotonic()
            if self._threads:
                self._peopled = self._counted
        return self._threads

    def _lost(self, error: BaseException) -> CommuniqueError:
        log.debug("Dask: %r", error)
        return CommuniqueError(
            f"the Dask scheduler at {self._address} is gone; what was translated is kept: start "
            "it, and run this again"
        )

    def _error(self, words: str, command: str) -> CommuniqueError:
        return CommuniqueError(
            f"the Dask scheduler at {self._address} {words}: start `{command}`, or mend {DASK}"
        )

    def __enter__(self) -> Cluster:
        if not PREFECT_API_URL.value():
            raise CommuniqueError(
                f"{DASK} is set, but PREFECT_API_URL is not: Dask's workers tell a Prefect server "
                "how they get on, and so need one that they can reach"
            )
        try:
            from prefect_dask.task_runners import DaskTaskRunner
        except ImportError:
            raise CommuniqueError(
                f"{DASK} is set, but Dask is not installed: `pip install 'communique[dask]'`"
            ) from None
        self._runner = DaskTaskRunner(
            address=self._address, client_kwargs={"timeout": _CONNECTING, "name": "communique"}
        )
        with ExitStack() as stack:
            stack.enter_context(self._runner)
            try:
                self._runner.client  # noqa: B018 (connects)
            except (OSError, ValueError, RuntimeError, TypeError) as error:
                log.debug("Dask: %r", error)
                raise self._error("does not answer", "dask scheduler") from None
            self._stack = stack.pop_all()
        self._peopled = time.monotonic()
        return self

    def __exit__(self, *args: object) -> None:
        self._stack.close()


@cache
def keep_memory() -> bool:
    """Let a Dask worker keep the memory that it frees; return whether that was asked of it.

    Dask has its workers hand back every 64 kB at once (``MALLOC_TRIM_THRESHOLD_``): a model, which
    takes and frees megabytes all the time, needs three times the processor's time then.
    """
    if "MALLOC_TRIM_THRESHOLD_" not in os.environ:
        return False
    try:
        option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False  # another C library than glibc
    return all([option(_TRIM_THRESHOLD, _KEPT), option(_MMAP_THRESHOLD, _LARGE)])


def value(future: PrefectFuture[Any]) -> Any:
    """Return what a task returned, a failed one's too; raise what it raised."""
    return _raised(future.result(raise_on_failure=False))


def _raised(found: Any) -> Any:
    if isinstance(found, BaseException):
        raise found
    return found


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__
