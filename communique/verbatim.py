"""Verbatim texts: boilerplate and quotations that are inserted as they are, never reworded."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from communique.errors import CommuniqueError


def normalised(text: str) -> str:
    """Return a text as it is compared: straight quotes, single spaces."""
    for curly, straight in (("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'"), ("\u00a0", " ")):
        text = text.replace(curly, straight)
    return " ".join(text.split())


@dataclass(slots=True)
class Verbatim:
    """Texts that exist in several languages, each wording fixed."""

    texts: list[dict[str, str]] = field(default_factory=list)

    def find(self, text: str, source: str, target: str) -> str | None:
        """Return the fixed wording of a whole text in another locale, if there is one."""
        wanted = normalised(text)
        for wordings in self.texts:
            if normalised(wordings.get(source, "")) == wanted and target in wordings:
                return wordings[target]
        return None


def load(folder: Path) -> Verbatim:
    """Read ``verbatim/*.toml``: a text a file, its keys the locales, its values the wordings.

    Raises:
        CommuniqueError: a file is not such a table.
    """
    found = Verbatim()
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CommuniqueError(f"not a verbatim text ({error})", path) from None
        if not all(isinstance(wording, str) for wording in table.values()):
            raise CommuniqueError('each line has to be LOCALE = "wording"', path)
        found.texts.append({locale: wording.strip() for locale, wording in table.items()})
    return found
