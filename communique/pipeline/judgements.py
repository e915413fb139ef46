"""Judgements of statements that have not changed since they were judged, and what is released."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from communique.catalogs import ledger
from communique.editions.edition import Published
from communique.editions.released import Releases, restored
from communique.editions.releasing import Candidate
from communique.pipeline.judging import Judged
from communique.pipeline.known import Known, coverage_as_json, coverage_from_json
from communique.project import Project

_RELEASED = "released"


class Request(NamedTuple):
    """What a run asks for, which decides a judgement too."""

    locales: tuple[str, ...] = ()
    require: str = ""


class Judgements(Known):
    """Judgements and released facts on disk, by slug. Use it as a context manager.

    Args:
        project: the workspace.
        request: what the run asks for.
    """

    def __init__(self, project: Project, request: Request) -> None:
        super().__init__(project, "publish", request)
        locales = dict.fromkeys([*project.all_locales, *request.locales])
        self._folders = [project.catalog("x", locale).parent for locale in locales]

    def judged(self, slug: str) -> Judged | None:
        """Return how a statement was judged, if nothing has changed since."""
        found = self.find(slug)
        return found and _judged(found)

    def keep(self, path: Path, judged: Judged, began: int) -> None:
        """Keep a judgement, which holds as long as its files stay as they are.

        Args:
            path: the source.
            judged: its judgement; one with problems is made again each time.
            began: when it was begun (nanoseconds): what was written later may not be in it.
        """
        if judged.problems:
            return
        seen = self.see_late(self._decisive(path, judged), began)
        if seen is not None:
            self.learn(judged.slug, _plain(judged), seen)

    def save(self, *others: str) -> None:
        """Write down what was learnt, and forget what was asked otherwise."""
        super().save(_RELEASED, *others)

    def released(self, releases: Releases) -> dict[str, dict[str, Published]]:
        """Return what is public of every statement."""
        slugs = releases.slugs
        known = self.get(_RELEASED, slugs)
        found: dict[str, dict[str, Published]] = {}
        new = {}
        for slug in slugs:
            row = json.loads(known[slug]) if slug in known else {}
            seen = self.see(_inside(releases.folder / slug))
            if row.get("seen") != seen:
                row = {"seen": seen, "facts": releases.facts(slug)}
                new[slug] = json.dumps(row)
            found[slug] = {
                locale: restored(fields, releases.folder) for locale, fields in row["facts"].items()
            }
        if new:
            self.put(_RELEASED, new)
        return found

    def _decisive(self, path: Path, judged: Judged) -> Iterator[Path]:
        """Yield the files that decide how a statement is judged."""
        yield path
        for folder in self._folders:
            yield folder / f"{judged.slug}.po"
            yield folder / f"{judged.slug}{ledger.SUFFIX}"
        files = {file for one in judged.assets.values() for file in one.values()}
        names = {name for one in judged.ready.values() for name, _ in one.assets}
        files |= {path.parent / name for name in names}  # which may be a link to another
        yield from sorted(files)
        yield from sorted({file.parent for file in files})  # for a locale's own file


def _inside(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        yield from sorted(entry.path for entry in entries if ".json" in entry.name)


def _plain(judged: Judged) -> dict[str, Any]:
    fields = ("slug", "words", "embargo", "marks", "links")
    return {name: getattr(judged, name) for name in fields} | {
        "candidates": [asdict(one) for one in judged.candidates],
        "coverage": [coverage_as_json(one) for one in judged.coverage],
    }


def _judged(fields: dict[str, Any]) -> Judged:
    candidates = [Candidate(**one) for one in fields.pop("candidates")]
    rows = [coverage_from_json(one) for one in fields.pop("coverage")]
    embargo = fields["embargo"] and datetime.fromisoformat(fields["embargo"])
    return Judged(**fields | {"candidates": candidates, "coverage": rows, "embargo": embargo})
