"""The flows on a real Prefect server: draft, publish, and what a coordinator sees."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest

from communique.project import Project


def artifact(key: str) -> Any:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    with get_client(sync_client=True) as client:
        found = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
        )
    return max(found, key=lambda one: str(one.created)).data


@pytest.mark.prefect
def test_draft_and_publish(server: str, project: Project) -> None:
    from flows.draft import draft
    from flows.parameters import Requirement
    from flows.publish import publish
    from flows.runs import run_here

    first = run_here(draft, project=project.root)
    assert not first.report.problems
    assert first.report.translated > 0
    assert {row.locale for row in first.report.coverage} == {"es", "fr"}
    coverage = artifact("tests-coverage")
    assert '"statement": "appeal"' in coverage
    assert '"draft": 5' in coverage
    assert float(artifact("tests-progress")) == 100.0

    again = run_here(draft, project=project.root, locales=["es"])
    assert (again.report.translated, again.report.drafted) == (0, 0)

    published = run_here(publish, project=project.root, require=Requirement.DRAFTS_LABELLED)
    assert {one.locale for one in published.outcomes if one.published} >= {"en"}
    assert (project.site / "index.html").is_file()
    assert "| es | yes | publish |" in artifact("tests-editions")


@pytest.mark.prefect
def test_one_bad_statement_does_not_stop_the_others(server: str, project: Project) -> None:
    (project.sources_folder / "bad.md").write_bytes(b"\xff\xfe")
    from flows.draft import draft
    from flows.runs import run_here

    state: Any = draft(project=project.root, locales=["es"], return_state=True)
    assert state.is_failed()
    assert "Left out: source_texts/bad.md" in state.message
    report = run_here(draft, project=project.root, locales=["es"]).report
    assert [problem.statement for problem in report.problems] == ["source_texts/bad.md"]
    assert report.coverage
    assert "source\\_texts/bad.md" in artifact("tests-problems")


@pytest.mark.prefect
def test_a_wrong_request_is_one_line_and_no_traceback(
    server: str, project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    from communique.errors import UsageError
    from flows.check import check
    from flows.parameters import Requirement
    from flows.runs import run_here

    with pytest.raises(UsageError, match="no statement 'nothing'"):
        run_here(check, project=project.root, statements=["nothing"])
    with pytest.raises(UsageError, match="publish_when_ready"):
        run_here(check, project=project.root, require=Requirement.APPROVED)
    with pytest.raises(UsageError, match=r"communique\.toml"):
        run_here(check, project=project.root / "nowhere")
    assert "Traceback" not in caplog.text


@pytest.mark.prefect
def test_check_says_where_everything_stands(server: str, project: Project) -> None:
    from communique import pipeline
    from flows.check import check
    from flows.runs import run_here

    pipeline.draft(project, None, ["es"], pipeline.Plain())
    catalog = polib.pofile(str(project.catalog("appeal", "es")))
    for entry in catalog:
        entry.msgstr = entry.msgstr.replace("https://example.org/a", "https://example.org/b")
    catalog.save()
    ran = run_here(check, project=project.root, locales=["es"], findings_shown=1)
    assert ran.outcomes == []
    assert not project.site.exists()
    said = artifact("tests-findings")
    assert "### appeal · es" in said
    assert "1 warning." in said
    assert "| warning |" in said
    (row,) = json.loads(artifact("tests-coverage"))
    assert (row["locale"], row["public"], row["due"]) == ("es", "no", "")
    assert (row["errors"], row["warnings"]) == (0, 1)


def test_forms_offer_what_the_workspace_has(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.utilities.callables import parameter_schema

    from flows.publish import publish

    def offered() -> Any:
        properties = parameter_schema(publish).properties
        return [properties[name]["items"].get("enum") for name in ("statements", "locales")]

    monkeypatch.chdir(project.root)
    assert offered() == [["appeal"], ["es", "fr"]]
    (project.sources_folder / "second.txt").write_text("One more.", "utf-8")
    assert offered() == [["appeal", "second"], ["es", "fr"]]
    monkeypatch.chdir(project.sources_folder)
    assert offered() == [None, None]


def test_the_samples_have_the_deployments_that_every_workspace_gets() -> None:
    from flows.demo import ROOT
    from flows.deploying import FILE, rendered

    assert (ROOT / FILE).read_text("utf-8") == rendered(Project(ROOT))


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
