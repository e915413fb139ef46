"""How fast a large site is published: first, and after a translator changed one segment.

Two thousand statements in their own language and five others, all reviewed: the sample statement,
its title and date another each time. Each verb runs in a process of its own, with all that it does
each time: ``publish`` for the first time, with the findings known, as they are after
``communique check``; again with nothing changed; with one segment changed; with one source
corrected. At the end the site alone is built from what was released, in this process.

Run it with ``python -m benchmarks.site [STATEMENTS]``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("ar", "el", "es", "ru", "zh_Hans")
SLUG = "water-appeal"
_APART = 1.5  # seconds: what was written a moment ago is looked at again, whatever its time says


def workspace(root: Path, count: int) -> None:
    """Write a workspace of many statements, reviewed in every locale."""
    locales = ", ".join(f'"{one}"' for one in LOCALES)
    (root / "communique.toml").write_text(
        f'name = "Benchmark"\nlocales = [{locales}]\nbase_url = "https://example.org"\n', "utf-8"
    )
    (root / "source_texts").mkdir()
    source = (ROOT / "source_texts" / f"{SLUG}.md").read_text("utf-8")
    title = source.partition("title: ")[2].splitlines()[0]
    catalogs = {one: _catalog(ROOT, one).read_text("utf-8") for one in LOCALES}
    for one in LOCALES:
        _catalog(root, one).parent.mkdir(parents=True)
    for number in range(count):
        slug = f"appeal-{number:05}"
        day = date(2018, 1, 1) + timedelta(days=number * 8 * 365 // count)
        text = source.replace(title, f"{title} {number}", 1)
        text = re.sub(r"^date: .*$", f"date: {day}", text, count=1, flags=re.MULTILINE)
        (root / "source_texts" / f"{slug}.md").write_text(text, "utf-8")
        for one, catalog in catalogs.items():
            named = catalog.replace(SLUG, slug)
            named = re.sub(
                rf'(msgid "{re.escape(title)})"\nmsgstr "(.*)"',
                rf'\1 {number}"\nmsgstr "\2 {number}"',
                named,
            )
            _catalog(root, one, slug).write_text(named, "utf-8")


def _catalog(root: Path, locale: str, slug: str = SLUG) -> Path:
    return root / "locales" / locale / "LC_MESSAGES" / f"{slug}.po"


def timed(what: str, step: Callable[[], object]) -> float:
    """Run a step and print how long it took, in seconds."""
    start = time.perf_counter()
    step()
    taken = time.perf_counter() - start
    print(f"{what:44} {taken:8.2f} s")
    return taken


def verb(root: Path, *words: str) -> Callable[[], object]:
    """Return a step that runs a verb of the command line in a process of its own."""
    command = [sys.executable, "-m", "communique", *words, "--project", str(root)]
    return lambda: subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Make the workspace, and measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    pages = count * (len(LOCALES) + 1)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace(root, count)
        print(f"{count} statements, {pages} editions")
        timed("check, for the first time", verb(root, "check", "--json"))
        time.sleep(_APART)
        taken = timed("publish, for the first time", verb(root, "publish", "--json"))
        print(f"{'':44} {pages / taken:8.0f} pages/s")
        time.sleep(_APART)
        timed("publish, nothing changed", verb(root, "publish", "--json"))
        timed("publish, nothing changed, again", verb(root, "publish", "--json"))
        path = _catalog(root, "es", f"appeal-{count // 2:05}")
        path.write_text(path.read_text("utf-8").replace("El agua", "El agua,", 1), "utf-8")
        time.sleep(_APART)
        timed("publish, one segment changed", verb(root, "publish", "--json"))
        path = root / "source_texts" / f"appeal-{count // 3:05}.md"
        path.write_text(path.read_text("utf-8").replace("churches", "mosques"), "utf-8")
        time.sleep(_APART)
        timed("publish, one source corrected", verb(root, "publish", "--json"))
        taken = timed("the site alone", lambda: build_alone(root))
        print(f"{'':44} {pages / taken:8.0f} pages/s")


def build_alone(root: Path) -> None:
    """Build the site from what was released, into an empty folder."""
    from communique.editions.released import Releases
    from communique.publishing.site import build
    from communique.publishing.workshop import House

    releases = Releases(root / "releases")
    published = [one for slug in releases.slugs for one in releases.of(slug).values()]
    build(published, releases, root / "alone", House("Benchmark", "https://example.org"))


if __name__ == "__main__":
    main()
