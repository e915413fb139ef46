"""How fast a workspace in which nothing has changed is gone through again.

Two hundred statements of twelve segments in English, for five locales: Spanish and French are
drafted by the starter packages, the other three were translated and reviewed by humans. Each step
runs in this process, with everything that it needs imported before: ``draft``, ``check``,
``status`` and ``publish``, first, again, and after one catalog was edited.

Run it with ``python -m benchmarks.again [STATEMENTS]``.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polib

from communique import pipeline
from communique.project import FILE, Project

DRAFTED = ("es", "fr")
REVIEWED = ("ar", "el", "ru")
SEGMENTS = 12
_APART = 1.5  # seconds: what was written a moment ago is looked at again, whatever its time says
WHO = ("council", "committee", "union", "school", "hospital", "library", "city", "village",
       "ministry", "court", "press", "army")  # fmt: skip
VERBS = ("demands", "needs", "wants", "asks", "promises", "refuses", "protects", "shares", "buys",
         "sells", "loses", "finds")  # fmt: skip
WHAT = ("water", "bread", "land", "work", "rest", "peace", "books", "light", "air", "roads",
        "medicine", "seeds")  # fmt: skip
WHERE = ("north", "south", "east", "west", "valley", "harbour", "mountains", "desert", "forest",
         "islands", "plains", "delta")  # fmt: skip


def write_sources(root: Path, count: int) -> None:
    """Write a workspace of many statements, each of sentences that no other has."""
    named = ", ".join(f'"{one}"' for one in (*DRAFTED, *REVIEWED))
    (root / FILE).write_text(f'name = "Benchmark"\nlocales = [{named}]\n[engine]\nbeam = 1\n')
    (root / "source_texts").mkdir()
    made = (
        f"The {who} of the {where} {verb} {what}."
        for who, where, verb, what in itertools.product(WHO, WHERE, VERBS, WHAT)
    )
    for number in range(count):
        body = "\n\n".join(itertools.islice(made, SEGMENTS - 1))
        text = f"---\ntitle: Appeal {number}\nlanguage: en\n---\n\n{body}\n"
        (root / "source_texts" / f"appeal-{number:04}.md").write_text(text, "utf-8")


def review(project: Project) -> None:
    """Translate what no package translates, as a human would: the text with its locale."""
    for slug, locale in itertools.product(project.sources, REVIEWED):
        path = project.catalog(slug, locale)
        catalog = polib.pofile(str(path), wrapwidth=0)
        for entry in catalog:
            entry.msgstr = f"{entry.msgid[:-1]} ({locale}){entry.msgid[-1]}"
        catalog.save(str(path))


def timed(what: str, step: Callable[[], object]) -> None:
    """Run a step and print how long it took."""
    start = time.perf_counter()
    step()
    print(f"{what:44} {time.perf_counter() - start:8.2f} s", flush=True)


def steps(root: Path) -> dict[str, Callable[[], object]]:
    """Return what a coordinator runs again and again; each opens the workspace anew."""
    plain = pipeline.Plain()
    return {
        "draft": lambda: pipeline.draft(Project(root), None, None, plain),
        "check": lambda: pipeline.check(Project(root), None, None),
        "status": lambda: pipeline.status(Project(root), None, None),
        "publish": lambda: pipeline.publish(Project(root), None, None, "drafts-labelled", plain),
    }


def main() -> None:
    """Make the workspace, and measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_sources(root, count)
        print(f"{count} statements of {SEGMENTS} segments, {len(DRAFTED + REVIEWED)} locales")
        timed("update", lambda: pipeline.update_all(Project(root), None, None, pipeline.Plain()))
        review(Project(root))
        for turn in ("first", "nothing changed", "nothing changed, again"):
            time.sleep(_APART)
            for name, step in steps(root).items():
                timed(f"{name}, {turn}", step)
        path = Project(root).catalog(f"appeal-{count // 2:04}", REVIEWED[0])
        path.write_text(path.read_text("utf-8").replace("(ar)", "(AR)", 1), "utf-8")
        time.sleep(_APART)
        for name, step in steps(root).items():
            timed(f"{name}, one catalog edited", step)


if __name__ == "__main__":
    main()
