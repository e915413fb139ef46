"""The steps in their order, written once; an executor decides how each is run."""

from communique.pipeline.drafting import draft
from communique.pipeline.executor import Executor, Plain
from communique.pipeline.publishing import publish
from communique.pipeline.results import Finding, Outcome, Problem, Report
from communique.pipeline.reviewing import check, status
from communique.pipeline.updating import update_all

__all__ = [
    "Executor",
    "Finding",
    "Outcome",
    "Plain",
    "Problem",
    "Report",
    "check",
    "draft",
    "publish",
    "status",
    "update_all",
]
