"""The steps in their order, written once; an executor decides how each is run."""

from communique.catalogs.migration import COUNTS as MIGRATION_COUNTS
from communique.catalogs.update import COUNTS as UPDATE_COUNTS
from communique.pipeline.approving import Approved, Left, approve, waive
from communique.pipeline.drafting import draft
from communique.pipeline.executor import Executor, Plain
from communique.pipeline.migrating import Migrated, Migrations, migrate_all
from communique.pipeline.publishing import publish
from communique.pipeline.results import Finding, Outcome, Problem, Report, Risky, Standing, Status
from communique.pipeline.reviewing import check, status
from communique.pipeline.updating import Keep, update_all

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
    "Report",
    "Risky",
    "Standing",
    "Status",
    "approve",
    "check",
    "draft",
    "migrate_all",
    "publish",
    "status",
    "update_all",
    "waive",
]
