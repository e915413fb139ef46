"""How fast a large catalog follows an edited source: communique against GNU gettext, in one run.

A reviewed catalog of 10,000 segments meets a template in which a tenth of the segments was edited,
some were removed, added and moved. On the same files:

- ``communique``: read the catalog, update it, write it, with lock, comparison and fsync;
- ``msgmerge --previous``: the same with GNU gettext's fuzzy matching;
- ``msgmerge --no-fuzzy-matching``: without;
- ``polib``: only read and write.

Run it with ``python -m benchmarks.update``. The figure that counts is the ratio.
"""

from __future__ import annotations

import random
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polib
from babel import Locale

from communique.catalogs import files
from communique.catalogs.ledger import Ledger
from communique.catalogs.template import Header, template
from communique.catalogs.update import UpdateResult, update
from communique.statement import Block, Kind, Segment, Statement

REGISTER = Path(__file__).resolve().parent.parent / "training" / "register"
COUNT = 10_000
LOCALE = Locale.parse("es")


def paragraphs() -> list[tuple[str, str]]:
    """Return English paragraphs of one to five sentences with their Spanish."""
    pairs = [
        (cells[0], cells[1])
        for path in sorted(REGISTER.glob("*.tsv"))
        for line in path.read_text("utf-8").splitlines()
        if len(cells := line.split("\t")) > 1
    ]
    dice = random.Random(1)
    blocks: dict[str, str] = {}
    while len(blocks) < COUNT:
        some = dice.sample(pairs, dice.randint(1, 5))
        blocks[" ".join(source for source, _ in some)] = " ".join(target for _, target in some)
    return list(blocks.items())


def edited(texts: list[str], spare: list[str]) -> list[str]:
    """Edit a tenth of the texts, as authors do; remove, add and move some others.

    Half of the edits change one to three words; the others add, drop or replace a sentence.

    Args:
        texts: the source as it was.
        spare: sentences to take new ones from.
    """
    dice = random.Random(2)
    after = list(texts)
    for place in dice.sample(range(len(after)), len(after) // 10):
        edit = dice.choice([reworded, resentenced])
        after[place] = edit(after[place], dice, spare)
    for place in sorted(dice.sample(range(len(after)), len(after) // 100), reverse=True):
        after.insert(dice.randrange(len(after)), after.pop(place))
    for place in sorted(dice.sample(range(len(after)), len(after) // 100), reverse=True):
        after[place : place + 1] = dice.choice([[], ["Something wholly new was said here."]])
    return list(dict.fromkeys(after))


def reworded(text: str, dice: random.Random, spare: list[str]) -> str:
    """Change one to three words."""
    words = text.split()
    for _ in range(dice.randint(1, 3)):
        words[dice.randrange(len(words))] = dice.choice(dice.choice(spare).split())
    return " ".join(words)


def resentenced(text: str, dice: random.Random, spare: list[str]) -> str:
    """Add, drop or replace a sentence."""
    sentences = text.split(". ")
    place = dice.randrange(len(sentences))
    new = dice.choice(spare).rstrip(".")
    drop = int(len(sentences) > 1 and dice.random() < 0.67)
    sentences[place : place + drop] = [new] if not drop or dice.random() < 0.5 else []
    return ". ".join(sentences)


def pot(texts: list[str]) -> polib.POFile:
    """Return the template of a statement with these segments."""
    blocks = tuple(
        Block(Kind.PARAGRAPH, 0, 0, (Segment(text, None, "paragraph"),)) for text in texts
    )
    statement = Statement("a", Path("a.md"), "markdown", "en", "", blocks)
    return template(statement, "source_texts/a.md", Header("Bench", "https://example.org/", "x"))


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    pairs = paragraphs()
    catalog, _ = update(None, pot([source for source, _ in pairs]), LOCALE, Ledger())
    for entry, (_, target) in zip(catalog, pairs, strict=True):
        entry.msgstr = target
    texts = [source for source, _ in pairs]
    new = pot(edited(texts, [text.split(". ")[0] for text in texts]))
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), files.dump(catalog), new)


def run(folder: Path, payload: bytes, new: polib.POFile) -> None:
    """Update the same catalog in every way."""
    template_path, old, mine = folder / "a.pot", folder / "old.po", folder / "es" / "x" / "a.po"
    template_path.write_bytes(files.dump(new))
    old.write_bytes(payload)
    mine.parent.mkdir(parents=True)
    mine.write_bytes(payload)
    results: list[UpdateResult] = []

    def communique() -> None:
        def change(before: polib.POFile | None) -> polib.POFile:
            after, result = update(before, new, LOCALE, Ledger())
            results.append(result)
            return after

        files.edit(mine, change, files.Safe(folder / "safe"))

    def msgmerge(*options: str) -> Callable[[], object]:
        command = ["msgmerge", "--quiet", "--previous", *options, "-o", "/dev/null"]
        return lambda: subprocess.run([*command, str(old), str(template_path)], check=True)

    ways: dict[str, Callable[[], object]] = {
        "communique": communique,
        "msgmerge --previous": msgmerge(),
        "msgmerge --no-fuzzy-matching": msgmerge("--no-fuzzy-matching"),
        "polib, read and write": lambda: polib.pofile(str(old), wrapwidth=0).save(
            str(folder / "p")
        ),
    }
    seconds = {name: timed(work) for name, work in ways.items()}
    length = len(payload) // (2 * COUNT)
    print(f"{COUNT} segments of about {length} characters, a tenth edited: {results[-1].counts}")
    for name, taken in seconds.items():
        print(f"  {name:30} {taken:7.2f} s  {taken / seconds['communique']:6.1f} × communique")


if __name__ == "__main__":
    main()
