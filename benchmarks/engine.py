"""How fast the engine is beside Argos Translate and bare CTranslate2, and whether batches matter.

    python -m benchmarks.engine [--write] [--rounds 3] [--only SECTION...]

The ways, on one package, the same texts and the same beam, each in a process of its own
(``benchmarks/peers``), taking turns for some rounds; the best counts, for other work on the machine
disturbs one or the other:

- Argos Translate a text at a time, and all texts as the lines of one document;
- bare CTranslate2: one call over tokens made beforehand, without scores;
- communique at several beams: with tokens, scores, judgement and whatever is tried anew.

The packages are the starter, and one of Argos's full size with random weights
(``benchmarks/synthetic.py``), every translation of which is forced to one length. Then: do batches
say what single sentences say, and what do the sizes of batches and the number of threads do. The
figures that count are the ratios. ``--write`` puts the tables into docs/benchmarks.md.

``make peers`` builds the environment of Argos Translate; without it its rows are missing.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import synthetic
from communique.engines import packages
from communique.engines.argos import ArgosEngine
from communique.engines.base import Settings
from communique.segmentation import split_sentences

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "training" / "register"
DATA = ROOT.parent / "shared" / "data"
PAGE = ROOT / "docs" / "benchmarks.md"
HERE = Path(__file__).resolve().parent / "peers"
ARGOS = ROOT / ".venv-peers" / "argos" / "bin" / "python"
CACHE = ROOT / ".communique" / "benchmarks"
BEAM = 4  # Argos Translate's
BEAMS = (1, 2, 4)
# How Argos Translate is called: all texts as one document, and with how many threads (0: its own).
PEERS = (
    ("a segment a call", False, 0),
    ("a segment a call, one thread", False, 1),
    ("a document a call", True, 0),
)
BATCH = Settings().batch_tokens
CORES = len(os.sched_getaffinity(0))
SENTENCES = 520
FORCED = 24  # tokens
TRIED = [*((batch, CORES) for batch in (512, 1024, 2048, 4096)), (BATCH, 1)]
ALONE = 2_000  # sentences translated one by one
_NO_SPLITTER = "spacy"  # a folder in a package that Argos Translate takes for its splitter's


@dataclass
class Way:
    """One way: how it is started, which share of the texts it gets, and what was measured."""

    name: str
    beam: int
    script: str
    job: dict[str, Any]
    every: int = 1
    rates: list[float] = field(default_factory=list)
    peak: int = 0
    chrf: float | None = None

    @property
    def rate(self) -> float:
        """Sentences a second, in the best of the rounds."""
        return max(self.rates)


class Process:
    """A way that runs: it was given its job, and answers texts."""

    def __init__(self, way: Way, environment: dict[str, str]) -> None:
        self.way = way
        python = str(ARGOS) if way.script == "argos.py" else sys.executable
        self._process = subprocess.Popen(
            [python, str(HERE / way.script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | environment,
        )
        self.ask(way.job)

    def ask(self, question: object) -> Any:
        """Put a line to the process and return its answer."""
        pipes = self._process.stdin, self._process.stdout
        print(json.dumps(question), file=pipes[0], flush=True)
        answer = pipes[1].readline() if pipes[1] else ""
        if not answer:
            raise SystemExit("a peer ended; its words are above")
        return json.loads(answer)

    def end(self) -> None:
        """Close its input; it ends."""
        self._process.communicate()


def sentences() -> list[str]:
    """Return distinct English sentences: the Declaration's, if it is there, and the register's."""
    found = dict.fromkeys(
        one for source, _ in declaration() for one in split_sentences(source, "en")
    )
    lines = [
        line.split("\t")[0]
        for path in sorted(REGISTER.glob("*.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    wanted = SENTENCES - len(found)
    found |= dict.fromkeys(lines[:: len(lines) // wanted][:wanted])
    return list(found)


def declaration() -> list[tuple[str, str]]:
    """Return the test set, as English and Spanish; nothing where it is not there."""
    path = DATA / "udhr.en-es.tsv"
    if not path.is_file():
        return []
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [(english, spanish) for _, english, spanish in rows]


def ways(package: Path, *, forced: int = 0, every: int = 8) -> list[Way]:
    """Return the ways to compare on a package; Argos Translate gets a share of the sentences."""
    found = []
    if ARGOS.exists():
        for title, document, threads in PEERS:
            job = {"document": document, "threads": threads, "forced": forced}
            found.append(Way(f"argostranslate, {title}", BEAM, "argos.py", job, every))
    for name in ("bare", "communique"):
        for beam in BEAMS:
            job = {"way": name, "package": str(package), "beam": beam, "batch": BATCH}
            job |= {"threads": CORES, "forced": forced}
            title = "bare CTranslate2, one call" if name == "bare" else name
            found.append(Way(title, beam, "direct.py", job))
    return found


def measure(
    compared: Sequence[Way], package: Path, texts: Sequence[str], rounds: int, *, quality: bool
) -> None:
    """Run all ways in turns, and note what they took."""
    with tempfile.TemporaryDirectory() as folder:
        environment = argos_home(Path(folder), package) if ARGOS.exists() else {}
        running = [Process(way, environment) for way in compared]
        for process in running:
            process.ask(texts[:8])  # warm
            if quality:
                process.way.chrf = chrf(process)
        take_turns(running, texts, rounds)
        for process in running:
            process.end()


def take_turns(running: Sequence[Process], texts: Sequence[str], rounds: int) -> None:
    """Let one way after the other translate, so that what disturbs one disturbs all."""
    for _ in range(rounds):
        for process in running:
            way = process.way
            given = texts[:: way.every]
            answer = process.ask(given)
            if len(answer["made"]) != len(given):
                raise SystemExit(f"{way.name}: {len(answer['made'])} of {len(given)} texts")
            way.rates.append(len(given) / answer["seconds"])
            way.peak = answer["peak"]


def argos_home(folder: Path, package: Path) -> dict[str, str]:
    """Give Argos Translate a home of its own with the package, and a splitter it need not fetch.

    Its own splitters fetch neural models. Its other choice, spaCy, adds spaCy's rule-based
    sentencizer to whatever model lies in the package: here an empty one. That is far cheaper than
    what it does otherwise, so it favours the peer.
    """
    copy = folder / "packages" / package.name
    shutil.copytree(package, copy)
    blank = f"import spacy; spacy.blank('en').to_disk({str(copy / _NO_SPLITTER)!r})"
    subprocess.run([str(ARGOS), "-c", blank], check=True)
    # Where this is, it believes that the multilingual model has been fetched.
    (folder / "argos-translate" / "spacy" / "senter" / "model").mkdir(parents=True)
    home = dict.fromkeys(("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(folder))
    return home | {"ARGOS_PACKAGES_DIR": str(copy.parent), "ARGOS_CHUNK_TYPE": "SPACY"}


def chrf(process: Process) -> float | None:
    """Return the chrF of a way on the Declaration, each text as the way would be given it.

    Argos Translate splits sentences itself; communique's engine is given sentences; bare
    CTranslate2 gets what it is given.
    """
    rows = declaration()
    if not rows:
        return None
    import sacrebleu

    texts = [source for source, _ in rows]
    ours = process.way.name == "communique"
    cut = [split_sentences(text, "en") if ours else [text] for text in texts]
    made = iter(process.ask([one for parts in cut for one in parts])["made"])
    results = [" ".join(next(made) for _ in parts) for parts in cut]
    references = [[reference for _, reference in rows]]
    return float(sacrebleu.metrics.CHRF().corpus_score(results, references).score)


def table(compared: Sequence[Way]) -> Iterator[str]:
    """Yield the rows of a table of ways."""
    per_segment = next((way.rate for way in compared if way.script == "argos.py"), None)
    bare = {way.beam: way.rate for way in compared if way.job.get("way") == "bare"}
    quality = any(way.chrf is not None for way in compared)
    yield (
        "| way | beam | sentences/s | × argostranslate | of bare, same beam "
        + ("| peak memory, MB |" + (" chrF |" if quality else ""))
    )
    yield "|---|---:|---:|---:|---:|---:|" + ("---:|" if quality else "")
    for way in compared:
        ratio = f"{way.rate / per_segment:.1f}" if per_segment else ""
        row = f"| {way.name} | {way.beam} | {way.rate:.1f} | {ratio} "
        row += f"| {way.rate / bare[way.beam]:.2f} | {way.peak} |"
        yield row + (f" {way.chrf:.1f} |" if way.chrf is not None else "")


def starter_section(rounds: int) -> Iterator[str]:
    """Compare the ways on the starter."""
    package = next(one for one in packages.shipped() if one.pair == ("en", "es"))
    texts = sentences()
    compared = ways(package.path)
    measure(compared, package.path, texts, rounds, quality=True)
    yield f"**{package.name}**, {len(texts)} distinct sentences, {CORES} cores:"
    yield ""
    yield from table(compared)


def synthetic_section(rounds: int) -> Iterator[str]:
    """Compare the ways on a package of full size."""
    package = synthetic.make(CACHE)
    texts = sentences()[::2]
    compared = ways(package, forced=FORCED, every=13)
    measure(compared, package, texts, rounds, quality=False)
    yield f"**A package of full size, random weights**, {len(texts)} sentences, every translation"
    yield f"forced to {FORCED} tokens, nothing tried anew, {CORES} cores:"
    yield ""
    yield from table(compared)


def same_section(rounds: int) -> Iterator[str]:
    """Translate sentences in batches and one by one, and compare."""
    del rounds
    package = next(one for one in packages.shipped() if one.pair == ("en", "es"))
    engine = ArgosEngine(package.path, Settings(beam=BEAM))
    texts = many()
    together = engine.translate(texts).translations
    alone = [engine.translate([text]).translations[0] for text in texts]
    same = sum(one.text == other.text for one, other in zip(together, alone, strict=True))
    apart = [
        abs((one.score or 0) - (other.score or 0))
        for one, other in zip(together, alone, strict=True)
        if one.text == other.text
    ]
    yield f"**{package.name}**, beam {BEAM}: of {len(texts)} distinct sentences,"
    yield f"{100 * same / len(texts):.2f} % say the same in batches as one by one; of these the"
    yield f"scores differ by {max(apart):.2f} at most."


def many() -> list[str]:
    """Return sentences that nobody has chosen; the register's where the corpus is not there."""
    path = DATA / "corpus" / "en-mono.txt.xz"
    if path.is_file():
        with lzma.open(path, "rt", encoding="utf-8") as file:
            lines = list(dict.fromkeys(line.strip() for line in file))
    else:
        lines = [
            line.split("\t")[0]
            for one in sorted(REGISTER.glob("*.tsv"))
            for line in one.read_text("utf-8").splitlines()
        ]
    return lines[:: len(lines) // ALONE][:ALONE]


def settings_section(rounds: int) -> Iterator[str]:
    """Try sizes of batches and numbers of threads, on both packages."""
    starter = next(one for one in packages.shipped() if one.pair == ("en", "es")).path
    found = []
    for package, forced in ((starter, 0), (synthetic.make(CACHE), FORCED)):
        tried = []
        for batch, threads in TRIED:
            job = {"way": "communique", "package": str(package), "beam": BEAM, "batch": batch}
            job |= {"threads": threads, "forced": forced}
            tried.append(Way("communique", BEAM, "direct.py", job))
        measure(tried, package, sentences()[:: 2 if forced else 1], rounds, quality=False)
        found.append(tried)
    yield f"communique at beam {BEAM}, sentences/s and peak memory:"
    yield ""
    yield "| tokens in a batch | threads | starter | MB | full size | MB |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for (batch, threads), small, full in zip(TRIED, *found, strict=True):
        row = f"| {batch} | {threads} | {small.rate:.1f} | {small.peak} "
        yield row + f"| {full.rate:.1f} | {full.peak} |"


SECTIONS = {
    "starter": starter_section,
    "full-size": synthetic_section,
    "same-words": same_section,
    "settings": settings_section,
}


def write(name: str, lines: Sequence[str]) -> None:
    """Put a section into the page, between its marks."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(before + "\n".join([begin, "", *lines, "", end]) + after, "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write if told to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="put the tables into the docs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    options = parser.parse_args(arguments)
    if not ARGOS.exists():
        print("no Argos Translate to compare with: `make peers` builds its environment\n")
    for name in options.only:
        lines = []
        for line in SECTIONS[name](options.rounds):
            print(line, flush=True)
            lines.append(line)
        print()
        if options.write:
            write(name, lines)


if __name__ == "__main__":
    main()
