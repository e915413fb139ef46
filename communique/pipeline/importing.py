"""Bringing a page or a pasted text into a workspace: first a plan, then two files, or none."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from communique import formats
from communique.catalogs import files
from communique.errors import CommuniqueError, UsageError
from communique.formats.announced import dangling
from communique.importing import Draft, Warned, markdown, take
from communique.project import Project

ORIGINALS = "originals"
_RELATIVE_IMAGE = re.compile(r"!\[(?:[^\]\\]|\\.)*\]\((?![a-z]+:|//)([^)\s]+)\)", re.IGNORECASE)

# An announcement, then a link to a document, and at most a line on its size.
_ONLY_LINKED = re.compile(
    r"^(?P<shown>[^\n]*[:：])[*_~]*\n+(?:[-*] )?(?:\*\*)?"
    r"\[[^\n]*\]\([^)\s]+\.(?:pdf|docx?|odt|rtf|epub)(?:[?#][^)\s]*)?\)[^\n]{0,80}"
    r"(?:\n+[^\n]{1,80})?\n*\Z",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Import:
    """What an import would write, and where; ``before`` is what it would replace."""

    slug: str
    path: Path
    original: Path
    draft: Draft
    text: str
    data: bytes
    before: bytes | None
    warnings: tuple[Warned, ...]

    @property
    def unchanged(self) -> bool:
        """Whether the statement stands there already, exactly so."""
        return self.before == self.text.encode("utf-8")


def plan_import(
    project: Project,
    name: Path,
    data: bytes,
    *,
    slug: str | None = None,
    language: str | None = None,
    replacing: bool = False,
    keep_all: bool = False,
) -> Import:
    """Return what importing a page or a pasted text would write.

    Args:
        project: the workspace.
        name: the file's name, whose suffix says what it is.
        data: what it holds.
        slug: the statement's; where None, of the file's name.
        language: a locale identifier; where None, what the page states or its text shows.
        replacing: whether a statement of this slug may be replaced.
        keep_all: whether what is proposed for removal stays in.

    Raises:
        UsageError: a wrong slug or language, or one that a statement has already.
        CommuniqueError: it cannot be read, or holds no text.
    """
    slug = _slug(slug, name)
    path = project.sources_folder / f"{slug}.md"
    draft = take(data, name, language=language, default=project.options.language)
    text = markdown(draft, keep_all=keep_all)
    before = _before(project, slug, path, None if replacing else text.encode("utf-8"))
    warnings = (*draft.warnings, *_warnings(text, path, name))
    original = project.sources_folder / ORIGINALS / f"{slug}{name.suffix.lower()}"
    return Import(slug, path, original, draft, text, data, before, warnings)


def write_import(project: Project, planned: Import) -> None:
    """Write the original and the statement, each whole or not at all.

    Raises:
        CommuniqueError: one cannot be written, or changed since it was read.
    """
    _put(project, planned.original, _bytes(planned.original), planned.data)
    _put(project, planned.path, planned.before, planned.text.encode("utf-8"))


def _slug(slug: str | None, name: Path) -> str:
    if slug is None:
        return formats.slug_of(name)
    if formats.slug_of(Path(f"{slug}.md")) != slug:
        raise UsageError(f"the slug {slug!r} must be small Latin letters, digits and hyphens")
    return slug


def _before(project: Project, slug: str, path: Path, same: bytes | None) -> bytes | None:
    """Return what stands where the statement would; None where nothing does.

    Raises:
        UsageError: it is another statement than ``same``; where that is None, it may be any.
    """
    if slug not in project.slugs:
        return None
    there = project.sources.get(slug)
    if there is None or there.suffix != path.suffix:
        shown = project.relative(there) if there else "several files"
        raise UsageError(
            f"there is a statement {slug!r} already ({shown}): --slug gives this one another name"
        )
    before = _bytes(there)
    if same is not None and before != same:
        raise UsageError(
            f"there is a statement {slug!r} already: --slug gives this one another name, "
            "--replace shows the difference and puts it there",
            there,
        )
    return before


def _warnings(text: str, path: Path, name: Path) -> list[Warned]:
    """Read the statement as it will be read, and return what a coordinator should look at.

    Raises:
        CommuniqueError: it cannot be read, or would not come out as it went in.
    """
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / path.name
        trial.write_bytes(text.encode("utf-8"))
        try:
            statement = formats.read(trial, default="en")
        except CommuniqueError as error:
            raise CommuniqueError(error.message, name) from None
    if formats.render(statement, {each: each.text for each in statement.segments}) != text:
        raise CommuniqueError("cannot be written as a statement: paste its text instead", name)
    found = [
        Warned(f"content missing? “{shown[-60:]}” ends with a colon and nothing follows", line)
        for line, shown in dangling(statement)
    ]
    found += _only_linked(text)
    images = dict.fromkeys(_RELATIVE_IMAGE.findall(text))
    return found + [
        Warned(f"the page does not say where its image {each} is: put it beside the statement")
        for each in images
    ]


def _only_linked(text: str) -> list[Warned]:
    """Warn of a text whose last words announce what then is only a link to a document."""
    match = _ONLY_LINKED.search(text)
    if match is None:
        return []
    line = text.count("\n", 0, match.start("shown")) + 1
    shown = match["shown"][-60:]
    return [Warned(f"content missing? “{shown}” ends with a colon and a document follows", line)]


def _put(project: Project, path: Path, before: bytes | None, payload: bytes) -> None:
    if before == payload:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        done = files.replace(path, before, payload, project.safe)
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None
    if not done:
        raise CommuniqueError("another program changed it meanwhile; import again", path)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None
