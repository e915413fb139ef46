"""What every way of translating shares: a process that loads once and then answers line by line.

A script beside this one hands :func:`serve` a function that makes its way ready. The process reads
JSON lines on standard input: first what to make ready, then texts, as often as wanted; it answers
each with what it took. Needs nothing but Python, so that any environment can run it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Way(NamedTuple):
    """A way of translating: ``work`` is timed, what comes ``before`` and ``after`` is not."""

    work: Callable[[Any], Any]
    before: Callable[[list[str]], Any] = list
    after: Callable[[Any], list[str]] = list


def serve(prepare: Callable[[dict[str, Any]], Way]) -> None:
    """Answer lines until they end; ``prepare`` makes the way of a job ready."""
    way = prepare(json.loads(sys.stdin.readline()))
    print("{}", flush=True)
    for line in sys.stdin:
        given = way.before(json.loads(line))
        start = time.perf_counter()
        results = way.work(given)
        seconds = time.perf_counter() - start
        made = way.after(results)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"seconds": seconds, "made": made, "peak": peak}), flush=True)


def force(length: int) -> None:
    """Make CTranslate2 give every translation this many tokens, whoever calls it.

    Random weights end a translation at once or never, which would time nothing. No length: nothing
    is forced.
    """
    if not length:
        return
    import ctranslate2

    class Forced(ctranslate2.Translator):
        def translate_batch(self, source: Any, *rest: Any, **options: Any) -> Any:
            options |= {"min_decoding_length": length, "max_decoding_length": length}
            return super().translate_batch(source, *rest, **options)

    ctranslate2.Translator = Forced
