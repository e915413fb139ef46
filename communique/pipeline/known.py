"""What is known of statements that have not changed since they were judged and released last.

Of two thousand statements a translator changes one. What decides over the others, their sources,
catalogs, ledgers, files and the settings, is told by the files' sizes and times, as git and make do
it; so none of them is opened. What is kept here may be deleted at the cost of time.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from communique import __version__
from communique.cache import Cache
from communique.catalogs import ledger
from communique.catalogs.coverage import Coverage
from communique.catalogs.state import State
from communique.editions.edition import Published
from communique.editions.released import Releases, restored
from communique.editions.releasing import Candidate
from communique.pipeline.judging import Judged
from communique.project import Project
from communique.statement import digest

_RELEASED = "released"
_PACKAGE = Path(__file__).resolve().parent.parent
# A file that was written this short a time before it was looked at may change again unnoticed.
_UNSETTLED = 1_000_000_000


class Request(NamedTuple):
    """What a run asks for, which decides a judgement too."""

    locales: tuple[str, ...] = ()
    require: str = ""


class Known(Cache):
    """Judgements and released facts on disk, by slug. Use it as a context manager.

    Args:
        project: the workspace.
        request: what the run asks for.
    """

    def __init__(self, project: Project, request: Request) -> None:
        super().__init__(project.state / "known.sqlite")
        self._recipe = digest(repr((request, _code(), list(_settings(project)))))
        locales = dict.fromkeys([*project.all_locales, *request.locales])
        self._folders = [str(project.catalog("x", locale).parent) for locale in locales]
        self._rows = self.get(self._recipe, list(project.sources))
        self._new: dict[str, str] = {}

    def judged(self, slug: str, path: Path) -> Judged | None:
        """Return how a statement was judged, if nothing has changed since."""
        if slug not in self._rows:
            return None
        row = json.loads(self._rows[slug])
        now = _seen(self._decisive(slug, path, row["files"]), time.time_ns())
        return _judged(row["judged"]) if now and row["seen"] == now else None

    def learn(self, path: Path, judged: Judged, began: int) -> None:
        """Keep a judgement, which holds as long as its files stay as they are.

        Args:
            path: the source.
            judged: its judgement; one with problems is made again each time.
            began: when it was begun (nanoseconds): what was written later may not be in it.
        """
        files = [str(file) for one in judged.assets.values() for file in one.values()]
        names = [name for one in judged.ready.values() for name, _ in one.assets]
        files += [str(path.parent / name) for name in names]  # which may be a link to another
        seen = _seen(self._decisive(judged.slug, path, files), began)
        if seen and not judged.problems:
            row = {"seen": seen, "files": files, "judged": _plain(judged)}
            self._new[judged.slug] = json.dumps(row, default=str)

    def save(self) -> None:
        """Write down what was learnt, and forget what was asked otherwise."""
        self.keep_only(self._recipe, _RELEASED)
        self.put(self._recipe, self._new)

    def released(self, releases: Releases) -> dict[str, dict[str, Published]]:
        """Return what is public of every statement."""
        slugs = releases.slugs
        known = self.get(_RELEASED, slugs)
        found: dict[str, dict[str, Published]] = {}
        new = {}
        for slug in slugs:
            seen = _seen(_inside(releases.folder / slug), time.time_ns())
            row = json.loads(known[slug]) if slug in known else {}
            if not seen or row.get("seen") != seen:
                row = {"seen": seen, "facts": releases.facts(slug)}
                new[slug] = json.dumps(row)
            found[slug] = {
                locale: restored(fields, releases.folder) for locale, fields in row["facts"].items()
            }
        if new:
            self.put(_RELEASED, new)
        return found

    def _decisive(self, slug: str, path: Path, files: Sequence[str]) -> Iterator[str]:
        """Yield the files that decide how a statement is judged."""
        yield str(path)
        for folder in self._folders:
            yield f"{folder}/{slug}.po"
            yield f"{folder}/{slug}{ledger.SUFFIX}"
        yield from files
        yield from sorted({str(Path(file).parent) for file in files})  # for a locale's own file


def _seen(paths: Iterable[str], now: int) -> str:
    """Return the sizes and times of files; "" where one is too young, at a time, to be trusted."""
    youngest = now - _UNSETTLED
    marks = []
    for path in paths:
        try:
            found = os.stat(path)  # noqa: PTH116 (ten thousand times a run)
        except OSError:
            marks.append("-")
            continue
        if found.st_mtime_ns > youngest:
            return ""
        marks.append(f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}")
    return " ".join(marks)


def _inside(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        yield from sorted(entry.path for entry in entries if ".json" in entry.name)


def _settings(project: Project) -> Iterator[object]:
    """Yield all that the workspace says for every statement."""
    yield project.options.model_dump_json()
    for path in [project.root / "glossary.csv", *sorted((project.root / "verbatim").rglob("*"))]:
        if path.is_file():
            yield path.name, digest(path.read_text("utf-8", "replace"))


def _code() -> str:
    """Return what tells this communique from another, for those who work on it too."""
    files = sorted(_PACKAGE.rglob("*.py")) + sorted(_PACKAGE.rglob("*.toml"))
    states = [(found.st_size, found.st_mtime_ns) for found in (one.stat() for one in files)]
    return f"{__version__} {digest(repr(states))}"


def _plain(judged: Judged) -> dict[str, Any]:
    fields = ("slug", "words", "embargo", "marks", "links")
    return {name: getattr(judged, name) for name in fields} | {
        "candidates": [asdict(one) for one in judged.candidates],
        "coverage": [asdict(one) for one in judged.coverage],
    }


def _judged(fields: dict[str, Any]) -> Judged:
    candidates = [Candidate(**one) for one in fields.pop("candidates")]
    rows = [
        Coverage(**one | {"counts": {State(name): n for name, n in one["counts"].items()}})
        for one in fields.pop("coverage")
    ]
    embargo = fields["embargo"] and datetime.fromisoformat(fields["embargo"])
    return Judged(**fields | {"candidates": candidates, "coverage": rows, "embargo": embargo})
