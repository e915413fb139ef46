"""Make a new workspace: its settings, its folders, what git shall leave alone."""

from __future__ import annotations

from pathlib import Path

from communique.errors import CommuniqueError, UsageError

_SETTINGS = """\
# A communique workspace. Every command takes --project with this folder's path.
name = {name}

# Into which locales the statements are translated (es, pt_BR, zh_Hant …).
locales = [{locales}]

# What an edition needs before it is published: "approved", "reviewed" or "drafts-labelled".
require = "reviewed"

# Where the site will stand, for canonical addresses, feeds and the sitemap.
# base_url = "https://statements.example.org"

# What one statement has of its own:
# [statements.its-slug]
# locales = ["es"]
# require = "drafts-labelled"
"""
_IGNORE = "/.communique/\n/site/\n"


def create(folder: Path, name: str, locales: list[str]) -> list[Path]:
    """Make a workspace in a folder, new or not; what is there already stays as it is.

    Args:
        folder: the folder to make or fill.
        name: the workspace's name.
        locales: its target locales, normalised.

    Returns:
        What was made.

    Raises:
        UsageError: there is a workspace already.
        CommuniqueError: the folder cannot be written.
    """
    from communique.project import FILE

    if (folder / FILE).exists():
        raise UsageError("there is a workspace already", folder / FILE)
    quoted = ", ".join(f'"{locale}"' for locale in locales)
    texts = {
        FILE: _SETTINGS.format(name=_toml(name), locales=quoted),
        ".gitignore": _IGNORE,
        "source_texts/.gitkeep": "",
        "locales/.gitkeep": "",
    }
    made = []
    try:
        for relative, text in texts.items():
            path = folder / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text(text, "utf-8")
                made.append(path)
    except OSError as error:
        raise CommuniqueError(f"cannot be written ({error.strerror})", folder) from None
    return made


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
