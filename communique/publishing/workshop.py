"""What every part of a site or a bundle is made with: the house, its texts, templates, a theme."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from communique.errors import CommuniqueError
from communique.language.unfit import straight, writable
from communique.publishing import assets, pages
from communique.publishing.html import body

if TYPE_CHECKING:
    from collections.abc import Iterator

    import jinja2

    from communique.editions.edition import Published
    from communique.publishing.shelf import Entry, Shelf

_log = logging.getLogger(__name__)


class Stock(Protocol):
    """Where the texts and files of published editions are."""

    def text(self, one: Published) -> str:
        """Return an edition's text, in its own format."""
        ...

    def asset(self, slug: str, name: str) -> Path:
        """Return the file of an image or attachment, by its digest."""
        ...


@dataclass(frozen=True)
class House:
    """What the publisher says of the site.

    Args:
        title: the name over every page.
        base_url: where the site will be; without it, it works from ``file://`` and has no map.
        theme: a folder whose files stand in for the templates of the same name; any other file in
            it is copied into ``theme/``; ``locales/`` in it holds words of its own.
        documents: the formats of documents beside each page.
    """

    title: str
    base_url: str = ""
    theme: Path | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workshop:
    """What every part of the site is made with."""

    house: House
    shelf: Shelf
    stock: Stock
    templates: jinja2.Environment

    def render(self, template: str, values: dict[str, Any]) -> bytes:
        """Return a file from its template, in UTF-8.

        Raises:
            CommuniqueError: a template of the theme is wrong; says which, and its line.
        """
        with _blamed(self.house.theme):
            text = self.templates.get_template(template).render(values)
        return straight(writable(text)).encode("utf-8")

    def text(self, entry: Entry) -> str:
        """Return an edition's text as sanitised HTML, as its page shows it."""
        edition = entry.edition.with_text(self.stock.text(entry.edition))
        return body(edition, partial(relocated, self.shelf, entry))

    def notice(self, entry: Entry) -> str:
        """Return what the reader of an edition must be told before its text, as HTML."""
        values = pages.notice(self.shelf, entry)
        if values is None:
            return ""
        if values["words"].borrowed:
            _log.warning("no words in %s yet: its readers are told in English", entry.tag)
        return self.render("notice.html", values).decode()


def relocated(shelf: Shelf, entry: Entry, url: str) -> str:
    """Return the address that a page uses for what its text calls ``url``."""
    path = assets.local(url)
    if not path:
        return url
    if not assets.is_statement(path):
        return assets.with_path(url, quote(path))
    return assets.with_path(url, shelf.href(entry.path, _target(shelf, entry, path)))


def _target(shelf: Shelf, entry: Entry, path: str) -> str:
    """Return the page of the statement that a text links to: in its language, else the original.

    Of one that was withdrawn, or taken down, since the text was published, there is the tombstone
    or, without one, the list.
    """
    slug = assets.slug_of(path)
    graves = [grave for grave in shelf.graves if grave.edition.slug == slug]
    there = [*shelf.statements.get(slug, []), *graves]
    if not there:
        one = entry.edition
        _log.warning(
            "%s (%s): links to “%s”, which is not public any more", one.slug, one.locale, path
        )
        return pages.list_path(entry.tag)
    return next((other for other in there if other.tag == entry.tag), there[0]).path


def environment(theme: Path | None) -> jinja2.Environment:
    """Return the templates: the publisher's own, else ours.

    Raises:
        CommuniqueError: the theme is no folder.
    """
    from jinja2 import (
        ChoiceLoader,
        Environment,
        FunctionLoader,
        PrefixLoader,
        StrictUndefined,
    )

    if theme and not theme.is_dir():
        raise CommuniqueError("the theme is not a folder.", path=theme)
    own = FunctionLoader(_ours)
    named = PrefixLoader({"communique": own})  # for a theme's base.html that extends ours
    loader = ChoiceLoader([FunctionLoader(partial(_of_theme, theme)), own, named]) if theme else own
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _ours(name: str) -> str | None:
    source = resources.files("communique.publishing") / "templates" / name
    return source.read_text("utf-8") if source.is_file() else None


def _of_theme(theme: Path, name: str) -> tuple[str, str, None] | None:
    """Return a template of a theme, with the path by which its mistakes are told."""
    from jinja2.loaders import split_template_path

    path = theme.joinpath(*split_template_path(name))
    if not path.is_file():
        return None
    try:
        return path.read_text("utf-8"), str(path), None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CommuniqueError("is not UTF-8 text; save it as UTF-8.", path, line) from error
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror}).", path) from error


@contextmanager
def _blamed(theme: Path | None) -> Iterator[None]:
    """Say of whatever goes wrong in a template of a theme where it did; of ours it is our bug."""
    try:
        yield
    except CommuniqueError:
        raise
    except Exception as error:
        place = _place(error, theme) if theme else None
        if place is None:
            raise
        raise CommuniqueError(_mistake(error), *place) from error


def _place(error: Exception, theme: Path) -> tuple[Path, int] | None:
    """Return the file of a theme, and the line in it, where an error arose; None if in none."""
    from jinja2 import TemplateSyntaxError

    if isinstance(error, TemplateSyntaxError):
        # Of a comment without an end, Jinja gives the file where the name should be.
        places = [(error.filename or error.name or "", error.lineno)]
    else:
        frames = walk_tb(error.__traceback__)
        places = [(frame.f_code.co_filename, line) for frame, line in frames]
    within = [(Path(name), line) for name, line in places if Path(name).is_relative_to(theme)]
    return within[-1] if within else None


def _mistake(error: Exception) -> str:
    """Say what is wrong with a template, and what to do."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

    match error:
        case TemplateSyntaxError():
            return f"is no template that can be read: {error.message}"
        case UndefinedError():
            return f"{error.message} here; docs/theme.md lists what a template may ask for."
        case TemplateNotFound():
            return f"there is no template “{error.name}”, neither in the theme nor in communique."
        case RecursionError():
            return "includes or extends itself; “communique/page.html” is our page.html."
    return f"the template fails: {type(error).__name__}: {error}"
