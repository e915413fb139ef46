"""From a statement to its template (.pot), and from a template to a new catalog's header."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import polib
from babel import Locale
from babel.messages.plurals import get_plural

from communique.statement import Key, Statement


@dataclass(frozen=True, slots=True)
class Header:
    """What a workspace says of itself in the header of its catalogs."""

    project: str
    bugs: str
    generator: str


def template(
    statement: Statement,
    reference: str,
    header: Header,
    notes: Callable[[str], Iterable[str]] = lambda text: (),
) -> polib.POFile:
    """Return a statement's template: an entry for each distinct segment, in document order.

    Args:
        statement: the source, read.
        reference: the source's path relative to the workspace, for ``#:``.
        header: the workspace's own words.
        notes: what else a translator of any language should know of a segment's text, a line
            each, for ``#.``: a glossary's remarks, a quotation's origin.
    """
    pot = polib.POFile(wrapwidth=0, encoding="utf-8")
    pot.metadata_is_fuzzy = True
    pot.header = f"Template of the statement {statement.slug}."
    pot.metadata = _metadata(header, statement) | {
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "FULL NAME <EMAIL@ADDRESS>",
        "Language-Team": "LANGUAGE <LL@li.org>",
        "Language": "",
    }
    said: dict[Key, list[str]] = {}
    for segment in statement.segments:
        lines = said.setdefault(segment.key, [])
        if segment.note and segment.note not in lines:
            lines.append(segment.note)
    pot.extend(
        polib.POEntry(
            msgctxt=key.context,
            msgid=key.text,
            comment="\n".join([*lines, *notes(key.text)]),
            occurrences=[(reference, "")],
        )
        for key, lines in said.items()
    )
    return pot


def redate(new: polib.POFile, old: polib.POFile | None) -> polib.POFile:
    """Keep a template's creation date while its messages stay the same.

    The date then says when the messages last changed, and a second run changes nothing.
    """
    if old is not None and _messages(old) == _messages(new):
        new.metadata["POT-Creation-Date"] = old.metadata.get(
            "POT-Creation-Date", new.metadata["POT-Creation-Date"]
        )
    return new


def _messages(catalog: polib.POFile) -> list[tuple[str | None, str, str]]:
    return [(entry.msgctxt, entry.msgid, entry.comment) for entry in catalog]


def empty_catalog(pot: polib.POFile, locale: Locale) -> polib.POFile:
    """Return a catalog without entries for a locale, with the full header of a template."""
    catalog = polib.POFile(wrapwidth=0, encoding="utf-8")
    catalog.header = f"{locale.english_name} translation of a statement."
    created = pot.metadata["POT-Creation-Date"]
    catalog.metadata = dict(pot.metadata) | {
        "PO-Revision-Date": created,
        "Last-Translator": "Automatically generated",
        "Language-Team": "none",
        "Language": str(locale),
        "Plural-Forms": plural_forms(locale),
    }
    return catalog


def plural_forms(locale: Locale) -> str:
    """Return a locale's ``Plural-Forms`` as Babel (CLDR) has it; gettext's manual, 11.2.6."""
    try:
        plural = get_plural(str(locale))
    except LookupError:
        plural = get_plural(locale.language)
    return f"nplurals={plural.num_plurals}; plural={plural.plural_expr};"


def _metadata(header: Header, statement: Statement) -> dict[str, str]:
    return {
        "Project-Id-Version": f"{header.project} {statement.slug}",
        "Report-Msgid-Bugs-To": header.bugs,
        "POT-Creation-Date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": statement.language,
        "X-Segmentation": statement.segmentation,
        "X-Generator": header.generator,
    }
