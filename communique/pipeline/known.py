"""What is known of work whose files have not changed since it was done last.

Of two thousand statements a translator changes one. What decides over the others, their sources,
catalogs, ledgers, files and the settings, is told by the files' sizes and times, as git and make do
it; so none of them is opened, and no step is run for them. Drafting, checking and publishing share
this; what is kept here may be deleted at the cost of time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from communique import __version__
from communique.cache import Cache
from communique.catalogs.coverage import Coverage
from communique.catalogs.state import State
from communique.errors import CommuniqueError
from communique.project import Project
from communique.statement import digest

log = logging.getLogger(__name__)

#: Files as they were seen: the mark of each, by its path from the workspace.
Seen = Mapping[str, str]

_PACKAGE = Path(__file__).resolve().parent.parent
# A file that was written this short a time before it was looked at may change again unnoticed: its
# time may stay the same. Of such a file the content is compared, too, as git does it.
_UNSETTLED = 1_000_000_000
_ABSENT = "-"
# Not code, or looked at elsewhere: the models of packages.
_PASSED_OVER = {"__pycache__", "starter"}


class Known(Cache):
    """What was found, by name, each as long as its files stay as they were seen. Use it as a
    context manager.

    Args:
        project: the workspace.
        what: the kind of work, which has a file of its own.
        decided: all that decides over it besides files that :meth:`learn` is told of, the settings
            with the agreed wordings, and the code.
        path: the database, where it is not the workspace's.
    """

    def __init__(
        self, project: Project, what: str, *decided: object, path: Path | None = None
    ) -> None:
        super().__init__(path or project.state / "known" / f"{what}.sqlite")
        self._root = f"{project.root}{os.sep}"
        self._recipe = digest(repr((decided, _code(), _libraries(), list(_settings(project)))))
        self._new: dict[str, str] = {}

    def see(self, paths: Iterable[Path | str]) -> dict[str, str]:
        """Look at files as they are now: before they are read for what is to be learnt."""
        now = time.time_ns()
        return {self._short(str(path)): _mark(str(path), now) for path in paths}

    def see_late(self, paths: Iterable[Path | str], began: int) -> dict[str, str] | None:
        """Look at files that were known only after they had been read.

        Args:
            paths: they.
            began: when the reading began, in nanoseconds.

        Returns:
            None where one was written since or shortly before: what was read may be another text.
        """
        seen = self.see(paths)
        for name in seen:
            try:
                written = os.stat(self._root + name).st_mtime_ns  # noqa: PTH116 (very often)
            except OSError:
                continue
            if written > began - _UNSETTLED:
                return None
        return seen

    def learn(self, name: str, value: object, seen: Seen) -> None:
        """Keep what was found, plain data, which holds as long as these files stay as they are."""
        row = {"files": dict(seen), "value": value}
        self._new[name] = json.dumps(row, ensure_ascii=False, default=str)

    def find(self, name: str) -> Any:
        """Return what was learnt under a name, if its files are what they were; else None."""
        text = self._new.get(name) or self.get(self._recipe, [name]).get(name)
        try:
            row = json.loads(text or "null")
        except ValueError:
            row = None
        if row is None:
            return None
        now = time.time_ns()
        seen = {one: self._as_it_was(one, mark, now) for one, mark in row["files"].items()}
        if not all(seen.values()):
            return None
        if seen != row["files"]:  # by now their times alone tell
            self.learn(name, row["value"], seen)
        return row["value"]

    def save(self, *others: str) -> None:
        """Write down what was learnt, and forget what was decided otherwise.

        Args:
            others: recipes of this file that stay.
        """
        self.keep_only(self._recipe, *others)
        self.put(self._recipe, self._new)
        self._new = {}

    def _short(self, path: str) -> str:
        """The workspace's own files by their way from its root; others by all of their path."""
        return path.removeprefix(self._root)

    def _as_it_was(self, name: str, mark: str, now: int) -> str:
        """Return a file's mark if it is what it was when it got another; else ""."""
        path = name if name.startswith(os.sep) else self._root + name
        state, _, content = mark.partition(" ")
        found = _mark(path, now)
        if found.partition(" ")[0] != state:
            return ""
        return found if not content or content == _content(path) else ""


def known_or_not(project: Project, what: str, *decided: object) -> Known:
    """Open what is known; where nothing may be written, nothing is known and nothing is kept."""
    try:
        return Known(project, what, *decided)
    except CommuniqueError as error:
        log.debug("%s", error)
        return Known(project, what, *decided, path=Path(":memory:"))


def coverage_as_json(row: Coverage) -> dict[str, Any]:
    """Return coverage as plain data."""
    return {"slug": row.slug, "locale": row.locale, "counts": row.counts_by_state,
            "words_left": row.words_left}  # fmt: skip


def coverage_from_json(fields: Mapping[str, Any]) -> Coverage:
    """Return coverage from plain data."""
    counts = dict(zip(State, fields["counts"], strict=True))
    return Coverage(fields["slug"], fields["locale"], counts, fields["words_left"])


def _mark(path: str, now: int) -> str:
    """Return what tells a file from what it was: its size and times, if young its content too."""
    try:
        found = os.stat(path)  # noqa: PTH116 (ten thousand times a run)
    except OSError:
        return _ABSENT
    mark = f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"
    young = max(found.st_mtime_ns, found.st_ctime_ns) > now - _UNSETTLED
    return f"{mark} {_content(path)}" if young else mark


def _content(path: str) -> str:
    """Return a digest of a file's bytes, or of the names in a folder."""
    try:
        data = Path(path).read_bytes()
    except IsADirectoryError:
        names = sorted(one.name for one in Path(path).iterdir())
        data = "\0".join(names).encode("utf-8", "surrogateescape")
    except OSError:
        return _ABSENT
    return hashlib.sha256(data).hexdigest()


def _settings(project: Project) -> Iterator[object]:
    """Yield all that the workspace says for every statement."""
    yield project.options.model_dump_json()
    for path in [project.root / "glossary.csv", *sorted((project.root / "verbatim").rglob("*"))]:
        if path.is_file():
            yield path.relative_to(project.root).as_posix(), _content(str(path))


@cache
def _code() -> str:
    """Return what tells this communique from another, for those who work on it too."""
    states = []
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(set(folders) - _PASSED_OVER)
        for name in sorted(names):
            found = (Path(folder) / name).stat()
            states.append((folder, name, found.st_size, found.st_mtime_ns))
    return f"{__version__} {digest(repr(states))}"


@cache
def _libraries() -> str:
    """Return what changes whenever Python or what is installed beside it does."""
    paths = sysconfig.get_paths()
    folders = sorted({paths["purelib"], paths["platlib"]})
    times = [Path(one).stat().st_mtime_ns for one in folders if Path(one).is_dir()]
    return repr((sys.version, folders, times))
