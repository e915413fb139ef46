"""News: what became public, or ceased to be, since a channel was told last; and what went wrong.

The histories of ``releases/`` say what happened, so what was published by hand, or by a run that
was killed before it told anybody, is told by the next run. Why something was withdrawn is for the
record, not for a channel that many read.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

from communique.editions.edition import Published
from communique.editions.released import Event, Releases
from communique.errors import CommuniqueError, UsageError
from communique.language.locales import parse_locale
from communique.pipeline import told as memory
from communique.pipeline.addresses import edition_url
from communique.pipeline.embargoes import running, until
from communique.pipeline.reading import read
from communique.pipeline.results import Problem, Report
from communique.project import Project
from communique.statement import digest

log = logging.getLogger(__name__)

# What is told first is what a reader must not rely on any more.
_EVENTS = ("withdrawn", "removed", "corrected", "published", "reinstated", "changed")
# Of what happened to an edition that is public, the strongest is told.
_STRENGTH = ("changed", "corrected", "reinstated", "published")
_LINES = 40
_PROBLEMS = 10  # lines
_EACH = 4  # editions of which something is told in a line each
_NAMES = 12  # languages that a line lists
_TITLE, _MESSAGE = 120, 300  # characters
_SLUGS = re.compile(r"[a-z0-9-]+")
_HEAD = 4000  # bytes of a source that say whether there is an embargo
# Chat services read <…> as links and calls to everybody, @… as calls, [](…) as links.
_NEUTRAL = str.maketrans({"<": "‹", ">": "›", "@": "@\u2060"})
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_ISOLATE = "\u2068{}\u2069"


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to an edition.

    Attributes:
        slug: the statement.
        locale: the edition's; "" for all of them.
        event: ``published``, ``changed``, ``corrected``, ``removed``, ``withdrawn`` or
            ``reinstated``.
        title: in that locale, plain; "" where it is no longer known.
        url: where the public finds it; "" where it does not, or there is no ``base_url``.
        by: who did it, where a human answers for it.
        heading: the title of the original; the slug where that is not public.
    """

    slug: str
    locale: str
    event: str
    title: str = ""
    url: str = ""
    by: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What a channel is to be told; false where that is nothing.

    Attributes:
        workspace: its name.
        happened: what happened, statement by statement, the gravest first.
        problems: what was left out, if that was not told before.
        hidden: how many problems are not named: they speak of what is under embargo.
        mended: whether something was left out when this channel was told last, and now nothing is.
        channel: who is to be told.
        paid: the events that are told by this, or are of no interest any more.
        scope: what was asked for of the run.
        marks: what the problems are known by.
    """

    workspace: str
    happened: tuple[Happened, ...] = ()
    problems: tuple[str, ...] = ()
    hidden: int = 0
    mended: bool = False
    channel: str = ""
    paid: memory.Marks = field(default_factory=dict)
    scope: str = ""
    marks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.happened or self.problems or self.hidden or self.mended)

    @property
    def subject(self) -> str:
        """Say it in a line: ``Tests: 3 editions published, 1 withdrawn; 2 problems``."""
        counts = Counter(one.event for one in self.happened)
        parts = [f"{counts[event]} {event}" for event in _EVENTS if counts[event]]
        if parts:
            first, _, rest = parts[0].partition(" ")
            parts[0] = f"{first} edition{'' if first == '1' else 's'} {rest}"
        said = [", ".join(parts)] if parts else []
        if found := len(self.problems) + self.hidden:
            said.append(f"{found} problem{'' if found == 1 else 's'}")
        if self.mended:
            said.append("nothing is left out any more")
        return f"{_plain(self.workspace)}: {'; '.join(said) or 'no news'}"

    @property
    def text(self) -> str:
        """Say all of it, in at most forty lines that read well with Markdown and without."""
        end = list(self._left_out())
        return "\n".join([*_told(self.happened, _LINES - len(end)), *end]).strip()

    def _left_out(self) -> Iterator[str]:
        if self.mended:
            yield from ("", "Nothing is left out any more.")
        if not (self.problems or self.hidden):
            return
        yield from ("", "Left out:")
        shown = self.problems[:_PROBLEMS]
        yield from (f"- {_plain(one, _MESSAGE)}" for one in shown)
        if more := len(self.problems) - len(shown):
            yield f"- and {more} more; the run's report has them all"
        if self.hidden:
            yield f"- {self.hidden} of what is under embargo; the run's report names them"


def gather(
    project: Project,
    report: Report | None = None,
    channel: str = "",
    *,
    since: datetime | None = None,
    scope: str = "",
) -> News:
    """Return what a channel has not been told.

    Args:
        project: the workspace.
        report: of the run that has just ended, for its problems; None to leave them aside.
        channel: who is to be told. One that is new is not told what was seen before it came.
        since: where nothing was ever seen here, what happened from then on is news; None for
            nothing.
        scope: what was asked for of the run, such as a flow and its locales: its problems are
            compared with those of the last run that was asked for the same.

    Raises:
        CommuniqueError: what is owed cannot be remembered.
    """
    owed = memory.owe(project, [channel], since).channels[channel]
    happened, paid = _happened(project, owed.owed)
    now = report.problems if report else []
    marks = tuple(sorted({digest(str(one)) for one in now}))
    before = owed.problems.get(scope, [])
    fresh = now if set(marks) - set(before) else []
    named = [str(one) for one in fresh if not _is_held(project, one)]
    return News(
        workspace=project.options.name,
        happened=tuple(happened),
        problems=tuple(dict.fromkeys(named)),
        hidden=len(fresh) - len(named),
        mended=report is not None and bool(before) and not marks,
        channel=channel,
        paid=paid,
        scope=scope,
        marks=marks if report else tuple(before),
    )


def told(project: Project, news: News) -> None:
    """Remember that a channel was told.

    Raises:
        CommuniqueError: it cannot be remembered.
    """
    memory.pay(project, news.channel, news.paid, news.scope, list(news.marks))


def _happened(project: Project, owed: memory.Marks) -> tuple[list[Happened], memory.Marks]:
    """Return what is to be told of what is owed, and what is owed no more by that.

    A statement whose releases cannot be read just now is owed still.
    """
    releases = Releases(project.releases)
    found: list[Happened] = []
    paid: memory.Marks = {}
    for slug, marks in sorted(owed.items()):
        try:
            events = list(_owed(releases.history(slug), marks))
            found += _of_statement(project, slug, events, releases.of(slug))
            paid[slug] = marks
        except (CommuniqueError, OSError) as error:
            log.warning("%s: nothing of it is told until it is mended", error)
    order: dict[str, int] = {}
    for one in found:
        order[one.slug] = min(_rank(one), order.get(one.slug, _rank(one)))
    found.sort(key=lambda one: (order[one.slug], one.slug, _rank(one), one.by))
    return found, paid


def _rank(one: Happened) -> int:
    return _EVENTS.index(one.event)


def _owed(history: Iterable[Event], marks: Counter[str]) -> list[Event]:
    """Return the events that are owed, in their order; of equal ones the last."""
    left, found = Counter(marks), []
    for event in reversed(list(history)):
        one = memory.mark(event)
        if left[one] > 0 and event.event in _EVENTS:
            left[one] -= 1
            found.append(event)
    return found[::-1]


def _of_statement(
    project: Project, slug: str, events: list[Event], public: Mapping[str, Published]
) -> Iterator[Happened]:
    """Yield what became of each edition of a statement, all in all."""
    by_locale: dict[str, list[Event]] = {}
    for event in events:
        for locale in event.locales or public or [""]:
            by_locale.setdefault(locale, []).append(event)
    heading = _heading(slug, public)
    for locale, found in by_locale.items():
        one = public.get(locale)
        last = _net(found, one)
        if last is not None:
            url = edition_url(project, slug, locale) if one else ""
            title = _title(one) if one else ""
            yield Happened(slug, locale, last.event, title, url, last.by, heading)


def _net(events: list[Event], one: Published | None) -> Event | None:
    """Return what is to be told of all that happened to an edition; None if it holds no more.

    What is public now decides: a history that was merged tells of what was undone since, and one
    of a run that was killed, of what did not come to pass.
    """
    if one is None or one.withdrawn:
        end = "withdrawn" if one else "removed"
        gone = [event for event in events if event.event == end]
        return gone[-1] if gone else None
    alive = [event for event in events if event.event in _STRENGTH]
    return max(alive, key=lambda event: _STRENGTH.index(event.event), default=None)


def _heading(slug: str, public: Mapping[str, Published]) -> str:
    for one in public.values():
        if one.locale == one.source_locale:
            return _title(one)
    return slug


def _title(one: Published) -> str:
    from communique.publishing.html import plain_title

    return plain_title(one)


def _is_held(project: Project, problem: Problem) -> bool:
    """Whether a problem speaks of a statement that nobody outside may know of yet."""
    named = {slug for slug in _SLUGS.findall(str(problem)) if slug in project.sources}
    paths = {project.sources[slug] for slug in named} | {project.root / problem.statement}
    return any(_embargoed(project, path) for path in paths if path.is_file())


def _embargoed(project: Project, path: Path) -> bool:
    try:
        return bool(running(until(project, read(project, path))))
    except CommuniqueError:
        return b"embargo" in path.read_bytes()[:_HEAD].lower().replace(b"\0", b"")


def _told(happened: Iterable[Happened], lines: int) -> list[str]:
    """Say what happened in so many lines, statement by statement."""
    groups = [
        list(_statement(list(group))) for _, group in groupby(happened, key=lambda one: one.slug)
    ]
    said: list[str] = []
    for number, group in enumerate(groups):
        last = number == len(groups) - 1
        if len(said) + len(group) + (0 if last else 2) > lines:
            left = len(groups) - number
            return [*said, "", f"… and {left} more statement{'' if left == 1 else 's'}"]
        said += group
    return said


def _statement(happened: list[Happened]) -> Iterator[str]:
    """Yield the lines of one statement."""
    first = happened[0]
    title = _quoted(first.heading)
    yield from ("", title if first.heading == first.slug else f"{title} ({first.slug})")
    for (event, by), group in groupby(happened, key=lambda one: (one.event, one.by)):
        yield from _lines(f"{event} in {{}}{f' by {_plain(by)}' if by else ''}", list(group))


def _lines(said: str, editions: list[Happened]) -> Iterator[str]:
    """Yield a line for each edition; of many, one that counts them."""
    names = [_language(one.locale) for one in editions]
    if len(editions) <= _EACH:
        for name, one in zip(names, editions, strict=True):
            place = one.url or (one.title and f"“{_quoted(one.title)}”")
            yield f"- {said.format(name)}{f': {place}' if place else ''}"
        return
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    listed = ", ".join(sorted(names)[:_NAMES]) + more
    url = next((f" {one.url}" for one in editions if one.title == one.heading and one.url), "")
    yield f"- {said.format(f'{len(editions)} languages')}: {listed}{url}"


def _language(locale: str) -> str:
    try:
        return str(parse_locale(locale).get_display_name("en") or locale)
    except UsageError:
        return locale or "all languages"


def _quoted(title: str) -> str:
    """Return a title that keeps its own direction to itself."""
    text = _plain(title, _TITLE)
    turned = any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)
    return _ISOLATE.format(text) if turned else text


def _plain(text: str, length: int = _TITLE) -> str:
    """Return a text in one line, with nothing that a chat service takes for a call or a link."""
    line = " ".join(_UNSEEN.sub(" ", text).split()).replace("](", "] (")
    cut = line if len(line) <= length else line[: length - 1] + "…"
    return cut.translate(_NEUTRAL)
