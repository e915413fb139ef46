"""A workspace: its settings (``communique.toml``), its paths, its locales."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from communique import __version__
from communique.catalogs.files import Safe
from communique.catalogs.template import Header
from communique.editions.edition import Rank
from communique.editions.gate import Require
from communique.editions.releasing import Release
from communique.engines.base import Settings
from communique.engines.packages.lock import FILE as LOCK
from communique.engines.routing import Choice
from communique.engines.table import EngineTable, normalised, pair_of
from communique.errors import CommuniqueError, UsageError
from communique.formats import SUFFIXES, slug_of
from communique.language.locales import parse_locale
from communique.segmentation import Splitter

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FILE = "communique.toml"
T = TypeVar("T")
_DEFAULT = "default"
# What pydantic names besides the setting: which of several types it tried.
_TYPE = re.compile(r"(?:str|datetime|bool|int|list|dict|function-\w+|[\w-]+\[.*\])\Z")


def _by_locale(value: T | dict[str, T]) -> T | dict[str, T]:
    """Normalise the locales of a table that says something of each; ``default`` is for the rest."""
    if not isinstance(value, dict):
        return value
    return {code if code == _DEFAULT else normalised(code): one for code, one in value.items()}


def _moment(said: object) -> object:
    """Refuse what is no moment at all: to pydantic, a number is seconds since 1970."""
    if isinstance(said, str | datetime):
        return said
    raise ValueError("a date and time with its zone is wanted: “2026-12-01 09:00 Europe/Berlin”")


def _address(url: str) -> str:
    """Refuse what is no plain address of a site: it stands in every page."""
    parts = urlsplit(url)
    plain = url.isascii() and not any(c.isspace() or c in '"<>\\' for c in url)
    bare = not (parts.query or parts.fragment or parts.username or parts.password)
    if url and not (plain and bare and parts.scheme in {"http", "https"} and parts.hostname):
        raise ValueError(f"“{url}” is no base URL; write it like https://example.org/statements")
    return url


def _locales(codes: list[str]) -> list[str]:
    return [normalised(code) for code in codes]


Locales = Annotated[list[str], AfterValidator(_locales)]
Requires = Annotated[Require | dict[str, Require], AfterValidator(_by_locale)]
Ranks = Annotated[Rank | dict[str, Rank], AfterValidator(_by_locale)]
Names = Annotated[dict[str, str | list[str]], AfterValidator(_by_locale)]
Address = Annotated[str, AfterValidator(_address)]
Moment = Annotated[str | datetime, BeforeValidator(_moment)]
Language = Annotated[str, AfterValidator(normalised)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _is_locale(name: str) -> bool:
    """Whether a folder's name is a locale as this house writes it; ``es.bak`` is none."""
    try:
        return str(parse_locale(name)) == name
    except UsageError:
        return False


class StatementTable(_Table):
    """``[statements.SLUG]``: what one statement has of its own.

    ``due`` is a day, or a table of days by locale; so are ``require`` and ``rank`` a value, or a
    table of values by locale.
    """

    locales: list[str] | None = None
    optional: Locales | None = None
    require: Requires | None = None
    release: Release | None = None
    embargo: Moment | None = None
    rank: Ranks | None = None
    prevails: Language | None = None
    translators: Names = {}
    level: str | None = Field(default=None, pattern="^(block|sentence)$")
    language: str | None = None
    due: Annotated[date | dict[str, date] | None, AfterValidator(_by_locale)] = None


