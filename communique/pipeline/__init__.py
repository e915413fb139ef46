"""The steps in their order, written once; an executor decides how each is run."""

from communique.catalogs.migration import COUNTS as MIGRATION_COUNTS
from communique.catalogs.update import COUNTS as UPDATE_COUNTS
from communique.pipeline.approving import Approved, Left, approve, waive
from communique.pipeline.bundling import bundle, bundle_release
from communique.pipeline.drafting import draft
from communique.pipeline.executor import Executor, Plain
from communique.pipeline.migrating import Migrated, Migrations, migrate_all
from communique.pipeline.proofing import Proofed, draw_proofs
from communique.pipeline.publishing import publish
from communique.pipeline.results import Finding, Outcome, Problem, Report, Risky, Standing, Status
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
