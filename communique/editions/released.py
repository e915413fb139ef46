"""What was released: each edition as it was published, and what happened to it since.

``releases/<slug>/<locale>.json`` holds an edition: its facts, its text, and what stands for each
segment of its source. ``releases/<slug>/assets/`` holds the images and attachments that travel with
it, by digest. ``releases/<slug>/history.jsonl`` is a log, a JSON object a line, only added to:
what was published, corrected, taken down, withdrawn and reinstated, when, and by whom. All of it
belongs into git: what stays public while its catalog is worked on cannot be made anew from sources.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from communique.editions.edition import Edition, EditionState, Published, Rank
from communique.errors import CommuniqueError
from communique.statement import Key, digest

_HISTORY = "history.jsonl"
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_TEXTS = ("text", "translations")
_MOMENTS = ("published", "modified", "corrected", "withdrawn")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to what is public.

    Args:
        at: when, ISO 8601 in UTC.
        event: ``published``, ``changed``, ``corrected``, ``removed``, ``withdrawn`` or
            ``reinstated``.
        locales: in which locales; empty for all.
        by: who did it, where a human answers for it.
        reason: why, for the record; readers are not told.
    """

    at: str
    event: str
    locales: tuple[str, ...] = ()
    by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Releases:
    """The folder ``releases/`` of a workspace."""

    folder: Path

    @cached_property
    def slugs(self) -> list[str]:
        """The statements that anything was released of."""
        if not self.folder.is_dir():
            return []
        with os.scandir(self.folder) as entries:
            return sorted(one.name for one in entries if one.is_dir() and one.name[0] != ".")

    def of(self, slug: str) -> dict[str, Published]:
        """Return what is public of a statement, by locale; the withdrawn too.

        Raises:
            CommuniqueError: a file there is no released edition.
        """
        return {
            locale: restored(fields, self.folder) for locale, fields in self.facts(slug).items()
        }

    def facts(self, slug: str) -> dict[str, dict[str, Any]]:
        """Return the same as plain values, which :func:`restored` understands."""
        found = {}
        withdrawn = self.withdrawals(slug)
        for path in sorted((self.folder / slug).glob("*.json")):
            fields = _read(path)
            if not isinstance(fields["text"], list):
                continue  # as the first versions wrote it, without moments: it is published anew
            fields = {name: value for name, value in fields.items() if name not in _TEXTS}
            event = withdrawn.get(path.stem) or withdrawn.get("")
            found[path.stem] = fields | {"withdrawn": event.at if event else None}
        return found

    def text(self, one: Published) -> str:
        """Return the text of a released edition, in its own format."""
        lines: list[str] = self._fields(one)["text"]
        return "".join(lines)

    def translations(self, slug: str, locale: str) -> dict[Key, str]:
        """Return what was published for each segment; nothing where nothing was."""
        path = self._path(slug, locale)
        fields = _read(path) if path.exists() else {"text": [], "translations": []}
        if not isinstance(fields["text"], list):
            return {}
        return {Key(context, source): text for context, source, text in fields["translations"]}

    def asset(self, slug: str, name: str) -> Path:
        """Return the file of an image or attachment, by its digest."""
        return self.folder / slug / "assets" / name

    def history(self, slug: str) -> list[Event]:
        """Return what happened to a statement's editions, as it was written down: the last counts.

        Raises:
            CommuniqueError: a line is no event; says which.
        """
        path = self.folder / slug / _HISTORY
        payload = path.read_bytes() if path.exists() else b""
        return [_event(line, path, n) for n, line in enumerate(payload.splitlines(), 1)]

    def withdrawals(self, slug: str) -> dict[str, Event]:
        """Return what is withdrawn, by locale ("" for all of them): the event that says so."""
        found: dict[str, Event] = {}
        for event in self.history(slug):
            if event.event == "withdrawn":
                found |= dict.fromkeys(event.locales or [""], event)
            elif event.event == "reinstated":
                gone = event.locales or list(found)
                found = {locale: one for locale, one in found.items() if locale not in gone}
        return found

    def save(self, one: Published, edition: Edition, assets: Mapping[str, Path]) -> None:
        """Record an edition as published.

        Args:
            one: its facts and moments.
            edition: its text and translations.
            assets: the file of each digest in ``one.assets``.

        Raises:
            CommuniqueError: the folder cannot be written.
        """
        path = self._path(one.slug, one.locale)
        fields = asdict(one) | {
            "text": edition.text.splitlines(keepends=True),
            "translations": [[*key, text] for key, text in edition.translations],
        }
        del fields["withdrawn"]
        text = json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
        try:
            for name, source in assets.items():
                copy = self.asset(one.slug, name)
                if not copy.exists():
                    _write(copy, source.read_bytes())
            if not path.exists() or path.read_bytes() != text.encode():
                _write(path, text.encode())
        except OSError as error:
            raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None

    def remove(self, slug: str, locale: str) -> None:
        """Forget an edition that is no longer public."""
        self._path(slug, locale).unlink(missing_ok=True)

    def sweep(self, slug: str) -> None:
        """Remove the files that no released edition of a statement has any more."""
        folder = self.folder / slug / "assets"
        if folder.is_dir():
            wanted = {name for one in self.of(slug).values() for _, name in one.assets}
            for path in folder.iterdir():
                if path.name not in wanted:
                    path.unlink()

    def log(self, slug: str, events: Iterable[Event]) -> None:
        """Append to a statement's history.

        Raises:
            CommuniqueError: it cannot be written.
        """
        path = self.folder / slug / _HISTORY
        lines = [
            json.dumps({name: value for name, value in asdict(event).items() if value},
                       ensure_ascii=False) + "\n"
            for event in events
        ]  # fmt: skip
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            torn = path.exists() and not path.read_bytes().endswith(b"\n")
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write("".join(["\n" if torn else "", *lines]))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None

    def _fields(self, one: Published) -> dict[str, Any]:
        path = self._path(one.slug, one.locale)
        fields = _read(path)
        if digest("".join(fields["text"])) != one.digest:
            raise CommuniqueError("was changed after it was published; restore it from git", path)
        return fields

    def _path(self, slug: str, locale: str) -> Path:
        return self.folder / slug / f"{locale}.json"