class Options(BaseSettings):
    """The settings of a workspace; ``COMMUNIQUE_…`` in the environment wins over the file."""

    model_config = SettingsConfigDict(env_prefix="COMMUNIQUE_", extra="forbid")

    name: str = "Statements"
    locales: Locales = []
    optional: Locales = []
    language: str | None = None
    require: Requires = Require.REVIEWED
    release: Release = Release.SOURCE_FIRST
    rank: Ranks | None = None
    prevails: Language | None = None
    translators: Names = {}
    documents: list[Literal["markdown", "text", "fragment", "docx", "pdf"]] = []
    four_eyes: bool = False
    base_url: Address = ""
    bugs: str = "https://example.org/"
    engine: EngineTable = EngineTable()
    statements: dict[str, StatementTable] = {}
    abbreviations: dict[str, list[str]] = {}

    @field_validator("abbreviations")
    @classmethod
    def _sound(cls, entries: dict[str, list[str]]) -> dict[str, list[str]]:
        for code in entries:
            normalised(code)
        Splitter.of(entries)
        return entries

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over what the file passed in."""
        return env_settings, init_settings


class Project:
    """An opened workspace.

    Args:
        root: the folder that holds ``communique.toml``.

    Raises:
        UsageError: there is no workspace, or its settings are wrong; says which.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.file = self.root / FILE
        self.options = _options(self.file)

    @property
    def handle(self) -> str:
        """The workspace's name where only ``[a-z0-9-]`` may stand: deployments, artifacts."""
        for name in (self.options.name, self.root.name):
            plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
            if found := re.sub(r"[^a-z0-9]+", "-", plain).strip("-"):
                return found
        return "workspace"

    @property
    def sources_folder(self) -> Path:
        """Where the source texts lie."""
        return self.root / "source_texts"

    @property
    def site(self) -> Path:
        """Where the published site goes."""
        return self.root / "site"

    @property
    def releases(self) -> Path:
        """What was published, as it was published."""
        return self.root / "releases"

    @property
    def theme(self) -> Path | None:
        """The publisher's own templates and words, if there are any."""
        folder = self.root / "theme"
        return folder if folder.is_dir() else None

    @property
    def state(self) -> Path:
        """What may be deleted at the cost of time: stores, locks, replaced versions."""
        return self.root / ".communique"

    @property
    def safe(self) -> Safe:
        """Where writing a catalog keeps its locks and the versions it replaced."""
        return Safe(self.state)

    @property
    def engine(self) -> Settings:
        """The engine's settings."""
        table = self.options.engine
        return Settings(table.beam, table.batch_tokens, table.threads)

    @property
    def engines(self) -> Choice:
        """Which engines translate which pair."""
        table = self.options.engine
        pairs = {pair_of(pair): tuple(engines) for pair, engines in table.pairs.items()}
        lock = self.root / LOCK
        return Choice(tuple(table.use), pairs, table.libretranslate, table.pivot, lock)

    @cached_property
    def splitter(self) -> Splitter:
        """What cuts sentences; it knows the abbreviations of ``[abbreviations]`` too."""
        return Splitter.of(self.options.abbreviations)

    @property
    def header(self) -> Header:
        """The workspace's own words in catalog headers."""
        return Header(self.options.name, self.options.bugs, f"communique {__version__}")

    @property
    def sources(self) -> dict[str, Path]:
        """The source files by slug, in the order of their names.

        Raises:
            UsageError: there is no folder for them.
        """
        return self._scanned[0]

    @property
    def misfits(self) -> dict[Path, str]:
        """The files there that cannot be statements, and why."""
        return self._scanned[1]

    @property
    def slugs(self) -> set[str]:
        """Every slug that a file there claims, the misfits' too."""
        return self._scanned[2]

    @cached_property
    def _scanned(self) -> tuple[dict[str, Path], dict[Path, str], set[str]]:
        folder = self.sources_folder
        if not folder.is_dir():
            raise UsageError(f"no folder {folder}; put the statements there")
        by_slug: dict[str, list[Path]] = {}
        misfits: dict[Path, str] = {}
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
                continue
            try:
                by_slug.setdefault(slug_of(path), []).append(path)
            except CommuniqueError as error:
                misfits[path] = error.message
        for slug, paths in by_slug.items():
            for path in paths if len(paths) > 1 else ():
                others = ", ".join(other.name for other in paths if other is not path)
                misfits[path] = f"the same slug ({slug}) as {others}; rename one of them"
        sound = {slug: paths[0] for slug, paths in by_slug.items() if len(paths) == 1}
        return sound, misfits, set(by_slug)

    def statement_options(self, slug: str) -> StatementTable:
        """Return what ``communique.toml`` says of one statement."""
        return self.options.statements.get(slug, StatementTable())

    def select(self, slugs: list[str] | None) -> list[Path]:
        """Return the sources asked for by slug or path, or all.

        Raises:
            UsageError: one does not exist.
        """
        if not slugs:
            return list(self.sources.values())
        return [self._source(name) for name in dict.fromkeys(slugs)]

    def _source(self, name: str) -> Path:
        if name in self.sources:
            return self.sources[name]
        asked = {Path(name).resolve(), (self.root / name).resolve(), self.sources_folder / name}
        for path in self.sources.values():
            if path.resolve() in asked:
                return path
        for path, message in self.misfits.items():
            if path.resolve() in asked:
                raise UsageError(message, path)
        known = ", ".join(self.sources) or "none"
        raise UsageError(f"no statement {name!r} in {self.sources_folder} (there are: {known})")

    def locales(self, slug: str, wanted: list[str] | None = None) -> list[str]:
        """Return a statement's target locales, normalised; ``wanted`` overrides the settings."""
        codes = wanted or self.statement_options(slug).locales or self.options.locales
        return list(dict.fromkeys(str(parse_locale(code)) for code in codes))

    @property
    def all_locales(self) -> list[str]:
        """Every target locale that the settings name, for all statements or for single ones."""
        tables = self.options.statements.values()
        codes = [code for table in tables for code in table.locales or ()]
        return list(
            dict.fromkeys(str(parse_locale(code)) for code in [*self.options.locales, *codes])
        )

    def check_locales(self, wanted: list[str] | None) -> None:
        """Refuse a request for a locale that nobody knows, before any work is done."""
        for code in wanted or ():
            parse_locale(code)

    def require(self, slug: str, locale: str) -> Require:
        """Return what an edition needs before it may be published."""
        own, all_ = self.statement_options(slug).require, self.options.require
        found: Require = _of_locale(locale, own, all_) or Require.REVIEWED
        return found

    def release(self, slug: str) -> Release:
        """Return when the editions of a statement appear."""
        return self.statement_options(slug).release or self.options.release

    def required(self, slug: str, locale: str) -> bool:
        """Whether a first release of all editions together waits for a locale."""
        own = self.statement_options(slug).optional
        return locale not in (self.options.optional if own is None else own)

    def rank(self, slug: str, locale: str) -> Rank | None:
        """Return what an edition is in law or in the house's order, if the house says so."""
        found: Rank | None = _of_locale(
            locale, self.statement_options(slug).rank, self.options.rank
        )
        return found

    def prevails(self, slug: str) -> str:
        """Return the locale whose text prevails, or ""."""
        return self.statement_options(slug).prevails or self.options.prevails or ""

    def translators(self, slug: str, locale: str) -> tuple[str, ...]:
        """Return who is to be named as the translators of a statement."""
        own, all_ = self.statement_options(slug).translators, self.options.translators
        found = _of_locale(locale, own, all_) or ()
        return (found,) if isinstance(found, str) else tuple(found)

    def due(self, slug: str, locale: str) -> date | None:
        """Return the day by which a statement is wanted in a locale, if one was set."""
        found: date | None = _of_locale(locale, self.statement_options(slug).due)
        return found

    def template(self, slug: str) -> Path:
        """Return the path of a statement's template."""
        return self.root / "locales" / "pot" / f"{slug}.pot"

    def catalog(self, slug: str, locale: str) -> Path:
        """Return the path of a statement's catalog in a locale."""
        return self.root / "locales" / locale / "LC_MESSAGES" / f"{slug}.po"

    @property
    def all_catalogs(self) -> list[Path]:
        """Every catalog there is, those of statements that are gone too."""
        found = sorted(self.root.glob("locales/*/LC_MESSAGES/*.po"))
        return [path for path in found if _is_locale(path.parent.parent.name)]

    @property
    def exchanged(self) -> list[Path]:
        """The TMX files that the workspace has taken in."""
        return sorted(self.root.glob("memory/*.tmx"))

    def relative(self, path: Path) -> str:
        """Return a path as people and catalogs name it: relative to the workspace."""
        return (
            path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        )


def _of_locale(locale: str, *settings: Any) -> Any:
    """Return the first that settings say of a locale: by its name, by default, or of all."""
    for value in settings:
        told = value.get(locale, value.get(_DEFAULT)) if isinstance(value, dict) else value
        if told is not None:
            return told
    return None


def _options(file: Path) -> Options:
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError(
            f"{file.parent} is no workspace (no {FILE}); `communique init` makes one"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CommuniqueError(f"cannot be read ({error})", file) from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"not valid TOML: {error}", file) from None
    try:
        return Options(**table)
    except SettingsError as error:
        raise UsageError(f"a variable COMMUNIQUE_… is wrong: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if not _TYPE.match(str(part)))
        raise UsageError(f"{where}: {_said(first)}", file) from None


def _said(error: ErrorDetails) -> str:
    """What is wrong with a setting, in words that are not pydantic's where those say little."""
    context = error.get("ctx", {})
    match error["type"]:
        case "greater_than_equal":
            return f"{context['ge']} is the least"
        case "less_than_equal":
            return f"{context['le']} is the most"
        case "int_type" | "int_parsing" | "int_from_float":
            return "a whole number is wanted"
    return error["msg"].removeprefix("Value error, ")
