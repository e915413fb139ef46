"""The steps in their order, written once; an executor decides how each is run.

What this room offers is imported when it is asked for: no verb waits for what others need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from communique.catalogs.migration import COUNTS as MIGRATION_COUNTS
    from communique.catalogs.update import COUNTS as UPDATE_COUNTS
    from communique.pipeline.approving import Approved, Left, approve, waive
    from communique.pipeline.bundling import bundle, bundle_release
    from communique.pipeline.drafting import draft
    from communique.pipeline.executor import Executor, Plain
    from communique.pipeline.migrating import Migrated, Migrations, migrate_all
    from communique.pipeline.proofing import Proofed, draw_proofs
    from communique.pipeline.publishing import publish
    from communique.pipeline.results import (
        Finding,
        Outcome,
        Problem,
        Report,
        Risky,
        Standing,
        Status,
    )
    from communique.pipeline.reviewing import check, status
    from communique.pipeline.updating import Keep, update_all
    from communique.pipeline.withdrawing import withdraw

__all__ = [
    "MIGRATION_COUNTS",
    "UPDATE_COUNTS",
    "Approved",
    "Executor",
    "Finding",
    "Keep",
    "Left",
    "Migrated",
    "Migrations",
    "Outcome",
    "Plain",
    "Problem",
    "Proofed",
    "Report",
    "Risky",
    "Standing",
    "Status",
    "approve",
    "bundle",
    "bundle_release",
    "check",
    "draft",
    "draw_proofs",
    "migrate_all",
    "publish",
    "status",
    "update_all",
    "waive",
    "withdraw",
]

_HOMES = {
    "approving": "Approved Left approve waive",
    "bundling": "bundle bundle_release",
    "drafting": "draft",
    "executor": "Executor Plain",
    "migrating": "Migrated Migrations migrate_all",
    "proofing": "Proofed draw_proofs",
    "publishing": "publish",
    "results": "Finding Outcome Problem Report Risky Standing Status",
    "reviewing": "check status",
    "updating": "Keep update_all",
    "withdrawing": "withdraw",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}
_COUNTS = {
    "MIGRATION_COUNTS": "communique.catalogs.migration",
    "UPDATE_COUNTS": "communique.catalogs.update",
}


def __getattr__(name: str) -> Any:
    if name in _COUNTS:
        return import_module(_COUNTS[name]).COUNTS
    if name in _HOME_OF:
        return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