def asset_name(path: Path) -> str:
    """Return the name under which a file is kept: the digest of its bytes.

    Raises:
        CommuniqueError: it cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        fields: dict[str, Any] = json.loads(path.read_text("utf-8"))
        named = fields["slug"], fields["locale"]
        if named != (path.parent.name, path.stem):
            raise ValueError(f"it is that of {named[0]} in {named[1]}")
        if isinstance(fields["text"], list):
            "".join(fields["text"])
            [(context, source, text) for context, source, text in fields["translations"]]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _broken(error, path) from None
    return fields


def _broken(error: Exception, path: Path) -> CommuniqueError:
    lacking = f"no {error}" if isinstance(error, KeyError) else error
    message = f"no released edition ({lacking}); restore it from git, or delete it and publish"
    return CommuniqueError(message, path)


def _event(line: bytes, path: Path, number: int) -> Event:
    try:
        fields = json.loads(line)
        event = Event(**fields | {"locales": tuple(fields.get("locales", ()))})
        datetime.fromisoformat(event.at)
    except (ValueError, TypeError, AttributeError):
        message = "not an event of a release; restore it from git"
        raise CommuniqueError(message, path, number) from None
    return event


def restored(fields: dict[str, Any], folder: Path) -> Published:
    """Return a released edition from its facts as plain values.

    Args:
        fields: what :meth:`Releases.facts` gave; changed.
        folder: ``releases/``, named in errors.

    Raises:
        CommuniqueError: they are no released edition's.
    """
    try:
        for name in _MOMENTS:
            fields[name] = fields[name] and datetime.fromisoformat(fields[name])
        fields["state"] = EditionState(fields["state"])
        fields["rank"] = Rank(fields["rank"]) if fields["rank"] else None
        for name in ("packages", "translators", "links"):
            fields[name] = tuple(fields[name])
        fields["assets"] = tuple((_plain(name), _digest(kept)) for name, kept in fields["assets"])
        if not isinstance(fields["title"], str) or not isinstance(fields["metadata"], dict):
            raise TypeError("a title and metadata are wanted")
        if None in (fields["published"].tzinfo, fields["modified"].tzinfo):
            raise ValueError("a moment has no time zone")
        return Published(**fields)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _broken(error, folder / fields["slug"] / f"{fields['locale']}.json") from None


def _plain(name: str) -> str:
    """Return the name of an image or attachment, if it leads nowhere else."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name:
        raise ValueError(f"“{name}” is no name of a file that travels along")
    return name


def _digest(kept: str) -> str:
    if not _SHA256.match(kept):
        raise ValueError(f"“{kept}” is no SHA-256")
    return kept


def _write(path: Path, content: bytes) -> None:
    """Write a file at once, or not at all, and for good."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
