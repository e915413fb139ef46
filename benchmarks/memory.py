"""How fast the memory finds what is like a text among 100,000, and whether it misses anything.

Three memories are measured: sentences; the same as if in Chinese, each word one or two characters
and no spaces; and half sentences, half paragraphs of three to five. The sentences are edited
variants of the register's English ones, and some put together from two of them. Looked up are
unseen edits of stored texts (5 to 35 % of their words inserted, deleted or replaced) and texts of
which nothing was stored. *Recall* is the share of the hits of brute force (every text compared
letter by letter, likeness at least 0.6, the best five) that the memory returns too. All figures
come from one run: ``python -m benchmarks.memory``.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from communique.memory import MemoryStore, Unit
from communique.memory.near import plain
from communique.statement import Key

REGISTER = Path(__file__).resolve().parent.parent / "training" / "register"
COUNT = 100_000
QUERIES = 200
COLD = """
import sys
from pathlib import Path
from communique.memory import MemoryStore
with MemoryStore(Path(sys.argv[1])) as memory:
    memory.near(sys.argv[2], "en", "es")
"""


def sentences() -> list[str]:
    """Return the distinct English sentences of the register."""
    lines = (
        line.split("\t")[0]
        for path in sorted(REGISTER.glob("*.tsv"))
        for line in path.read_text("utf-8").splitlines()
    )
    return list(dict.fromkeys(lines))


def edited(text: str, share: float, words: list[str], chance: random.Random) -> str:
    """Insert, delete or replace a share of a text's words, one at least."""
    made = text.split()
    for _ in range(max(1, round(share * len(made)))):
        place = chance.randrange(len(made))
        kind = chance.randrange(3) if len(made) > 3 else 0
        made[place : place + (kind != 1)] = [] if kind == 2 else [chance.choice(words)]
    return " ".join(made)


def stored(known: list[str], words: list[str], chance: random.Random) -> list[str]:
    """Return distinct texts like those of many years of statements."""
    made = dict.fromkeys(known)
    while len(made) < COUNT:
        one, other = chance.sample(known, 2)
        if chance.random() < 0.5:
            one = " ".join(one.split()[: chance.randint(4, 14)] + other.split()[-10:])
        made[edited(one, chance.uniform(0.05, 0.6), words, chance)] = None
    return list(made)


def brute(text: str, texts: list[str]) -> set[str]:
    """Return the best five by comparing every text; of equals the first in the alphabet."""
    found = process.extract(
        text, texts, scorer=Levenshtein.normalized_similarity, score_cutoff=0.6, limit=None
    )
    best = sorted(found, key=lambda hit: (-hit[1], hit[0]))[:5]
    return {source for source, _, _ in best}


def spread(seconds: list[float]) -> str:
    """Return the median and the 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {1000 * middle:6.1f} ms   p95 {1000 * high:6.1f} ms"


def units(texts: list[str]) -> Iterator[Unit]:
    """Yield a unit for each text, each with a translation of its own."""
    for text in texts:
        yield Unit("en", "es", None, text, f"es: {text}", "statement")


def looked_up(memory: MemoryStore, name: str, queries: list[str], texts: list[str]) -> None:
    """Measure one kind of query and print its line."""
    took, hits, wanted = [], 0, 0
    for query in queries:
        start = time.perf_counter()
        found = {hit.unit.source for hit in memory.near(query, "en", "es")}
        took.append(time.perf_counter() - start)
        best = brute(plain(query), texts)
        hits, wanted = hits + len(best & found), wanted + len(best)
    share = f"{100 * hits / wanted:.1f} %" if wanted else "–"
    print(f"{name:<22} {spread(took)}   recall {share} of {wanted} hits")


def unspaced(text: str) -> str:
    """Return a text as if in Chinese: the same words the same characters, spread as evenly."""
    made = []
    for word in text.split():
        number = zlib.crc32(word.strip(".,").lower().encode())
        count = 1 + (len(word) > 3)
        made += [chr(0x4E00 + (number >> 12 * index) % 3500) for index in range(count)]
        made += [{".": "。", ",": "，"}.get(word[-1], "")]
    return "".join(made)


def measure(name: str, texts: list[str], edits: list[str], unseen: list[str]) -> None:
    """Fill a memory, look things up, and print what it took."""
    texts = list(dict.fromkeys(texts))
    letters = sum(map(len, texts)) / len(texts)
    print(f"\n{name}: {len(texts):,} texts of {letters:.0f} letters on average")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memory.sqlite"
        with MemoryStore(path) as memory:
            print(f"{'build':<22} {timed(lambda: memory.sync('all', '1', lambda: units(texts)))}")
            print(f"{'first look-up':<22} {timed(lambda: memory.near(unseen[0], 'en', 'es'))}")
            looked_up(memory, "edits of known texts", edits, texts)
            looked_up(memory, "new texts", unseen, texts)
            keys = [Key(None, text) for text in texts[:1000]]
            print(
                f"{'1,000 exact, in bulk':<22} {timed(lambda: memory.exact_all(keys, 'en', 'es'))}"
            )
        command = [sys.executable, "-c", COLD, str(path), unseen[0]]
        print(f"{'a process for one':<22} {timed(lambda: subprocess.run(command, check=True))}")
        print(f"{'size':<22} {path.stat().st_size / 1e6:.1f} MB")


def timed(work: Callable[[], object]) -> str:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return f"{1000 * (time.perf_counter() - start):.0f} ms"


def main() -> None:
    """Measure and print."""
    chance = random.Random(7)
    register = sentences()
    chance.shuffle(register)
    unseen, known = register[:QUERIES], register[QUERIES:]
    words = [word for text in known for word in text.split()]
    texts = stored(known, words, chance)

    def edits(of: list[str]) -> list[str]:
        chosen = chance.sample(of, QUERIES)
        return [edited(text, chance.uniform(0.05, 0.35), words, chance) for text in chosen]

    def paragraphs(of: list[str], count: int) -> list[str]:
        return [" ".join(chance.sample(of, chance.randint(3, 5))) for _ in range(count)]

    print(f"{len(os.sched_getaffinity(0))} cores, {QUERIES} look-ups of each kind")
    changed = edits(texts)
    measure("sentences", texts, changed, unseen)
    measure(
        "without spaces", *([unspaced(text) for text in some] for some in (texts, changed, unseen))
    )
    long = paragraphs(texts, COUNT // 2)
    measure(
        "with paragraphs",
        texts[: COUNT // 2] + long,
        edits(long),
        paragraphs(unseen, QUERIES),
    )


if __name__ == "__main__":
    main()
