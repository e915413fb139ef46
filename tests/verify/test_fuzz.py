"""Long proof: broken sources and hostile translations change no structure, and nothing hangs.

Ten minutes, or ``FUZZ_SECONDS``. Every input has a seed; ``FUZZ_SEED=<seed>`` makes it the first.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

import pytest

from communique.errors import CommuniqueError
from communique.formats import LEVELS, read, render
from communique.statement import Statement
from tests.formats.structure import (
    capitals,
    difference,
    html_blocks,
    html_in_markdown,
    judged_well,
    markdown_blocks,
    markup,
    own_texts,
    shape_of,
)
from tests.formats.test_commonmark import SPEC, examples
from tests.formats.test_real_documents import OURS, documents

SECONDS = float(os.environ.get("FUZZ_SECONDS", "600"))
SEED = int(os.environ.get("FUZZ_SEED", random.SystemRandom().randrange(10**9)))
SAMPLES = Path(__file__).resolve().parents[2] / "source_texts"
# What one input may take, all its readings and renderings together.
LONGEST = 10
MAX_CHARS = 20_000
REFUSALS = ("the statement is empty", "front matter", "NUL", "nested deeper")
ENDS = [
    *("\n", "\r\n", "\r", "\n\n", "  \n", "\\\n", " "),
]
TOKENS = [
    *("# ", "> ", "- ", "1. ", "    ", "\t", "***", "---", "===", "```\n", "~~~", "|", "|---|"),
    *("`", "*", "**", "_", "~~", "[", "]", "(", ")", "![", "](", "](u 't')", "[^1]", "[^1]: "),
    *("[a]: b\n", "<", ">", "<b>", "</b>", "<div>", "</div>", "<!--", "-->", "<script>"),
    *("</script>", "<br>", "&", "&amp;", "&lt;", "&#0;", "<a title='x y'>", '<img alt="x">'),
    *("<p translate=no>", "\\", "\\\\", "\xa0", "\u200f", "\u2028", "\x0b", "\x0c", "\x1f"),
    *("e\u0301", "😀", "人。", "\ufeff", "\x85", "'", '"', "=", "/", "<td", "</"),
    *("<title>x</title>", "<pre>", "</pre>", "<http://e.org>", ":", "!"),
]
HOSTILE = [
    *("# x", "1. x", "- x", "> x", "---", "===", "***", "```", "~~~ x", "a\n\nb", "a\n==="),
    *("a\n- b", "| a\n|---|", "<div>", "<!-- x", "<script>x", "[a]: b", "[^1]: b", "    code"),
    *("x\\", "x #", "a | b", "`", "``x", "]", "[", "![", "](", "*x", "_x_", "~~", "<b", "</p>"),
    *("&", "&lt;p&gt;", "'", '"', "<a1>", "</a1>", "<x1/>", "\t# x", "a\\\n# b", "x\u2028# y"),
    *("<li>", "<br>", "<td>x", "--", "a\n:-:"),
]

# Where a break that is no more a break makes markup of marks, or a mark of markup: control
# characters, a line of nothing but different marks, a backslash before blanks or in an address at
# a line's end, inline HTML so indented that it starts no block.
ABSURD = re.compile(
    r"""[\x0b\x0c\x1c-\x1f\x85\u2028\u2029\ufeff]
      | ^[ \t>]*(?!(\S)\1\1+\s*$)[]*_~`\\[()<>!:|=-]+[ \t]*(?:\r|$)
      | \\[ \t]+(?:\r|$) | \]\(\s*[^\s)]*\\(?:\r|$) | !\[[^]\r\n]*\\(?:\r|$)
      | ^[ \t>]{4,}<""",
    re.MULTILINE | re.VERBOSE,
)


@cache
def corpus() -> dict[str, list[str]]:
    """Return what the mutations begin with, by suffix."""
    found: dict[str, list[str]] = {".md": [], ".html": [], ".txt": []}
    for path in [*sorted(SAMPLES.iterdir()), *documents([OURS])]:
        if path.suffix in found and path.stat().st_size <= MAX_CHARS:
            found[path.suffix].append(path.read_text("utf-8", errors="replace"))
    if SPEC.exists():
        found[".md"] += examples().values()
        found[".html"] += [source for source in examples().values() if "<" in source]
    found[".txt"] += found[".md"][:50]
    return found


Mutation = Callable[[str, random.Random, list[str]], str]


def spliced(source: str, dice: random.Random, others: list[str]) -> str:
    """Put a stretch of another source into this one."""
    other = dice.choice(others)
    start = dice.randrange(len(other) + 1)
    place = dice.randrange(len(source) + 1)
    return source[:place] + other[start : start + dice.randint(1, 200)] + source[place:]


def shortened(source: str, dice: random.Random, _: list[str]) -> str:
    """Take a stretch away."""
    place = dice.randrange(len(source) + 1)
    return source[:place] + source[place + dice.choice([1, 2, 5, 50]) :]


def relined(source: str, dice: random.Random, _: list[str]) -> str:
    """Repeat, drop, indent or quote some lines."""
    lines = source.splitlines(keepends=True) or [""]
    place = dice.randrange(len(lines))
    some = lines[place : place + dice.randint(1, 4)]
    prefix = dice.choice(["", "", "> ", "  ", "    ", "- ", "1. ", "# ", "| "])
    return "".join([*lines[:place], *(prefix + line for line in some), *lines[place:]])


def poisoned(source: str, dice: random.Random, _: list[str]) -> str:
    """Put in what means something to a parser."""
    place = dice.randrange(len(source) + 1)
    return source[:place] + dice.choice(TOKENS) * dice.choice([1, 1, 1, 2, 3]) + source[place:]


def ended(source: str, dice: random.Random, _: list[str]) -> str:
    """Change line ends, all or one."""
    return source.replace("\n", dice.choice(ENDS), dice.choice([1, -1]))


MUTATIONS: tuple[Mutation, ...] = (spliced, shortened, relined, poisoned, poisoned, poisoned, ended)


def mutated(seed: int) -> tuple[str, str]:
    """Return the suffix and the source that a seed stands for."""
    dice = random.Random(seed)
    suffix = dice.choice([".md", ".md", ".md", ".html", ".html", ".txt"])
    others = corpus()[suffix]
    source = dice.choice(others)
    for _ in range(dice.choice([1, 1, 2, 3, 5, 10])):
        source = dice.choice(MUTATIONS)(source, dice, others)[:MAX_CHARS]
    return suffix, source


def fault(statement: Statement, dice: random.Random) -> str:
    """Return what became of the structure in a translation; nothing if it is what it was."""
    hostile = {each: tempted(each.text, dice) for each in statement.segments}
    rendered = render(statement, hostile)
    if statement.format == "text" or beyond_judgement(statement):
        return ""
    before = shape_of(statement, statement.source)
    after = shape_of(statement, render(statement, capitals(statement)))
    if markup(before) != markup(after):
        return f"capitals: {difference(markup(before), markup(after))}"
    one, other = before.text.split(), after.text.split()
    if statement.level == "sentence":  # a space may come between sentences that had none
        one, other = ["".join(one)], ["".join(other)]
    if one != other:
        return f"capitals: {difference(one, other)}"
    blocks, changed = _blocks(statement, statement.source), _blocks(statement, rendered)
    return "" if blocks == changed else f"hostile {rendered!r}: {difference(blocks, changed)}"


def beyond_judgement(statement: Statement) -> bool:
    """Tell whether the structure is left out: html.parser errs, or no author writes the like."""
    if statement.format == "html":
        return not judged_well(statement.source)
    if ABSURD.search(statement.source):
        return True
    return not all(judged_well(each) for each in html_in_markdown(statement.source))


def tempted(text: str, dice: random.Random) -> str:
    """Return a translation full of marks; a tag that begins a block of HTML stays where it is."""
    return f"{text} {dice.choice(HOSTILE)}" if text.startswith("<") else dice.choice(HOSTILE)


def _blocks(statement: Statement, source: str) -> list[tuple[object, ...]]:
    if statement.format == "html":
        return html_blocks(source)
    return markdown_blocks(source, front_matter=bool(statement.metadata))


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Stop what takes longer."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def tried(path: Path, level: str, seed: int) -> str:
    """Read and render a source; return what became of its structure.

    Raises:
        CommuniqueError: it was refused for no good reason.
        AssertionError: its own texts do not give it back.
    """
    try:
        statement = read(path, language="en", level=level)
    except CommuniqueError as error:
        if not any(each in error.message for each in REFUSALS):
            raise
        return ""
    assert render(statement, own_texts(statement)) == statement.source, "no identity"
    return fault(statement, random.Random(seed))


@pytest.mark.verify
def test_fuzz(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Nothing fails, hangs or changes by itself; hardly ever does a structure change.

    A structure counts as changed where any kind, level or mark of a block is another, in sources
    broken ten times over under translations made to break them: one in two thousand may.
    """
    end, seed, odd = time.monotonic() + SECONDS, SEED, []
    while time.monotonic() < end:
        suffix, source = mutated(seed)
        path = tmp_path / f"a{suffix}"
        path.write_bytes(source.encode("utf-8", "replace"))
        for level in LEVELS:
            try:
                with limited(LONGEST):
                    told = tried(path, level, seed)
            except Exception as error:  # whatever it is, the seed must be told
                pytest.fail(f"FUZZ_SEED={seed} {suffix} {level}: {error!r}\n{source!r}")
            if told:
                odd.append(f"FUZZ_SEED={seed} {suffix} {level}: {told}\n{source!r}")
        seed += 1
    inputs = seed - SEED
    record_property("inputs", inputs)
    assert inputs > SECONDS, "slower than an input a second"
    assert len(odd) <= inputs * ODD, "\n\n".join(odd)


# Of each the suffix, and what makes the source.
BAD: dict[str, tuple[str, Callable[[], str]]] = {
    "nested quotations": (".md", lambda: "> " * 10_000 + "a b"),
    "nested lists": (".md", lambda: "".join("  " * (n % 300) + "- a\n" for n in range(10_000))),
    "brackets": (".md", lambda: "[" * 100_000 + "a"),
    "pairs of brackets": (".md", lambda: "[" * 5000 + "a" + "]" * 5000),
    "images": (".md", lambda: "![a b](c 'd e') " * 3000),
    "stars": (".md", lambda: "*a" * 100_000),
    "backticks": (".md", lambda: "".join("a" + "`" * n for n in range(1000))),
    "footnotes": (".md", lambda: "^[a" * 16_000),
    "declarations": (".md", lambda: "a<![CDATA[" * 4900),
    "a wide table": (".md", lambda: "|a" * 5000 + "\n" + "|-" * 5000 + "\n|b" * 2000),
    "line feeds": (".md", lambda: "a" + "\n" * 19_000_000 + "b"),
    "a long line of Markdown": (".md", lambda: "One is. Two was. " * 600_000),
    "a long line of HTML": (".html", lambda: "One is. Two was. " * 600_000),
    "a long line of text": (".txt", lambda: "One is. Two was. " * 600_000),
    "tags that never end": (".html", lambda: '<a b="' * 200_000),
    "unclosed inline tags": (".html", lambda: "<b>a " * 200_000),
    "nested blocks": (".html", lambda: "<div>" * 10_000 + "a b" + "</div>" * 10_000),
    "images in one paragraph": (".html", lambda: "<p>a" + "<img alt='x y' title=z> b" * 30_000),
    "comments": (".html", lambda: "<p>a" + "<!-- x -->b" * 100_000),
    "many lines": (".txt", lambda: "a b\n" * 500_000),
}
MEMORY = 2 << 30
ODD = 1 / 2000
CHILD = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]),) * 2)
from communique.errors import CommuniqueError
from communique.formats import read, render
try:
    statement = read(Path(sys.argv[1]), language="en", level=sys.argv[2])
except CommuniqueError as error:
    print(error)
    sys.exit()
assert render(statement, {each: each.text for each in statement.segments}) == statement.source
render(statement, {each: each.text + " x" for each in statement.segments})
"""


@pytest.mark.verify
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", BAD)
def test_bad_input_takes_a_minute_and_two_gigabytes_at_most(
    tmp_path: Path, name: str, level: str
) -> None:
    suffix, make = BAD[name]
    path = tmp_path / f"a{suffix}"
    path.write_text(make(), "utf-8", newline="")
    command = [sys.executable, "-c", CHILD, str(path), level, str(MEMORY)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
