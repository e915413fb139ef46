"""How status is shown: rows for tables, objects for machines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from communique.cli import common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.catalogs.effort import Effort
    from communique.pipeline import Risky, Standing, Status

STANDING_HEAD = (*common.COVERAGE_HEAD, "errors", "warnings", "due")
RISKY_HEAD = ("risk", "statement", "locale", "line", "state", "segment", "why")
EFFORT_HEAD = ("locale", "package", "reviewed drafts", "unchanged", "edited", "chrF")
_NAMED = 12


def standing_row(one: Standing) -> list[object]:
    """Return a row of the table of statements and locales."""
    due = ""
    if one.due:
        late = one.coverage.words_left and one.due < date.today()
        due = f"{one.due}{' (late)' if late else ''}"
    counts = one.findings
    return [
        *common.coverage_row(one.coverage), counts.get("error", 0), counts.get("warning", 0), due,
    ]  # fmt: skip


def language_lines(standings: Sequence[Standing]) -> list[str]:
    """Return a line for each source language with its statements: the table has no room for it."""
    slugs: dict[str, dict[str, None]] = {}
    for one in standings:
        detected = " (detected)" if one.language_from == "detected" else ""
        slugs.setdefault(f"from {one.language}{detected}", {})[one.coverage.slug] = None
    return [f"{told}: {_few(list(names))}" for told, names in sorted(slugs.items())]


def _few(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def risky_row(one: Risky) -> list[object]:
    """Return a row of the list of what to review first."""
    return [
        f"{one.risk:.2f}", one.statement, one.locale, one.line or "", one.state,
        common.shortened(one.msgid), "; ".join(one.why),
    ]  # fmt: skip


def effort_row(one: Effort) -> list[object]:
    """Return a row of the table of drafts and what became of them."""
    return [
        one.locale, one.package, one.segments, one.unchanged, f"{one.edited:.0%}",
        f"{one.chrf:.1f}",
    ]  # fmt: skip


def status_json(found: Status, risky: int) -> dict[str, object]:
    """Return everything for machines.

    Args:
        found: where everything stands.
        risky: how many segments to list that should be reviewed first.
    """
    value: dict[str, object] = {
        "statements": [_standing_json(one) for one in found.standings],
        "effort": [
            {"locale": one.locale, "package": one.package, "segments": one.segments,
             "unchanged": one.unchanged, "edited": round(one.edited, 4),
             "chrf": round(one.chrf, 2)}
            for one in found.efforts
        ],
        "problems": common.problems_json(found.report),
    }  # fmt: skip
    if risky:
        value["risky"] = [
            {"statement": one.statement, "locale": one.locale, "line": one.line,
             "state": one.state, "risk": one.risk, "msgid": one.msgid, "why": list(one.why)}
            for one in found.risky[:risky]
        ]  # fmt: skip
    return value


def _standing_json(one: Standing) -> dict[str, object]:
    findings = {
        severity: one.findings.get(severity, 0) for severity in ("error", "warning", "info")
    }
    due = one.due.isoformat() if one.due else None
    return common.coverage_json(one.coverage) | {
        "findings": findings, "due": due,
        "language": one.language, "language_from": one.language_from,
    }  # fmt: skip
