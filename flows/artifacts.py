"""What a coordinator sees of a workspace in the Prefect UI: tables and reports under stable keys.

Prefect keeps every artifact of a key: so the UI shows how coverage or findings went over time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from communique.catalogs.coverage import Coverage
from communique.cli.common import counted as number
from communique.editions.edition import Published
from communique.editions.released import Releases
from communique.pipeline import Finding, Outcome, Report, Standing
from communique.pipeline.addresses import edition_url, preview_url, proof_url
from communique.project import Project

# Rows of a table: the UI draws them all at once.
_ROWS = 2000
_DONE = {
    "publish": "published", "change": "changed", "correct": "corrected", "keep": "kept",
    "withhold": "withheld", "remove": "removed", "withdraw": "withdrawn",
}  # fmt: skip
_SEVERITIES = ("error", "warning", "info")


def key(project: Project, what: str) -> str:
    """Return the key of one of a workspace's artifacts: several workspaces may share a server."""
    return f"{project.handle}-{what}"


def show_coverage(project: Project, rows: Iterable[Coverage]) -> None:
    """Show the coverage table: a row a statement and locale, what is not done first."""
    _show_table(
        project,
        "coverage",
        "Segments by state, a row a statement and locale",
        [_covered(row) for row in rows],
    )


def show_standings(project: Project, standings: Iterable[Standing]) -> None:
    """Show where everything stands: coverage, findings, what is public, what is due."""
    releases = Releases(project.releases)
    public = {slug: releases.of(slug) for slug in releases.slugs}
    rows = []
    for one in standings:
        where = one.coverage
        row = _covered(where)  # the columns that matter most come first: narrow screens cut
        first = {
            "statement": where.slug,
            "locale": where.locale,
            "public": _public(public.get(where.slug, {}).get(where.locale)),
            "errors": one.findings.get("error", 0),
            "warnings": one.findings.get("warning", 0),
        }
        rows.append(first | row | {"due": str(one.due or "")})
    about = "Where each statement stands in each locale; segments by state"
    _show_table(project, "coverage", about, rows)


def _public(edition: Published | None) -> str:
    if edition is None:
        return "no"
    return "withdrawn" if edition.withdrawn else edition.modified.date().isoformat()


def _covered(row: Coverage) -> dict[str, Any]:
    states = {str(state): count for state, count in row.counts.items()}
    return {"statement": row.slug, "locale": row.locale, "words left": row.words_left, **states}


def _show_table(project: Project, what: str, about: str, rows: list[dict[str, Any]]) -> None:
    """Show a table; of one that no browser would bear, the rows with most work left."""
    if len(rows) > _ROWS:
        about += f". Of {len(rows)} rows these are the {_ROWS} with most words left"
        rows = sorted(rows, key=lambda row: -int(row["words left"]))[:_ROWS]
    create_table_artifact(key=key(project, what), description=about, table=rows)


def show_editions(project: Project, outcomes: Sequence[Outcome]) -> None:
    """Show what publishing did with each edition, and why: a table a statement.

    Links lead to the public page, to a preview, to the proof sheet: where there are any. A report
    has them and no table, for not every Prefect UI makes links of what stands in a table's cells.
    """
    shown = sorted(outcomes, key=lambda one: one.action == "unchanged")[:_ROWS]
    originals = {one.statement: one.locale for one in reversed(outcomes)}  # told first of each
    lines = ["## Editions", "", f"{counted(outcomes)}."]
    for slug, group in groupby(sorted(shown, key=lambda one: one.statement), _statement):
        lines += ["", f"### {slug}", "", "| locale | public | action | why | look |"]
        lines += [
            "|---|---|---|---|---|",
            *(_edition_row(project, one, originals[slug]) for one in group),
        ]
    create_markdown_artifact(
        key=key(project, "editions"),
        markdown="\n".join(lines),
        description=f"What was published, and why or why not: {counted(outcomes)}",
    )


def _statement(one: Outcome) -> str:
    return one.statement


def _edition_row(project: Project, one: Outcome, original: str) -> str:
    where = project, one.statement, one.locale
    links = {
        "page": edition_url(*where) if one.published else "",
        "preview": preview_url(*where),
        "proof": proof_url(*where) if one.locale != original else "",
    }
    look = " · ".join(_linked(name, url) for name, url in links.items() if url)
    cells = (one.locale, "yes" if one.published else "no", one.action, one.reason)
    return f"| {' | '.join(_plain(cell) for cell in cells)} | {look} |"


def counted(outcomes: Iterable[Outcome]) -> str:
    """Return what became of how many editions, in a line."""
    counts = Counter(_DONE.get(one.action, one.action) for one in outcomes)
    return ", ".join(f"{count} {action}" for action, count in counts.most_common()) or "no editions"


def show_findings(project: Project, findings: Sequence[Finding], most: int) -> None:
    """Show what the checks found as a report: errors first, a table a statement and locale."""
    counts = Counter(one.severity for one in findings)
    told = ", ".join(_number(counts[name], name) for name in _SEVERITIES if counts[name])
    ranked = sorted(findings, key=lambda one: _SEVERITIES.index(one.severity))[:most]
    lines = ["## Findings", "", told + "." if told else "No findings: every check is content."]
    if len(ranked) < len(findings):
        lines.append(
            f"\nThe first {len(ranked)}, errors before warnings; `communique check` lists all."
        )
    for (slug, locale), group in groupby(sorted(ranked, key=_place), key=_place):
        link = _linked("proof sheet", proof_url(project, slug, locale))
        lines += ["", f"### {slug} · {locale}", "", *([link, ""] if link != "proof sheet" else [])]
        lines += ["| | line | check | what | segment |", "|---|---|---|---|---|"]
        lines += [_row(one) for one in group]
    create_markdown_artifact(
        key=key(project, "findings"), markdown="\n".join(lines), description=told or "no findings"
    )


def _number(count: int, name: str) -> str:
    return f"{count} {name}" if name == "info" else number(count, name)


def _place(one: Finding) -> tuple[str, str]:
    return one.statement, one.locale


def _row(one: Finding) -> str:
    cells = (one.severity, str(one.line), one.check, one.message, _shortened(one.msgid))
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _shortened(text: str, length: int = 80) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is, in one line."""
    line = " ".join(text.split())
    return "".join(
        f"\\{char}" if char in "\\`*_[]()|~#!" else _ESCAPED.get(char, char) for char in line
    )


_ESCAPED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def show_problems(project: Project, report: Report) -> None:
    """Show what was left out, or that nothing was: so the key's last artifact is always true."""
    lines = [f"- {_plain(str(problem))}" for problem in report.problems]
    title = "## Left out" if lines else "Nothing was left out."
    create_markdown_artifact(key=key(project, "problems"), markdown="\n".join([title, "", *lines]))


def _linked(text: str, url: str) -> str:
    """Return a link, as tables and reports of the Prefect UI know it; the text without one."""
    return f"[{text}]({url})" if url else text
