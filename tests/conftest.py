"""What many tests share: a small workspace, made anew for each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from communique.project import FILE, Project

# A test run says the same twice; HYPOTHESIS_PROFILE=fuzz looks for what nobody has seen yet.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

SETTINGS = 'name = "Tests"\nlocales = ["es", "fr"]\n'
APPEAL = """\
---
title: A call for peace
date: 2026-05-04
language: en
---

We demand peace. The council met on 4 May 2026.

> We will **not** be silent, and the report is [here](https://example.org/a).

- to stop the war at once;
- to release all prisoners.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one Markdown statement, ``appeal``."""
    (tmp_path / FILE).write_text(SETTINGS, "utf-8")
    (tmp_path / "source_texts").mkdir()
    (tmp_path / "source_texts" / "appeal.md").write_text(APPEAL, "utf-8")
    return tmp_path


@pytest.fixture
def project(workspace: Path) -> Project:
    """The opened workspace."""
    return Project(workspace)
