"""The last step of publishing: make the site of what is to be public, remember it, swap it in."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from communique.editions.edition import Edition, Published
from communique.editions.released import Event, Releases
from communique.pipeline.judging import Judged
from communique.pipeline.queueing import queue
from communique.project import Project

if TYPE_CHECKING:
    from communique.publishing.press import Index
    from communique.publishing.workshop import House

Public = dict[str, dict[str, Published]]
_PATIENCE = 600.0  # seconds


@dataclass
class Plan:
    """What a release does, before it is done.

    Args:
        now: its moment.
        public: what is public after it, by slug and locale.
        fresh: the editions whose text is new, by slug and locale.
        judged: the statements that were judged, by slug.
        gone: the editions that are taken down.
        events: what happened, by slug.
    """

    now: datetime
    public: Public
    fresh: dict[tuple[str, str], Edition] = field(default_factory=dict)
    judged: dict[str, Judged] = field(default_factory=dict)
    gone: list[tuple[str, str]] = field(default_factory=list)
    events: dict[str, list[Event]] = field(default_factory=dict)


@dataclass(frozen=True)
class Overlay:
    """The texts and files of a release: those of this run, and those that were released before."""

    plan: Plan
    releases: Releases

    def text(self, one: Published) -> str:
        """Return an edition's text, in its own format."""
        fresh = self.plan.fresh.get((one.slug, one.locale))
        return fresh.text if fresh else self.releases.text(one)

    def asset(self, slug: str, name: str) -> Path:
        """Return the file of an image or attachment, by its digest."""
        judged = self.plan.judged.get(slug)
        for files in judged.assets.values() if judged else ():
            if name in files:
                return files[name]
        return self.releases.asset(slug, name)


def release(project: Project, plan: Plan) -> None:
    """Build the site beside the one that stands, remember what it holds, swap it in.

    What is remembered is the truth, and the site is made of it: a run that is killed between the
    two leaves work that the next run does.
    """
    from communique.publishing import press
    from communique.publishing.release import swap
    from communique.publishing.site import build

    releases = Releases(project.releases)
    here, other = project.state / "site.json", project.state / "spare.json"
    published = [one for editions in plan.public.values() for one in editions.values()]
    last, there = press.load(here), press.load(other)
    spare = project.state / "site.spare"
    if not there.units:
        shutil.rmtree(spare, ignore_errors=True)
    other.unlink(missing_ok=True)  # from now on the spare folder is neither this nor that

    def site(folder: Path) -> Index:
        built = press.Build(project.site, last)
        kept = Overlay(plan, releases)
        made = build(published, kept, folder, house(project), last=built, there=there)
        _remember(releases, plan)
        return made.index

    index = swap(site, project.site, spare)
    if spare.exists():
        press.save(other, last)
    press.save(here, index)


def house(project: Project) -> House:
    """Return what the workspace's settings say of the site."""
    from communique.publishing.workshop import House

    options = project.options
    return House(options.name, options.base_url, project.theme, tuple(options.documents))


def _remember(releases: Releases, plan: Plan) -> None:
    """Write down what happened, then what is public: a killed run may tell twice, never nothing."""
    for slug, events in plan.events.items():
        if events:
            releases.log(slug, events)
    for (slug, locale), edition in plan.fresh.items():
        one = plan.public[slug][locale]
        releases.save(one, edition, plan.judged[slug].assets[locale])
    for slug, locale in plan.gone:
        releases.remove(slug, locale)
    for slug in {slug for slug, _ in (*plan.fresh, *plan.gone)}:
        releases.sweep(slug)


def alone(project: Project) -> AbstractContextManager[None]:
    """Wait until no other run publishes: two that began from the same state would undo each other.

    Raises:
        CommuniqueError: the other did not end.
    """
    return queue(project, "publish", "publishing", _PATIENCE)
