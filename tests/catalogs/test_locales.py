"""Every locale that Babel knows: the real msgfmt has nothing to say, the real msgcat to change."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from communique.catalogs import files, gate
from communique.catalogs.ledger import Ledger
from communique.catalogs.template import Header, template
from communique.catalogs.update import update
from communique.errors import UsageError
from communique.language.locales import parse_locale
from communique.statement import Block, Kind, Segment, Statement

SEGMENTS = (
    Segment("A call", "title", "title"),
    Segment("We demand peace.", None, "paragraph"),
    Segment('Say "no"\nto the \\ war <a id="a1">now</a>.', None, "paragraph"),
)
STATEMENT = Statement(
    "appeal",
    Path("source_texts/appeal.md"),
    "markdown",
    "en",
    "",
    tuple(Block(Kind.PARAGRAPH, 0, 0, (segment,)) for segment in SEGMENTS),
)
POT = template(STATEMENT, "source_texts/appeal.md", Header("P", "bugs@example.org", "communique"))
EVERY = sorted({*locale_identifiers(), "sr@latin", "zh_TW", "pt-BR", "es_419"})
SAMPLE = sorted({re.split("[_@-]", code)[0]: code for code in EVERY}.values())


@pytest.mark.parametrize(
    "codes", [SAMPLE, pytest.param(EVERY, marks=pytest.mark.verify)], ids=["sample", "every"]
)
def test_a_new_catalog_is_clean(codes: list[str]) -> None:
    assert len(codes) > 300
    with ThreadPoolExecutor(4) as pool:
        assert [found for found in pool.map(complaint, codes) if found] == []


def test_the_template_is_clean() -> None:
    payload = files.dump(POT)
    assert gettext("msgcat", "--no-wrap", payload=payload) == (0, payload.decode(), "")


def complaint(code: str) -> str:
    """Return what anybody has to say against a locale's new catalog, or nothing."""
    locale, path = located(code), Path(code, "LC_MESSAGES", "appeal.po")
    payload = files.dump(update(None, POT, locale, Ledger())[0])
    compiled = gettext("msgfmt", "-c", "-v", "-o", "/dev/null", payload=payload)
    if compiled != (0, "", "0 translated messages, 3 untranslated messages.\n"):
        return f"{code}: {compiled}"
    if gettext("msgcat", "--no-wrap", payload=payload) != (0, payload.decode(), ""):
        return f"{code}: msgcat changes it"
    old = files.parse(payload, path)
    gate.vouch(
        old, path, slug="appeal", locale=locale, reference=str(STATEMENT.path), keys=STATEMENT.keys
    )
    again, result = update(old, POT, locale, Ledger())
    if result.changed or files.dump(again, like=old) != payload:
        return f"{code}: a second update changes it"
    return ""


def located(code: str) -> Locale:
    """Return a locale; those with a variant (``be_TARASK``) are Babel's alone."""
    try:
        return parse_locale(code)
    except UsageError:
        return Locale.parse(code)


def gettext(tool: str, *options: str, payload: bytes) -> tuple[int, str, str]:
    """Run one of gettext's tools on a catalog."""
    done = subprocess.run([tool, *options, "-"], input=payload, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()
