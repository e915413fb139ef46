"""The ledger: the append-only sidecar that remembers where each machine text came from."""

from __future__ import annotations

import json
import logging
import os
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from communique.errors import CommuniqueError
from communique.statement import Key, digest

log = logging.getLogger(__name__)


def key_digest(key: Key) -> str:
    """Return the ledger's name for a catalog key, as gettext joins msgctxt and msgid."""
    return digest(key.text if key.context is None else f"{key.context}\x04{key.text}")


@dataclass(frozen=True, slots=True)
class Draft:
    """One machine text, as recorded.

    ``key`` names the segment (:func:`key_digest`), ``text`` the digest of the draft. ``origin``
    says what made it (``engine``, ``glossary``, ``verbatim``, ``memory``). ``score`` is the mean
    log-probability of a token, ``risk`` runs from 0 (trust) to 1 (doubt). ``time`` is ISO 8601.
    """

    key: str
    text: str
    origin: str
    package: str = ""
    version: str = ""
    score: float | None = None
    risk: float | None = None
    time: str = ""


@dataclass(slots=True)
class Ledger:
    """What the ledger of one catalog says, by segment. A lost ledger says nothing, so that every
    text counts as a human's until proven otherwise.
    """

    _drafts: dict[str, list[Draft]] = field(default_factory=lambda: defaultdict(list))

    def recorded(self, key: Key) -> Collection[str]:
        """Return the digests of all texts that were ever drafted for a segment."""
        return {draft.text for draft in self._drafts.get(key_digest(key), ())}

    def draft(self, key: Key, text: str) -> Draft | None:
        """Return the newest record of exactly this text for a segment."""
        wanted = digest(text)
        found = [d for d in self._drafts.get(key_digest(key), ()) if d.text == wanted]
        return found[-1] if found else None

    def add(self, draft: Draft) -> None:
        """Take a record in, in memory only; :func:`append` writes."""
        self._drafts[draft.key].append(draft)


def path_of(catalog: Path) -> Path:
    """Return the ledger's path beside its catalog."""
    return catalog.with_suffix(".ledger.jsonl")


def load(path: Path) -> Ledger:
    """Read a ledger; a missing file is an empty one, a torn or foreign line is passed over."""
    ledger = Ledger()
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return ledger
    except OSError as error:
        raise CommuniqueError(f"cannot be read ({error.strerror})", path) from None
    for number, line in enumerate(lines, 1):
        try:
            record: dict[str, Any] = json.loads(line)
            if record.pop("record") == "draft":
                ledger.add(Draft(**record))
        except (ValueError, TypeError, KeyError, AttributeError):
            log.warning("%s:%d: not a ledger record; passed over", path, number)
    return ledger


def append(path: Path, drafts: Iterable[Draft]) -> None:
    """Append records and see them to the disk, in one write.

    A torn last line, left by a kill, is first ended, so that it cannot swallow a new record.
    """
    lines = [
        json.dumps({"record": "draft"} | _without_none(asdict(draft)), ensure_ascii=False)
        for draft in drafts
    ]
    if not lines:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                torn = file.read(1) != b"\n"
            else:
                torn = False
            file.write((("\n" if torn else "") + "\n".join(lines) + "\n").encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", path) from None


def _without_none(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value not in (None, "")}
