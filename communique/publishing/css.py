"""Text as CSS has it."""

from __future__ import annotations


def quoted(text: str) -> str:
    """Return a text as a string of CSS: whatever is no letter, digit or space is escaped."""
    safe = "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)
    return f'"{safe}"'
