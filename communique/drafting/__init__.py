"""Drafting: which sentences of a statement need an engine, and how its answers become drafts."""

from communique.drafting.batches import batches
from communique.drafting.compose import Drafted, compose, ready, record
from communique.drafting.jobs import Job, Kept, Sentence, Splitter, Via, job_of, plan, syntax_of

__all__ = [
    "Drafted",
    "Job",
    "Kept",
    "Sentence",
    "Splitter",
    "Via",
    "batches",
    "compose",
    "job_of",
    "plan",
    "ready",
    "record",
    "syntax_of",
]
