"""What in a text is not prose: addresses, code, tags, entities, the targets of links."""

from __future__ import annotations

import html
import re
from functools import lru_cache

# Each of these looks ahead a bounded way only, or not beyond the next thing of its kind: the time
# that they take on any text grows with its length, and no faster.

# No address runs on into Han, kana or Hangul, whose writers put no space after it.
_NOT_IN_URL = r"\s<>\"`«»“”()\[\]{}|\\^،؛؟\ue000\u3000-\u9fff\uac00-\ud7af\uff00-\uffef"
_HOST = r"[\w.-]{1,80}\.(?:org|com|net|int|eu|info|io|gov|edu)\b"
URL = (
    rf"(?<![A-Za-z0-9_@.])(?:(?:https?|ftp)://|www\.|(?={_HOST}))"
    rf"(?:[^{_NOT_IN_URL}]|\([^{_NOT_IN_URL}]*\))+"
    r"(?<![.,;:!?'’*_~…·])"
)
EMAIL = (
    r"(?<![A-Za-z0-9.+_-])(?:mailto:)?[A-Za-z0-9][\w.+-]{0,64}"
    r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
CODE = (  # a tick before it is part of a longer run, unless that tick is escaped
    r"(?<!(?<!\\)`)(?<!\\)(?P<ticks>`+)(?!`)(?P<code>.{1,5000}?)(?<!`)(?P=ticks)(?!`)"
)
# What is not to be translated: code, and what says so: in short form (x and a number) or as it is.
_KEPT_NAME = (
    r"(?:(?:code|kbd|samp|tt|var)\d*|script|style|x\d+)(?=[\s>])"
    r"|[a-z][a-z0-9-]*(?=\s(?:[^<>]*\s)?translate\s*=\s*(?:\"no\"|'no'|no(?=[\s>])))"
)
_OTHER = r"<(?!/?(?P=kept)[\s>])[^<]*+"  # a tag of another name inside it, and the text behind that
_LIKE = rf"<(?P=kept)[\s>][^<]*+(?:{_OTHER}){{0,100}}+</(?P=kept)\s*>[^<]*+"  # one of its own name
KEPT = (
    rf"(?i:<(?P<kept>{_KEPT_NAME})(?:\s[^<>]*)?(?<!/)>"
    rf"(?P<inside>[^<]*+(?:{_OTHER}|{_LIKE}){{0,100}}+)</(?P=kept)\s*>)"
)
AUTOLINK = r"<(?:[A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*|[\w.+-]+@[\w.-]+)>"
COMMENT = r"<!--(?:(?!<!--|-->).)*+-->"
TAG = r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>"
ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
FOOTNOTE = r"\[\^[^\[\]\s]+\]"

# What programs fill in: printf's and Python's forms, templates'. No blank after the percent sign:
# "100 % de" is prose.
PLACEHOLDER = (
    r"(?<![\d%])%(?:\([\w.-]{1,60}\)|\d{1,2}\$)?[-+0#]{0,3}\d{0,3}(?:\.\d{1,3})?"
    r"(?:hh?|ll?|z)?[diouxXeEfFgGcrsa@](?![A-Za-z])"
    r"|\$\{[A-Za-z_][\w.-]{0,60}\}"
    r"|\{\{\s{0,3}[A-Za-z_][\w.|: -]{0,80}\}\}"
    r"|\{(?:[A-Za-z_][\w.]{0,60}(?:\[\w{1,30}\])?|\d{0,3})(?:![rsa])?(?::[^{}\s]{0,20})?\}"
)
# A version of something: 0.85.x, v2.1, 2.1.0-rc1. Not 1.000.000, not 4.5.2026.
_RELEASE = r"(?:[-.]?(?:alpha|beta|pre|preview|dev|post|rc|a|b)[-.]?\d{0,4})"
VERSION = (
    r"(?<![\w.,@/-])(?!\d{1,3}(?:\.\d{3})+(?!\w|\.\w)|\d{1,2}\.\d{1,2}\.\d{4}(?!\w|\.\w)"
    r"|\d{2}\.\d{2}\.\d{2}(?!\w|\.\w)|\d{4}\.\d{1,2}\.\d{1,2}(?!\w|\.\w))"
    rf"(?:v\d{{1,5}}(?:\.\d{{1,8}}){{1,4}}(?:\.x)?{_RELEASE}?"
    rf"|v?\d{{1,5}}(?:\.\d{{1,8}}){{0,3}}\.x|\d{{1,5}}(?:\.\d{{1,8}}){{2,4}}{_RELEASE}?"
    rf"|\d{{1,5}}\.\d{{1,8}}{_RELEASE})(?![\w-])(?!\.\d)"
)
LINK_TARGET = (
    r"(?<=\])\(\s*+(?P<target><[^<>\n]*>|(?:[^\s()]|\([^\s()]*\))*)"
    r"(?:\s++(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*+\)"
)
IMAGE = r"!\[\](?=[(\[])|!(?=\[[^\[\]]{1,500}\][(\[])"
REFERENCE = r"(?<=\])\[(?P<reference>[^\[\]^]+)\]"

#: A stand-in for what an engine must not touch: X and a number, in whatever case an engine wrote
#: it; not the name of a tag.
STAND_IN = re.compile(r"(?<![<\w])(?<!</)[Xx](\d{1,6})(?!\w)")

ADDRESS = re.compile(f"(?P<url>{URL})|(?P<email>{EMAIL})")
APART = re.compile(
    "|".join(
        (
            *(CODE, KEPT, COMMENT, AUTOLINK, TAG, IMAGE, LINK_TARGET, REFERENCE, FOOTNOTE),
            *(ENTITY, EMAIL, URL),
        )
    ),
    re.DOTALL,
)
_MARKUP = re.compile(
    "|".join((CODE, KEPT, COMMENT, TAG, LINK_TARGET, REFERENCE, FOOTNOTE)), re.DOTALL
)
_CODE = re.compile(CODE, re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Without one of these there is no code, tag, address, entity, escape or emphasis in a text.
_MAYBE_APART = re.compile(r"[`<&@*~_\\\[\]]|:/|\.\S")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*+|~~|(?<![^\W_])_+|_+(?![^\W_]))")


def without_markup(text: str) -> str:
    """Return a text without code, tags, link targets, footnote marks; addresses stay.

    Args:
        text: Markdown with or without HTML, as a segment has it.
    """
    return _MARKUP.sub(" ", text)


def without_code(text: str) -> str:
    """Return a text with a space for each code span in ticks.

    Args:
        text: Markdown, as a segment has it.
    """
    return _CODE.sub(" ", text)


@lru_cache(maxsize=1024)
def prose(text: str) -> str:
    """Return only what is written in a language: no markup, code or addresses; entities resolved.

    Inline tags and emphasis vanish without a trace; code and addresses leave a space.
    """
    if not _MAYBE_APART.search(text):
        return text
    bare = APART.sub(_trace, text)
    bare = _EMPHASIS.sub("", bare)
    return html.unescape(_ESCAPE.sub(r"\1", bare))


def _trace(match: re.Match[str]) -> str:
    """What an expunged span leaves behind: an entity itself, a tag nothing, all else a space."""
    found = match.group()
    if found.startswith("&"):
        return found
    inline = found.startswith("<") and "://" not in found and not found.startswith("<br")
    inline = inline and match["kept"] is None
    return "" if inline or found.startswith(("(", "[", "!")) else " "
