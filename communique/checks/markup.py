"""Inline markup: emphasis, HTML tags, images and footnotes, as the source has them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, difference, register
from communique.language import spans

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANY = re.compile(r"[*_~<\[]")
_CODE = re.compile(spans.CODE, re.DOTALL)
_TAG = re.compile(rf"{spans.TAG}|{spans.COMMENT}", re.DOTALL)
_FOOTNOTE = re.compile(spans.FOOTNOTE)
_TAG_NAME = re.compile(r"</?\s*([A-Za-z][A-Za-z0-9-]*)")
_STRONG = re.compile(
    r"\*\*(?=[^\s*]|\*\S)(.+?)(?<=\S)\*\*(?!\*)|(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"
)
_STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_EMPHASIS = re.compile(r"\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*|(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)")
_ESCAPED = re.compile(r"\\[*_~`<>\[\]\\]")


@register("markup", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Compare what of each kind there is; where it stands is the translator's to say."""
    if not _ANY.search(unit.source) and not _ANY.search(unit.target):
        return
    ours, theirs = _inventory(unit.source), _inventory(unit.target)
    missing, extra = ours - theirs, theirs - ours
    if said := difference(missing.elements(), extra.elements()):
        yield said


def _inventory(text: str) -> Counter[str]:
    """The markup of a text as a translator would name it, with how often it comes."""
    text = _ESCAPED.sub("", text)
    text = _CODE.sub(" ", text)  # another check's business
    found = Counter(_tag(match.group()) for match in _TAG.finditer(text))
    found.update(_FOOTNOTE.findall(text))
    text = spans.ADDRESS.sub("x", spans.without_markup(text))
    return found + _emphases(text)


def _tag(tag: str) -> str:
    """A tag by its name alone: <br/> is <br>, and attributes are another check's business."""
    name = _TAG_NAME.match(tag)
    if name is None:
        return "<!-- -->"
    return f"<{'/' if tag.startswith('</') else ''}{name[1].lower()}>"


def _emphases(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, pattern in (("**…**", _STRONG), ("~~…~~", _STRUCK), ("*…*", _EMPHASIS)):
        text, times = pattern.subn(lambda match: next(filter(None, match.groups()), ""), text)
        found[name] += times
    return found
