"""Reads the commands that a page shows, with what they answer, and runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

_FENCE = re.compile(
    r"(?:^<!-- tutorial: (?P<marker>.+?) -->\n)?"
    r"^```(?P<kind>\w*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
# Texts of the engine may differ by a word or two between processors; a stale page by far more.
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Shown:
    """One block of commands of a page.

    Attributes:
        line: where it begins in the page.
        commands: what is typed.
        marker: what its marker says, or "".
        answer: the text shown below it, or None.
        loosely: whether that text need only be alike.
    """

    line: int
    commands: str
    marker: str
    answer: str | None
    loosely: bool

    @property
    def run(self) -> bool:
        return not self.marker.startswith("not run")

    @property
    def prefect(self) -> bool:
        return self.marker == "prefect"

    @property
    def code(self) -> int:
        said = re.fullmatch(r"exits with (\d+)", self.marker)
        return int(said[1]) if said else 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a block answered when it was run."""

    text: str
    code: int


def read(page: str) -> list[Shown]:
    """Return the ``sh`` blocks of a page in order, each with the ``text`` block that follows it.

    Raises:
        ValueError: a marker says what nobody understands, or a ``text`` block follows nothing.
    """
    found: list[Shown] = []
    for match in _FENCE.finditer(page):
        marker = match["marker"] or ""
        line = page.count("\n", 0, match.start("body")) + 1
        if match["kind"] == "sh":
            if not re.fullmatch(r"|prefect|exits with \d+|not run: .+", marker):
                raise ValueError(f"line {line}: what does “{marker}” mean?")
            found.append(Shown(line, match["body"], marker, None, False))
        elif match["kind"] == "text":
            if not found or found[-1].answer is not None:
                raise ValueError(f"line {line}: an answer to no command")
            if not re.fullmatch(r"|loosely, for .+", marker):
                raise ValueError(f"line {line}: what does “{marker}” mean?")
            last = found.pop()
            found.append(Shown(last.line, last.commands, last.marker, match["body"], bool(marker)))
    return found


def environment(home: Path) -> dict[str, str]:
    """Return the environment of somebody who has just installed communique, and no more."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "ARGOS_", "XDG_", "COMMUNIQUE_", "SOURCE_DATE_"))
    }
    programs = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    own = {"HOME": str(home), "LC_ALL": "C.UTF-8", "PATH": programs, "PYTHONUNBUFFERED": "1"}
    return kept | own


class Shell:
    """Runs blocks one after another, each where the last one has left off.

    Args:
        folder: an empty folder, to begin in.
    """

    def __init__(self, folder: Path) -> None:
        self._left = folder / ".left"
        self._left.write_text(str(folder), "utf-8")
        self._environment = environment(folder)

    def run(self, commands: str) -> Answer:
        """Run a block; returns what it said, errors too, in the order in which it was said."""
        script = f"trap 'pwd > \"{self._left}\"' EXIT\nset -e\n{commands}"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self._left.read_text("utf-8").strip(),
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=240,
            check=False,
        )
        return Answer(done.stdout, done.returncode)


def agrees(shown: str, said: str, *, loosely: bool = False) -> bool:
    """Tell whether an answer is the one shown.

    How columns are aligned does not count, and ``…`` stands for anything.

    Args:
        shown: the text of the page.
        said: the answer.
        loosely: whether it is enough that they are much alike.
    """
    want, got = _lines(shown), _lines(said)
    if loosely:
        return SequenceMatcher(None, want, got, autojunk=False).ratio() >= _ALIKE
    pattern = ".*".join(re.escape(piece) for piece in want.split("…"))
    return re.fullmatch(pattern, got, re.DOTALL) is not None


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
