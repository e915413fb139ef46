"""Documentation that Debian, Python and Node brought: read whole, and the same when translated."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from communique.errors import CommuniqueError
from communique.formats import LEVELS, read, render

from .structure import capitals, difference, own_texts, shape_of

SUFFIXES = {".md", ".markdown", ".html", ".htm"}
OURS = Path(sys.prefix) / "lib"
DOCUMENTATION = (Path("/usr/share/doc"), Path("/usr/share/nodejs"), Path("/usr/lib/node_modules"))
THE_MACHINE = (Path("/usr/share"), Path("/usr/lib"))
# What every run reads: the smaller documents of the environment, then some of the machine's.
MAX_SIZE = 60_000
MAX_FILES = 120
# Larger ones take html.parser, the judge, too long.
LARGEST = 1_500_000


def documents(roots: Iterable[Path]) -> list[Path]:
    """Return all Markdown and HTML files under some folders, in order."""
    found = (path for root in roots for path in root.rglob("*") if path.suffix in SUFFIXES)
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def small(paths: Iterable[Path]) -> list[Path]:
    """Return those of some files that are soon read."""
    return [path for path in paths if path.stat().st_size <= MAX_SIZE]


def refused_rightly(path: Path, error: CommuniqueError) -> bool:
    """Tell whether a file cannot be read for the reason given."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "UTF-8" in error.message and error.line is not None
    if "\0" in text:
        return "NUL" in error.message
    if re.search(r"<html[^>]*\btranslate=.no", text):
        return 'translate="no"' in error.message
    return "empty" in error.message and len(text) < 5000


def fault(path: Path, level: str) -> str:
    """Return what is wrong with a file read and rendered; nothing if all is well.

    Raises:
        CommuniqueError: it cannot be read.
    """
    statement = read(path, language="en", level=level)
    if render(statement, own_texts(statement)) != statement.source:
        return "its own texts do not give its source"
    before = shape_of(statement, statement.source)
    after = shape_of(statement, render(statement, capitals(statement)))
    if before.structure != after.structure:
        return f"another structure: {difference(before.structure, after.structure)}"
    if before.text != after.text:
        return f"another text: {difference(before.text.split(), after.text.split())}"
    return ""


def survey(paths: Iterable[Path], level: str) -> tuple[Counter[str], dict[str, str]]:
    """Return how many files were read, by suffix, or refused; and those with something wrong."""
    counts: Counter[str] = Counter()
    faults: dict[str, str] = {}
    for path in paths:
        try:
            told = fault(path, level)
            counts[path.suffix] += 1
        except CommuniqueError as error:
            told = "" if refused_rightly(path, error) else f"refused: {error}"
            counts["refused"] += 1
        if told:
            faults[str(path)] = told
    return counts, faults


@pytest.mark.parametrize("level", LEVELS)
def test_a_hundred_documents(level: str) -> None:
    found = [*small(documents([OURS])), *small(documents(DOCUMENTATION))]
    counts, faults = survey(found[:MAX_FILES], level)
    assert faults == {}
    assert counts[".md"] >= 40, "the environment has lost its documentation"


@pytest.mark.verify
@pytest.mark.parametrize("level", LEVELS)
def test_every_document_of_the_machine(
    level: str, record_property: Callable[[str, object], None]
) -> None:
    found = [path for path in documents([OURS, *THE_MACHINE]) if path.stat().st_size < LARGEST]
    counts, faults = survey(found, level)
    record_property("documents", dict(counts))
    assert faults == {}
    assert counts[".md"] + counts[".html"] >= 100
