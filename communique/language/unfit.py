"""Characters that no text should hold when it is written: what XML and HTML forbid, what deceives.

The sets are written as all that fits, negated: a class that names the noncharacters of every plane
takes eight times as long to search for.
"""

from __future__ import annotations

import re

_PLANES = "".join(f"{chr(n << 16)}-{chr((n << 16) + 0xFFFD)}" for n in range(1, 17))

#: Finds what XML 1.0 cannot hold, not even as a reference: controls but tab, newline and carriage
#: return, halves of characters, U+FFFE and U+FFFF.
XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: Finds what no HTML may hold, nor XML: the same, the controls from U+007F to U+009F (with U+0085,
#: a line break to some), and the noncharacters of every plane.
HTML = re.compile(f"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")

#: Finds what turns letters round, so that a reader sees other words than a machine: the overrides.
OVERRIDES = re.compile("[\u202d\u202e]")


def writable(text: str) -> str:
    """Return a text without what neither HTML nor XML may hold."""
    return HTML.sub("", text)


def straight(text: str) -> str:
    """Return a text without what turns its letters round."""
    return OVERRIDES.sub("", text)
