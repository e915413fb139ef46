"""Plain lines in, translated lines out, as they come: no store, no catalog."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from queue import Queue
from threading import Thread
from typing import NamedTuple

from communique.drafting.compose import compose
from communique.drafting.jobs import Job, Splitter, job_of
from communique.engines.base import Batch, Pair, Settings, Task, Translation
from communique.engines.pivot import through
from communique.engines.routing import Route, stages
from communique.errors import CommuniqueError
from communique.statement import Key

log = logging.getLogger(__name__)

# Lines that are translated together at most: what is held in memory, however many there are.
_TOGETHER = 512


class Line(NamedTuple):
    """What became of a line: its translation, what is to be doubted of it, whether an engine
    failed at one of its sentences; then the text is empty.
    """

    text: str
    doubts: tuple[str, ...] = ()
    failed: bool = False


def translate_lines(
    lines: Iterable[str],
    routes: Sequence[Route],
    pair: Pair,
    settings: Settings,
    split: Splitter | None = None,
) -> Iterator[Line]:
    """Translate lines of plain text, and yield each as soon as it is ready.

    While some are translated, others are read: a line that comes alone is answered at once, a
    stream is translated in batches of hundreds of lines.

    Args:
        lines: plain text without line ends; an empty line stays empty. Read in a thread.
        routes: the ways to go, the preferred first: the next is taken, and the log says so, where
            an engine cannot translate at all.
        pair: the locales, source and target.
        settings: the engine's settings.
        split: the sentence splitter; the workspace's own, or communique's.

    Yields:
        A line for each, in order.

    Raises:
        CommuniqueError: no engine can translate at all; and whatever reading raises.
    """
    ways = list(routes)
    for group in _as_they_come(lines):
        jobs = [_job(line, pair, split) for line in group]
        sentences = list(dict.fromkeys(one.text for job in jobs for one in job.sentences))
        known = _by_the_first(ways, sentences, pair, settings)
        for job in jobs:
            yield _line(job, known, ways[0], pair[1])


def _by_the_first(
    ways: list[Route], sentences: Sequence[str], pair: Pair, settings: Settings
) -> dict[str, Translation]:
    """Translate by the first way that can be gone; those before it are struck out."""
    while True:
        try:
            return translate_sentences(sentences, ways[0], pair, settings)
        except CommuniqueError as error:
            if len(ways) == 1:
                raise
            del ways[0]
            names = " and ".join(model.name for model in ways[0])
            log.warning("%s; %s→%s by %s instead", error, *pair, names)


def _line(job: Job, known: Mapping[str, Translation], route: Route, locale: str) -> Line:
    from communique.language.typography import tidy

    parts = [known[sentence.text] for sentence in job.sentences]
    return Line(
        compose(job, known, route, locale, tidy).filling.text,
        tuple(sorted({doubt for part in parts for doubt in part.doubts})),
        not all(part.text for part in parts),
    )


def _job(line: str, pair: Pair, split: Splitter | None) -> Job:
    from communique.segmentation import split_sentences

    return job_of(Key(None, line), "text", pair[0], split or split_sentences)


def translate_sentences(
    sentences: Sequence[str], route: Route, pair: Pair, settings: Settings
) -> dict[str, Translation]:
    """Translate distinct sentences through all stages of a route, at once.

    Raises:
        CommuniqueError: an engine cannot.
    """
    first, *rest = _tasks(route, pair, settings)
    known = _translated(first, sentences)
    for task in rest:
        texts = list(dict.fromkeys(one.text for one in known.values() if one.text))
        found = _translated(task, texts)
        known = {name: through(one, found.get(one.text, one)) for name, one in known.items()}
    return known


def _tasks(route: Route, pair: Pair, settings: Settings) -> list[Task]:
    return [Task(model, stop, settings) for model, stop in stages(route, pair)]


def _translated(task: Task, sentences: Sequence[str]) -> dict[str, Translation]:
    from communique.engines.running import translate_batch

    made = translate_batch(Batch(task, tuple(sentences))).translations
    return dict(zip(sentences, made, strict=True))


class _End(NamedTuple):
    """Nothing more comes: all was read, or reading failed."""

    error: BaseException | None = None


def _as_they_come(lines: Iterable[str]) -> Iterator[list[str]]:
    """Group what a thread reads: all that is there when the last group is done."""
    queue: Queue[str | _End] = Queue(4 * _TOGETHER)
    Thread(target=_read, args=(lines, queue), daemon=True).start()
    end = None
    while end is None:
        group, end = _taken(queue)
        if group:
            yield group
    if end.error is not None:
        raise end.error


def _read(lines: Iterable[str], queue: Queue[str | _End]) -> None:
    try:
        for line in lines:
            queue.put(line)
    except BaseException as error:  # raised again where the lines are wanted
        queue.put(_End(error))
    else:
        queue.put(_End())


def _taken(queue: Queue[str | _End]) -> tuple[list[str], _End | None]:
    """Wait for a line, and take what more is there; the end, if it is reached."""
    group: list[str] = []
    item = queue.get()
    while isinstance(item, str):
        group.append(item)
        if len(group) == _TOGETHER or queue.empty():
            return group, None
        item = queue.get()
    return group, item
