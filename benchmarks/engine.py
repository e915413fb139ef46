"""How much of the bare engine's speed is left: communique against CTranslate2, in one run.

Three ways over the same sentences, package and beam:

- ``bare``: one ``ctranslate2.Translator.translate_batch`` over tokens made beforehand;
- ``communique``: ``ArgosEngine.translate``, with tokenising, scores, alignment, checks, retries;
- ``one by one``: a call a sentence with at most 32 tokens a batch, as Argos Translate does it.

Run it with ``make bench``. The figure that counts is the ratio, not the seconds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import ctranslate2
import sentencepiece

from communique.engines import packages
from communique.engines.argos import ArgosEngine
from communique.engines.base import Settings

REGISTER = Path(__file__).resolve().parent.parent / "training" / "register"
COUNT = 400
BEAM = 4


def sentences() -> list[str]:
    """Return distinct English sentences of the register, of mixed lengths."""
    lines = [
        line.split("\t")[0]
        for path in sorted(REGISTER.glob("*.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    step = max(1, len(lines) // COUNT)
    return lines[::step][:COUNT]


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    texts = sentences()
    package = packages.find("en", "es")
    cores = len(os.sched_getaffinity(0))
    tokens = sentencepiece.SentencePieceProcessor(
        model_file=str(package.path / "sentencepiece.model")
    )
    model = ctranslate2.Translator(
        str(package.path / "model"), inter_threads=cores, intra_threads=1
    )
    engine = ArgosEngine(package.path, Settings(beam=BEAM))
    pieces = [tokens.encode(text, out_type=str) for text in texts]
    settings = {"beam_size": BEAM, "length_penalty": 1.0, "batch_type": "tokens"}

    def bare() -> None:
        model.translate_batch(pieces, max_batch_size=2048, **settings)

    def one_by_one() -> None:
        for piece in pieces[: COUNT // 8]:
            model.translate_batch([piece], max_batch_size=32, **settings)

    bare()  # warm
    rates = {
        "bare": len(texts) / timed(bare),
        "communique": len(texts) / timed(lambda: engine.translate(texts)),
        "one by one": len(pieces[: COUNT // 8]) / timed(one_by_one),
    }
    print(f"{package.name}, beam {BEAM}, {cores} cores, {len(texts)} sentences")
    for name, rate in rates.items():
        print(f"  {name:12} {rate:8.1f} sentences/s  {rate / rates['bare']:6.2f} of bare")
    print(f"  communique is {rates['communique'] / rates['one by one']:.1f} times one by one")


if __name__ == "__main__":
    main()
