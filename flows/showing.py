"""What a coordinator sees of every flow: the names of its runs, coverage, problems."""

from __future__ import annotations

from prefect import runtime
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from communique.pipeline import Report


def run_name() -> str:
    """Return the name of the present run: the flow, what it works on, into which locales."""
    parameters = runtime.flow_run.parameters["parameters"]
    what = ", ".join(parameters.statements) or "all statements"
    return f"{runtime.flow_run.flow_name} {what} → {', '.join(parameters.locales) or 'all locales'}"


def show_coverage(report: Report) -> None:
    """Publish the coverage table as an artifact: a row a statement and locale."""
    create_table_artifact(
        key="coverage",
        description="Segments by state, a row a statement and locale",
        table=[
            {"statement": row.slug, "locale": row.locale}
            | {str(state): count for state, count in row.counts.items()}
            | {"words left": row.words_left}
            for row in report.coverage
        ],
    )


def show_problems(report: Report) -> None:
    """Publish what went wrong, if anything did."""
    if report.problems:
        lines = "\n".join(f"- {problem}" for problem in report.problems)
        create_markdown_artifact(key="problems", markdown=f"## Left out\n\n{lines}\n")
