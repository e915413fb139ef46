"""The flows on a real Prefect server: draft, publish, and what a coordinator sees."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from communique.project import Project
from flows import settle


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    settle()
    from prefect.settings import (
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_LOGGING_TO_API_ENABLED,
        temporary_settings,
    )
    from prefect.testing.utilities import prefect_test_harness

    quick = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_TO_API_ENABLED: False}
    with prefect_test_harness(server_startup_timeout=180), temporary_settings(quick):
        yield


def artifact(key: str) -> Any:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    with get_client(sync_client=True) as client:
        found = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
        )
    return found[-1].data if found else None


@pytest.mark.prefect
def test_draft_and_publish(server: None, project: Project) -> None:
    from flows.draft import draft
    from flows.parameters import DraftParameters, PublishParameters, Requirement
    from flows.publish import publish

    report = draft(DraftParameters(project=project.root))
    assert not report.problems
    assert report.translated > 0
    assert {row.locale for row in report.coverage} == {"es", "fr"}
    coverage = artifact("coverage")
    assert '"statement": "appeal"' in coverage
    assert '"draft": 5' in coverage
    assert float(artifact("draft-progress")) == 100.0

    again = draft(DraftParameters(project=project.root, locales=["es"]))
    assert (again.translated, again.drafted) == (0, 0)

    outcomes, _ = publish(
        PublishParameters(project=project.root, require=Requirement.DRAFTS_LABELLED)
    )
    assert {one.locale for one in outcomes if one.published} >= {"en"}
    assert (project.site / "index.html").is_file()
    assert '"public": "yes"' in artifact("editions")


@pytest.mark.prefect
def test_one_bad_statement_does_not_stop_the_others(server: None, project: Project) -> None:
    (project.sources_folder / "bad.md").write_bytes(b"\xff\xfe")
    from flows.draft import draft
    from flows.parameters import DraftParameters

    report = draft(DraftParameters(project=project.root, locales=["es"]))
    assert [problem.statement for problem in report.problems] == ["source_texts/bad.md"]
    assert report.coverage
    assert "source_texts/bad.md" in artifact("problems")


def test_the_library_never_imports_prefect() -> None:
    code = (
        "import sys, communique.pipeline, communique.cli.translating, communique.publishing.site\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('prefect', 'flows')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_demo_keeps_catalogs_that_are_there(tmp_path: Path) -> None:
    from flows.demo import ROOT, copy_samples

    demo = tmp_path / "demo"
    copy_samples(ROOT, demo)
    mine = demo / "locales" / "es" / "LC_MESSAGES" / "water-appeal.po"
    mine.write_text("mine", "utf-8")
    copy_samples(ROOT, demo)
    assert mine.read_text("utf-8") == "mine"
    assert (demo / "source_texts" / "water-appeal.md").is_file()
