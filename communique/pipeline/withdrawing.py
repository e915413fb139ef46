"""Taking back what is public: a statement, or some of its translations; and reinstating it."""

from __future__ import annotations

from dataclasses import replace

from communique.editions.edition import Published
from communique.editions.moments import stamp, written
from communique.editions.released import Event, Releases
from communique.errors import UsageError
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
        plan = Plan(stamp(), {each: releases.of(each) for each in releases.slugs})
        found, turned = _found(plan.public.get(slug, {}), slug, locales, again=again)
        event = Event(
            written(plan.now), "reinstated" if again else "withdrawn", tuple(turned), by, reason
        )
        if turned:
            plan.events[slug] = [event]
        for locale in turned:
            one = plan.public[slug][locale]
            plan.public[slug][locale] = replace(one, withdrawn=None if again else plan.now)
        executor.one(release, project, plan)
    action = "reinstate" if again else "withdraw"
    told = f"{event.event} by {by}: {reason}" if turned else f"{event.event} before"
    return [Outcome(slug, one, again, told, action) for one in found], Report()


def _found(
    public: dict[str, Published], slug: str, locales: list[str], *, again: bool
) -> tuple[list[str], list[str]]:
    """Return the locales that are concerned, and those of them that are to be turned.

    What is withdrawn may be withdrawn again, if the site could not be made the first time.
    """
    there = [one for one in public.values() if not locales or one.locale in locales]
    absent = set(locales) - {one.locale for one in there}
    if not there or absent:
        raise UsageError(f"{slug}: not public in {', '.join(sorted(absent)) or 'any locale'}")
    if again and not any(one.withdrawn for one in there):
        raise UsageError(f"{slug}: not withdrawn in {', '.join(locales) or 'any locale'}")
    originals = [one for one in public.values() if one.locale == one.source_locale]
    if again and locales and any(one.withdrawn and one not in there for one in originals):
        raise UsageError(f"{slug}: the whole statement is withdrawn; leave out --to")
    if not again and any(one.locale == one.source_locale in locales for one in there):
        raise UsageError(f"{slug}: translations cannot stay without their original; leave out --to")
    turned = [one.locale for one in there if (one.withdrawn is not None) == again]
    return sorted(one.locale for one in there), sorted(turned)
