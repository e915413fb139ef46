"""Plain text as HTML: paragraphs, headings, lists and quotations as people type them."""

from __future__ import annotations

import re
from html import escape

_UNDERLINE = re.compile(r"(={3,}|-{3,}|~{3,})[ \t]*\Z")
_RULE = re.compile(r"(?:[*_=~-][ \t]*){3,}\Z")
_BULLET = re.compile(r"[-*+•–·‣][ \t]+")
_NUMBER = re.compile(r"(\d{1,4})[.)][ \t]+")
_QUOTED = re.compile(r">[ \t]?")
_ADDRESS = re.compile(r"https?://[^\s<>\"'“”]*[^\s<>\"'“”.,;:!?)\]]")


def to_html(text: str) -> str:
    """Return a plain text as HTML, not yet sanitised."""
    return "\n".join(_block(block) for block in re.split(r"\n(?:[ \t]*\n)+", text.strip("\n")))


def _block(block: str) -> str:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if not lines:
        return ""
    if len(lines) == 1 and _RULE.match(lines[0]):
        return "<hr>"
    if len(lines) > 1 and _UNDERLINE.match(lines[1]):
        return _headed(lines)
    if all(_QUOTED.match(line) for line in lines):
        return _quotation(lines)
    return _list_or_paragraph(lines)


def _headed(lines: list[str]) -> str:
    """Return an underlined heading and what follows it without a blank line."""
    level = 1 if lines[1].startswith("=") else 2
    heading = f"<h{level}>{_inline(lines[0])}</h{level}>"
    return heading + _block("\n".join(lines[2:]))


def _quotation(lines: list[str]) -> str:
    inner = "\n".join(_QUOTED.sub("", line, count=1) for line in lines)
    return f"<blockquote>{to_html(inner)}</blockquote>"


def _list_or_paragraph(lines: list[str]) -> str:
    for pattern in (_BULLET, _NUMBER):
        first = next((i for i, line in enumerate(lines) if pattern.match(line)), None)
        if first is not None and (first == 0 or lines[first - 1].endswith(":")):
            return _paragraph(lines[:first]) + _list(lines[first:], pattern)
    return _paragraph(lines)


def _paragraph(lines: list[str]) -> str:
    return f"<p>{_inline(' '.join(lines))}</p>" if lines else ""


def _list(lines: list[str], pattern: re.Pattern[str]) -> str:
    items: list[str] = []
    for line in lines:
        if pattern.match(line) or not items:
            items.append(pattern.sub("", line, count=1))
        else:
            items[-1] += f" {line}"
    inner = "".join(f"<li>{_inline(item)}</li>" for item in items)
    number = _NUMBER.match(lines[0])
    return f'<ol start="{int(number[1])}">{inner}</ol>' if number else f"<ul>{inner}</ul>"


def _inline(text: str) -> str:
    """Escape a text and make its web addresses links."""
    parts: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = escape(match[0])
        parts += [escape(text[end : match.start()]), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join([*parts, escape(text[end:])])
