"""What was released: each edition as it was published, in ``releases/<slug>/<locale>.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from communique.editions.edition import Edition, EditionState
from communique.errors import CommuniqueError

Released = dict[tuple[str, str], Edition]


def load(folder: Path, root: Path) -> Released:
    """Return the editions of the last release, by slug and locale.

    Args:
        folder: ``releases/``; there need not be one.
        root: the workspace, to which the editions' folders are relative.

    Raises:
        CommuniqueError: a file there is no edition.
    """
    found: Released = {}
    for path in sorted(folder.glob("*/*.json")):
        try:
            fields = json.loads(path.read_text("utf-8"))
            fields["state"] = EditionState(fields["state"])
            fields["packages"] = tuple(fields["packages"])
            fields["folder"] = root / fields["folder"] if fields["folder"] else None
            edition = Edition(**fields)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CommuniqueError(f"no released edition ({error}); restore it", path) from None
        found[edition.slug, edition.locale] = edition
    return found


def save(folder: Path, root: Path, editions: Iterable[Edition]) -> None:
    """Record a release; what is no longer in it is forgotten.

    Raises:
        CommuniqueError: the folder cannot be written.
    """
    try:
        kept = {_write(folder, root, edition) for edition in editions}
        for path in folder.glob("*/*.json"):
            if path not in kept:
                path.unlink()
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", folder) from None


def _write(folder: Path, root: Path, edition: Edition) -> Path:
    path = folder / edition.slug / f"{edition.locale}.json"
    fields = asdict(edition) | {
        "folder": edition.folder.relative_to(root).as_posix() if edition.folder else None
    }
    text = json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        new = path.with_name(f".{path.name}.new")
        new.write_text(text, "utf-8")
        new.replace(path)
    return path
