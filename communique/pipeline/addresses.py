"""Where an edition, its preview and its proof sheet are found by HTTP, for links that people click.

A preview's address is nobody's setting: whoever starts one beside the flows says where it is, in
the environment variable ``COMMUNIQUE_PREVIEW``, such as ``http://127.0.0.1:8000``.
"""

from __future__ import annotations

import os
from urllib.parse import quote, urlsplit

from communique.language.scripts import html_tag
from communique.project import Project

#: The environment variable that says where a preview is served.
PREVIEW = "COMMUNIQUE_PREVIEW"
#: The folder of the proof sheets, in a preview's addresses.
PROOFS = "proofs"


def edition_url(project: Project, slug: str, locale: str) -> str:
    """Return where the public finds an edition; "" where the settings name no ``base_url``."""
    return _under(project.options.base_url, page(slug, locale))


def preview_url(project: Project, slug: str, locale: str) -> str:
    """Return where the house sees an edition as it would look now; "" without a preview.

    Args:
        project: the workspace, which the preview shows.
        slug: the statement.
        locale: the edition's.
    """
    return _under(_preview(), page(slug, locale))


def proof_url(project: Project, slug: str, locale: str) -> str:
    """Return where a proof sheet is drawn of what stands now; "" without a preview.

    Args:
        project: the workspace, which the preview shows.
        slug: the statement.
        locale: the translation's.
    """
    return _under(_preview(), proof_page(slug, locale))


def page(slug: str, locale: str) -> str:
    """Return the place of an edition on a site, as an address has it: ``pt-BR/appeal/``."""
    return f"{html_tag(locale)}/{slug}/"


def proof_page(slug: str, locale: str) -> str:
    """Return the place of a proof sheet in a preview: ``proofs/appeal.pt_BR.html``."""
    return f"{PROOFS}/{slug}.{locale}.html"


def _preview() -> str:
    """Return a preview's address; what is none makes no link."""
    told = os.environ.get(PREVIEW, "").strip()
    try:
        parts = urlsplit(told)
    except ValueError:
        return ""
    return told if parts.scheme in {"http", "https"} and parts.hostname else ""


def _under(base: str, place: str) -> str:
    return f"{base.rstrip('/')}/{quote(place)}" if base else ""
