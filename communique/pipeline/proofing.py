"""The step that draws proof sheets: all that is known of a translation, on paper, to be signed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polib

from communique.catalogs.origins import origins
from communique.catalogs.state import by_key
from communique.drafting import syntax_of
from communique.editions.moments import shown, stamp
from communique.editions.released import Releases
from communique.editions.releasing import Action, Decision, Release, decide
from communique.errors import CommuniqueError
from communique.memory import MemoryStore
from communique.pipeline import wordings
from communique.pipeline.embargoes import running, until
from communique.pipeline.judging import Weighed, look, taken_back, told, weigh
from communique.pipeline.proof_rows import Desk, Opened, remarks_of
from communique.pipeline.reading import read_all, targets
from communique.pipeline.remembering import memory
from communique.pipeline.results import Problem, Report
from communique.project import Project
from communique.publishing import proof
from communique.statement import Key, Statement, digest

log = logging.getLogger(__name__)

FOLDER = "proofs"

_NOBODY = ("FULL NAME <EMAIL@ADDRESS>", "Automatically generated")


@dataclass(frozen=True, slots=True)
class Proofed:
    """A sheet that was drawn.

    Attributes:
        statement: its slug.
        locale: the translation's.
        file: where the sheet is, from the workspace where it is in it.
        fingerprint: what names exactly these sources and texts.
        publish: whether the gate lets the edition through.
        reason: what it says of it.
        segments: how many segments there are.
        attention: how many of them are not reviewed, or have an error or a warning.
    """

    statement: str
    locale: str
    file: str
    fingerprint: str
    publish: bool
    reason: str
    segments: int
    attention: int


def draw_proofs(
    project: Project,
    slugs: list[str] | None,
    wanted: list[str] | None,
    folder: Path | None = None,
) -> tuple[list[Proofed], Report]:
    """Draw a proof sheet of each statement in each locale: ``<slug>.<locale>.html``.

    Args:
        project: the workspace.
        slugs: the statements; None for all.
        wanted: the locales; None for those of the settings.
        folder: where the sheets go; None for ``proofs/`` in the workspace.

    Returns:
        What was drawn; and a report with problems, such as a catalog that is not there yet.

    Raises:
        UsageError: there is no such statement or locale.
        CommuniqueError: a sheet cannot be written.
    """
    project.check_locales(wanted)
    report, drawn = Report(), []
    with _remembered(project) as store:
        desk = Desk(project, wordings.load(project), store, stamp())
        for statement in read_all(project, slugs, report):
            for locale in targets(project, statement, wanted):
                try:
                    sheet = sheet_of(desk, statement, locale)
                except CommuniqueError as error:
                    report.problems.append(Problem(statement.slug, told(project, error), locale))
                    continue
                path = (folder or project.root / FOLDER) / f"{statement.slug}.{locale}.html"
                _write(path, proof.as_page(sheet))
                drawn.append(_proofed(sheet, project.relative(path)))
    return drawn, report


def sheet_of(desk: Desk, statement: Statement, locale: str) -> proof.Sheet:
    """Gather all that a sheet says of a statement in one locale.

    Args:
        desk: what it is drawn with.
        statement: the source, read.
        locale: the translation's.

    Raises:
        CommuniqueError: there is no catalog, or it is no catalog, or another's.
    """
    project = desk.project
    weighed = weigh(project, statement, locale)
    catalog, known = weighed.catalog, weighed.known
    if catalog is None:
        raise CommuniqueError("no catalog yet; `communique draft` makes it")
    entries = by_key(one for one in catalog if not one.obsolete)[0]
    remarks = remarks_of(desk, statement, locale, catalog, known)
    opened = Opened(desk, statement, locale, entries, known, weighed.found, remarks)
    embargo = running(until(project, statement))
    verdict = _verdict(weighed, opened.errors, embargo)
    released_on, published = _last_release(project, statement.slug, locale)
    last, removed = _aligned(statement.keys, published) if published else (None, ())
    return proof.Sheet(
        slug=statement.slug,
        title=statement.title,
        workspace=project.options.name,
        source_locale=statement.language,
        locale=locale,
        rows=tuple(opened.rows()),
        publish=verdict.action is Action.PUBLISH,
        reason=verdict.reason,
        require=str(project.require(statement.slug, locale)),
        source_file=project.relative(statement.path),
        source_hash=digest(statement.source),
        catalog=project.relative(project.catalog(statement.slug, locale)),
        date=shown(desk.at),
        embargo=f"until {embargo}" if embargo else "",
        syntax=syntax_of(statement),
        translator=_translator(catalog),
        packages=tuple(sorted(opened.packages())),
        last=last,
        released_on=released_on,
        removed=removed,
    )


def _verdict(weighed: Weighed, errors: int, embargo: str) -> Decision:
    """Decide over an edition for itself: it may still have to wait for others."""
    project, statement, locale = weighed.project, weighed.statement, weighed.locale
    candidate = weighed.candidate(errors)
    if candidate.ready:
        candidate = look(project, candidate, weighed.edition()).candidate
    withdrawals = Releases(project.releases).withdrawals(statement.slug)
    reason = taken_back(withdrawals, locale, statement.language)
    candidate = replace(candidate, withdrawn=reason)
    return decide(Release.PER_LOCALE, [candidate], embargo=embargo)[0]


def _translator(catalog: polib.POFile) -> str:
    """Return whom the header names; nobody where it is as the machine wrote it."""
    said = str(catalog.metadata.get("Last-Translator", ""))
    return "" if said in _NOBODY else said


def _last_release(project: Project, slug: str, locale: str) -> tuple[str, Mapping[Key, str]]:
    """Return the day of the last release, and what was published for each segment; "" and nothing
    where nothing was.
    """
    releases = Releases(project.releases)
    last = releases.of(slug).get(locale)
    if last is None:
        return "", {}
    return last.modified.date().isoformat(), releases.translations(slug, locale)


def _aligned(
    keys: Iterable[Key], published: Mapping[Key, str]
) -> tuple[dict[Key, tuple[str, str]], tuple[tuple[str, str], ...]]:
    """Say what was published for each segment that there is now, under the source of then; and
    what was published of segments that are gone.
    """
    now = list(keys)
    found = {key: (key.text, published[key]) for key in now if key in published}
    used = set(found)
    for key, origin in origins(list(published), now).items():
        source = " ".join(old.text for old in origin.olds)
        found[key] = source, " ".join(published[old] for old in origin.olds)
        used.update(origin.olds)
    gone = ((old.text, text) for old, text in published.items() if old not in used)
    return found, tuple(gone)


@contextmanager
def _remembered(project: Project) -> Iterator[MemoryStore | None]:
    """Open the memory; in a workspace that may only be read, do without."""
    with ExitStack() as stack:
        try:
            store = stack.enter_context(memory(project))
        except CommuniqueError as error:
            log.warning("%s: the proof sheets are without the memory", error)
            store = None
        yield store


def _proofed(sheet: proof.Sheet, file: str) -> Proofed:
    rows = list(sheet.segments)
    attention = sum(proof.gravity(row) != "" for row in rows)
    return Proofed(
        sheet.slug, sheet.locale, file, sheet.fingerprint, sheet.publish, sheet.reason,
        len(rows), attention,
    )  # fmt: skip


def _write(path: Path, page: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.write_bytes(page.encode("utf-8", "replace"))
        new.replace(path)
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None
