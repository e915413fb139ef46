"""Taking back what is public: a statement, or some of its translations; and reinstating it."""

from __future__ import annotations

from communique.editions.released import Event, Releases, written
from communique.errors import UsageError
from communique.pipeline.embargoes import now
from communique.pipeline.executor import Executor
from communique.pipeline.releasing import Plan, alone, release
from communique.pipeline.results import Outcome, Report
from communique.project import Project


def withdraw(
    project: Project,
    slug: str,
    wanted: list[str] | None,
    executor: Executor,
    *,
    by: str,
    reason: str,
    again: bool = False,
) -> tuple[list[Outcome], Report]:
    """Take a statement back, or some of its translations, or reinstate it; release that at once.

    Nothing else is published in passing.

    Args:
        project: the workspace.
        slug: the statement.
        wanted: the locales; None for the whole statement.
        executor: how the steps are run.
        by: who answers for it.
        reason: why, for the record; readers are told only that it happened, and when.
        again: reinstate what was withdrawn.

    Returns:
        What was done with each edition of it, and a report.

    Raises:
        UsageError: nothing of it is public, or withdrawn; or its translations would stay without
            the original.
        CommuniqueError: the site cannot be written.
    """
    with alone(project):
        releases = Releases(project.releases)
        locales = project.locales(slug, wanted) if wanted else []
        found = _found(releases, slug, locales, again=again)
        event = "reinstated" if again else "withdrawn"
        releases.log(slug, [Event(written(now()), event, tuple(locales), by, reason)])
        plan = Plan(now(), {each: releases.of(each) for each in releases.slugs})
        executor.one(release, project, plan)
    action = "reinstate" if again else "withdraw"
    told = f"{event} by {by}: {reason}"
    return [Outcome(slug, one, again, told, action) for one in found], Report()


def _found(releases: Releases, slug: str, locales: list[str], *, again: bool) -> list[str]:
    """Return the locales that are concerned, if that can be done."""
    there = [one for one in releases.of(slug).values() if (one.withdrawn is not None) == again]
    found = {one.locale for one in there if not locales or one.locale in locales}
    if not found or set(locales) - found:
        what = "withdrawn" if again else "public"
        raise UsageError(f"{slug}: not {what} in {', '.join(locales) or 'any locale'}")
    if not again and any(one.locale == one.source_locale in locales for one in there):
        raise UsageError(f"{slug}: translations cannot stay without their original; leave out --to")
    return sorted(found)
