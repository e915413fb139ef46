"""What in a text is not prose: addresses, code, tags, entities, the targets of links."""

from __future__ import annotations

import html
import re
from functools import lru_cache

# No address runs on into Han, kana or Hangul, whose writers put no space after it.
_NOT_IN_URL = r"\s<>\"`«»“”()\[\]{}|\\^،؛؟\ue000\u3000-\u9fff\uac00-\ud7af\uff00-\uffef"
URL = (
    r"(?<![A-Za-z0-9_@.])(?:(?:https?|ftp)://|www\.|(?=[\w.-]+\.(?:org|com|net|int|eu|info|io|gov|edu)\b))"
    rf"(?:[^{_NOT_IN_URL}]|\([^{_NOT_IN_URL}]*\))+"
    r"(?<![.,;:!?'’*_~…·])"
)
EMAIL = r"(?<![A-Za-z0-9.+_-])(?:mailto:)?[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
CODE = r"(?<![`\\])(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
KEPT = r"<(?P<kept>(?:code|kbd|samp|tt|var)\d*|x\d+)(?:\s[^<>]*)?>(?P<inside>.*?)</(?P=kept)\s*>"
AUTOLINK = r"<(?:[A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*|[\w.+-]+@[\w.-]+)>"
COMMENT = r"<!--.*?-->"
TAG = r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>"
ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
FOOTNOTE = r"\[\^[^\]\s]+\]"
LINK_TARGET = (
    r"(?<=\])\(\s*(?P<target><[^<>\n]*>|(?:[^\s()]|\([^\s()]*\))*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
REFERENCE = r"(?<=\])\[(?P<reference>[^\[\]^]+)\]"

ADDRESS = re.compile(f"(?P<url>{URL})|(?P<email>{EMAIL})")
APART = re.compile(
    "|".join(
        (CODE, KEPT, COMMENT, AUTOLINK, TAG, LINK_TARGET, REFERENCE, FOOTNOTE, ENTITY, EMAIL, URL)
    ),
    re.DOTALL,
)
_MARKUP = re.compile(
    "|".join((CODE, KEPT, COMMENT, TAG, LINK_TARGET, REFERENCE, FOOTNOTE)), re.DOTALL
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*+|~~|(?<![^\W_])_+|_+(?![^\W_]))")


def without_markup(text: str) -> str:
    """Return a text without code, tags, link targets, footnote marks; addresses stay.

    Args:
        text: Markdown with or without HTML, as a segment has it.
    """
    return _MARKUP.sub(" ", text)


@lru_cache(maxsize=1024)
def prose(text: str) -> str:
    """Return only what is written in a language: no markup, code or addresses; entities resolved.

    Inline tags and emphasis vanish without a trace; code and addresses leave a space.
    """
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
    return "" if inline or found.startswith(("(", "[")) else " "
