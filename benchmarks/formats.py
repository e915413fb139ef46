"""How fast Markdown is read and rendered, and how much of its structure survives: one run.

A statement made of the register's sentences, at three sizes, is read and rendered with a
translation of every segment, beside a bare markdown-it-py parse (blocks and inline text, the same
extensions) of the same text. Then every segment of CommonMark's 652 examples is put in capitals,
letter by letter, and the HTML made of both is compared, without regard to case. Run it with::

    python -m benchmarks.formats

``PEERS=/path/to/python`` puts mdpo and Translate Toolkit beside it, as installed for that Python.
The figures that count are the ratios. Every time is the best of several, of the process alone.
"""

from __future__ import annotations

import gc
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from communique.errors import CommuniqueError
from communique.formats import read, render

REGISTER = Path(__file__).resolve().parent.parent / "training" / "register"
SPEC = Path(sys.prefix) / "share" / "commonmark-spec" / "spec.txt"
SIZES = (10_000, 100_000, 1_000_000)
TURNS = {10_000: 30, 100_000: 10, 1_000_000: 3}
WANTED = 1.5
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n.*?^`{32}$", re.MULTILINE | re.DOTALL)

# What another Python runs: Markdown in JSON in, for each text the seconds and the result out.
PEER = """
import io, json, sys, tempfile, time
from pathlib import Path

def mdpo(text):
    from mdpo import markdown_to_pofile, pofile_to_markdown
    catalog = markdown_to_pofile(text)
    for entry in catalog:
        entry.msgstr = entry.msgid.upper()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.po"
        catalog.save(str(path))
        return pofile_to_markdown(text, str(path), wrapwidth=0)

def toolkit(text):
    from translate.storage.markdown import MarkdownFile
    return MarkdownFile(io.BytesIO(text.encode()), callback=str.upper).filesrc

way = {"mdpo": mdpo, "Translate Toolkit": toolkit}[sys.argv[1]]
way("warm up")
results = []
for text in json.load(sys.stdin):
    start = time.process_time()
    try:
        result = way(text)
    except Exception:
        result = None
    results.append((time.process_time() - start, result))
json.dump(results, sys.stdout)
"""


class Took(NamedTuple):
    """The seconds that a bare parse, reading and rendering took."""

    bare: float
    read: float
    render: float

    @property
    def ratio(self) -> float:
        """How much longer both took than the parse."""
        return (self.read + self.render) / self.bare


def statement(size: int) -> str:
    """Return a statement of about so many characters, in which no paragraph comes twice."""
    dice = random.Random(1)
    lines = [
        line.split("\t")[0]
        for path in sorted(REGISTER.glob("*.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    blocks: list[str] = []
    length = 0
    while length < size:
        block = written(dice, [dice.choice(lines) for _ in range(dice.randint(1, 5))])
        blocks.append(block)
        length += len(block) + 2
    return "\n\n".join(blocks) + "\n"


def written(dice: random.Random, sentences: list[str]) -> str:
    """Return a block of a statement: one in five with a link, one in five with emphasis."""
    text = " ".join(sentences)
    words = text.split(" ")
    place = dice.randrange(len(words) - 1)
    marked = dice.randrange(10)
    if marked < 2:
        words[place] = f"[{words[place]}](https://example.org/{place})"
    elif marked < 4:
        words[place] = f"**{words[place]}**"
    text = " ".join(words)
    kind = dice.randrange(12)
    if kind == 0:
        return f"## {sentences[0]}"
    if kind < 3:
        return f"> {text}"
    if kind < 5:
        return "\n".join(f"- {sentence}" for sentence in sentences)
    return text


def bare() -> MarkdownIt:
    """Return markdown-it-py with the extensions that communique reads."""
    parser = MarkdownIt("commonmark")
    return parser.enable(["table", "strikethrough"]).use(footnote_plugin)


def best(turns: int, work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes when nothing disturbs it."""
    found = []
    for _ in range(turns):
        gc.collect()
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def measured(folder: Path, size: int) -> tuple[str, Took]:
    """Measure a statement of a size."""
    text, path, parser = statement(size), folder / "a.md", bare()
    path.write_text(text, "utf-8")
    kept = read(path, language="en")
    texts = {segment: segment.text.upper() for segment in kept.segments}
    turns = TURNS[size]
    return text, Took(
        best(turns, lambda: parser.parse(text)),
        best(turns, lambda: read(path, language="en")),
        best(turns, lambda: render(kept, texts)),
    )


def peers(name: str, texts: list[str]) -> list[tuple[float, str | None]]:
    """Return what a peer made of some texts, and the seconds that each took."""
    command = [os.environ["PEERS"], "-c", PEER, name]
    done = subprocess.run(
        command, input=json.dumps(texts), text=True, capture_output=True, check=True
    )
    return [(seconds, result) for seconds, result in json.loads(done.stdout)]


def ours(text: str, folder: Path) -> str | None:
    """Return a text in capitals; itself where nothing in it can be translated."""
    path = folder / "a.md"
    path.write_bytes(text.encode())
    try:
        found = read(path, language="en")
    except CommuniqueError:
        return text
    return render(found, {segment: segment.text.upper() for segment in found.segments})


def kept(before: list[str], after: list[str | None]) -> int:
    """Return how many texts give the same HTML as before, but for case and blanks."""
    pairs = zip(before, after, strict=True)
    return sum(result is not None and shown(text) == shown(result) for text, result in pairs)


def shown(text: str) -> list[str]:
    """Return the HTML of a text, without regard to case and blanks."""
    made: str = MarkdownIt("commonmark").render(text)
    return made.upper().casefold().split()


def main() -> None:
    """Measure and print."""
    names = ("mdpo", "Translate Toolkit") if "PEERS" in os.environ else ()
    with tempfile.TemporaryDirectory() as folder:
        times(Path(folder), names)
        structure(Path(folder), names)


def times(folder: Path, names: tuple[str, ...]) -> None:
    """Print what each size takes."""
    found = [measured(folder, size) for size in SIZES]
    beside = {name: peers(name, [text for text, _ in found]) for name in names}
    print(f"read and render, wanted: at most {WANTED} × a bare markdown-it-py parse")
    print(f"  {'':10}{'bare':>10}{'read':>10}{'render':>10}{'communique':>14}" +
          "".join(f"{name:>20}" for name in names))  # fmt: skip
    for number, (text, took) in enumerate(found):
        cells = "".join(f"{1000 * each:7.1f} ms" for each in took)
        others = "".join(f"{beside[name][number][0] / took.bare:17.1f} ×" for name in names)
        print(f"  {len(text) / 1000:7.0f} kB{cells}{took.ratio:12.2f} ×{others}")


def structure(folder: Path, names: tuple[str, ...]) -> None:
    """Print how many examples of CommonMark come through capitals."""
    if not SPEC.exists():
        print("no examples of CommonMark: install npm and run make test")
        return
    examples = [each.replace("→", "\t") for each in _EXAMPLE.findall(SPEC.read_text("utf-8"))]
    results = {"communique": [ours(text, folder) for text in examples]}
    results |= {name: [result for _, result in peers(name, examples)] for name in names}
    print(f"the same HTML after every segment was put in capitals, of {len(examples)} examples")
    for name, after in results.items():
        print(f"  {name:20}{kept(examples, after):6}")


if __name__ == "__main__":
    main()
