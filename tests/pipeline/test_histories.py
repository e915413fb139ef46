"""A state machine of people and runs: every word that a human saved is somewhere safe."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import polib
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from communique import pipeline
from communique.catalogs import files, ledger
from communique.catalogs.fill import Filling
from communique.catalogs.state import State, key_of
from communique.drafting import Drafted
from communique.pipeline.drafting import fill_catalog
from communique.project import FILE, Project

PARAGRAPHS = [
    "All parties must respect the ceasefire of May.",
    "All parties must respect the ceasefire of June.",
    "All parties must respect the ceasefire. It was signed in May.",
    "It was signed in May.",
    "All parties must respect the ceasefire.",
    "Bread is a right.",
    "Bread is no right.",
    "Bread is a right. Water is one too.",
    "Water is one too.",
]
PLAIN = pipeline.Plain()


class Killed(BaseException):
    """A kill -9, as near as one process can play it on itself."""


class Desk(RuleBasedStateMachine):
    """A coordinator edits the source and runs the steps; a translator opens, edits and saves; runs
    are killed between any two calls that change the disk.
    """

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.saved: set[str] = set()  # ever saved, and not overwritten by the human since
        self.present: set[str] = set()  # in the file as the human last saved it
        self.window: polib.POFile | None = None
        self.number = 0

    @initialize(texts=st.permutations(PARAGRAPHS))
    def begin(self, texts: list[str]) -> None:
        (self.root / FILE).write_text('name = "T"\nlocales = ["es"]\n', "utf-8")
        (self.root / "source_texts").mkdir()
        self.edit_source(texts[:4])
        self.update()

    @property
    def project(self) -> Project:
        return Project(self.root)

    @property
    def path(self) -> Path:
        return self.root / "locales" / "es" / "LC_MESSAGES" / "a.po"

    @rule(texts=st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=5, unique=True))
    def edit_source(self, texts: list[str]) -> None:
        body = "\n\n".join(texts)
        (self.root / "source_texts" / "a.md").write_text(
            f"---\nlanguage: en\n---\n\n{body}\n", "utf-8"
        )

    @rule()
    def update(self) -> None:
        assert not pipeline.update_all(self.project, None, None, PLAIN).problems

    @rule()
    def draft(self) -> None:
        """Fill the gaps, with texts of no engine; what counts is who wrote what."""
        project = self.project
        prepared = pipeline.update_all(project, None, None, PLAIN)
        assert not prepared.problems
        self.number += 1
        catalog = files.load(self.path)
        drafts = [
            Drafted(key_of(entry), Filling(f"borrador {self.number} {entry.msgid}"))
            for entry in catalog
        ]
        fill_catalog(project, "a", "es", drafts)

    @rule()
    def open(self) -> None:
        self.window = polib.pofile(str(self.path), wrapwidth=0)

    @precondition(lambda self: self.window is not None)
    @rule(place=st.integers(0, 8), how=st.sampled_from(["write", "finish", "accept", "unsure"]))
    def work(self, place: int, how: str) -> None:
        assert self.window is not None
        live = [entry for entry in self.window if not entry.obsolete]
        entry = live[place % len(live)]
        if how in ("write", "finish"):
            self.number += 1
            entry.msgstr = f"texto humano {self.number}"
        if how in ("finish", "accept") and entry.msgstr:
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = None
        if how == "unsure" and entry.msgstr and not entry.fuzzy:
            entry.flags.append("fuzzy")

    @precondition(lambda self: self.window is not None)
    @rule()
    def save(self) -> None:
        """Save what was opened some time ago, whatever happened to the file since."""
        assert self.window is not None
        self.window.save(str(self.path))
        self.present = _human(self.window)
        self.saved = {one for one in self.saved if self._is_safe(one)} | self.present

    @precondition(lambda self: self.window is not None)
    @rule(step=st.sampled_from(["update", "draft"]))
    def save_in_the_middle_of(self, step: str) -> None:
        real = files.replace
        done: list[bool] = []

        def interrupted(path: Path, *rest: Any) -> bool:
            if path.suffix == ".po" and not done:
                done.append(True)
                self.save()
            return real(path, *rest)

        with mock.patch.object(files, "replace", interrupted):
            getattr(self, step)()

    @rule(step=st.sampled_from(["update", "draft"]), after=st.integers(0, 12))
    def kill(self, step: str, after: int) -> None:
        left = [after]

        def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*words: Any, **more: Any) -> Any:
                if not left[0]:
                    raise Killed
                left[0] -= 1
                return real(*words, **more)

            return call

        with (
            mock.patch.object(os, "fsync", deadly(os.fsync)),
            mock.patch.object(os, "link", deadly(os.link)),
            mock.patch.object(os, "replace", deadly(os.replace)),
            mock.patch.object(Path, "replace", deadly(Path.replace)),
            contextlib.suppress(Killed),
        ):
            getattr(self, step)()

    @rule()
    def approve(self) -> None:
        project = self.project
        pipeline.approve(project, "a", "es", "Ana")

    @invariant()
    def every_saved_word_is_safe(self) -> None:
        for text in self.saved:
            assert self._is_safe(text), text
        if self.path.exists():
            catalog = self.path.read_text("utf-8")
            for text in self.present:
                assert text in catalog, text

    @invariant()
    def the_catalog_is_whole(self) -> None:
        if not self.path.exists():
            return
        catalog = files.load(self.path)
        known = ledger.load(ledger.path_of(self.path))
        for entry in catalog:
            if entry.msgstr.startswith("texto humano") and not entry.obsolete:
                assert known.state_of(entry) is not State.DRAFT
            assert not (entry.fuzzy and not entry.msgstr)

    def _is_safe(self, text: str) -> bool:
        places = [self.path, *(self.root / ".communique" / "replaced").glob("*.po")]
        return any(text in path.read_text("utf-8") for path in places if path.exists())

    def teardown(self) -> None:
        shutil.rmtree(self.root)


def _human(catalog: polib.POFile) -> set[str]:
    return {entry.msgstr for entry in catalog if entry.msgstr.startswith("texto humano")}


TestHistories = Desk.TestCase
TestHistories.settings = settings(
    max_examples=30 if os.environ.get("HYPOTHESIS_PROFILE", "steady") == "steady" else 400,
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow],
)
