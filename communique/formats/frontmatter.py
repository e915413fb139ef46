"""YAML front matter: which of its values a translator sees, and how they are quoted again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.errors import CommuniqueError
from communique.formats.base import Piece, has_words
from communique.statement import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

MAX_CHARS = 100_000
MAX_DEPTH = 50
STYLE = "yaml"
_STRING = "tag:yaml.org,2002:str"
_OPENING = re.compile(r"---[ \t]*\r?\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_KINDS = {
    "title": Kind.TITLE,
    "subtitle": Kind.SUBTITLE,
    "summary": Kind.SUMMARY,
    "description": Kind.SUMMARY,
}
# These may stand deeper too: in a list of images, or in a mapping from an image to its caption.
_DEEP_KINDS = {
    "caption": Kind.CAPTION,
    "captions": Kind.CAPTION,
    "alt": Kind.ALT,
    "image_alt": Kind.ALT,
    "image_caption": Kind.CAPTION,
}
_NESTING = re.compile(r"[\[{]|[-?:][ \t\r\n]|  ")
_QUOTES = {None: "plain", "'": "single"}
_LANGUAGE = ("language", "lang")
# What JSON leaves as it is and YAML would fold, refuse or take for a mark of its own.
_UNSAFE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a source's front matter holds, and the offset where its body begins."""

    body: int = 0
    pieces: tuple[Piece, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    language: str | None = None


def read_front_matter(source: str, path: Path) -> FrontMatter:
    """Return the front matter of a source; an empty one where the source has none.

    Raises:
        CommuniqueError: it is no valid YAML, too long, or uses aliases.
    """
    opening = _OPENING.match(source)
    closing = _CLOSING.search(source, opening.end()) if opening else None
    if opening is None or closing is None:
        return FrontMatter()
    if closing.start() > MAX_CHARS:
        raise CommuniqueError(f"front matter of more than {MAX_CHARS} characters", path, 1)
    entries = _parse(source[opening.end() : closing.start()], path)
    if entries is None:
        return FrontMatter()
    pieces = tuple(_pieces(entries, source, opening.end()))
    metadata = {entry.name: entry.value for entry in entries}
    return FrontMatter(closing.end(), pieces, metadata, _language(entries))


def write_value(style: str, text: str) -> str:
    """Return a YAML value that parses back to exactly ``text``, in the style's quotes if it can."""
    candidates = {"plain": (text, _single(text)), "single": (_single(text),)}
    for candidate in candidates.get(style.partition(" ")[2], ()):
        if _parses_to(candidate, text):
            return candidate
    return _double(text)


def relabel(source: str, tag: str) -> str:
    """Return a source whose front matter names another language; one that names none stays."""
    opening = _OPENING.match(source)
    closing = _CLOSING.search(source, opening.end()) if opening else None
    if opening is None or closing is None:
        return source
    entries = _parse(source[opening.end() : closing.start()], Path()) or []
    for entry in reversed(entries):
        if entry.name in _LANGUAGE and isinstance(entry.node.value, str):
            start = opening.end() + entry.node.start_mark.index
            end = opening.end() + entry.node.end_mark.index
            style = _style(entry.node, source, start)
            source = source[:start] + write_value(style, tag) + source[end:]
    return source


@dataclass(frozen=True, slots=True)
class _Entry:
    """One top-level key, the node of its value, and the value as plain data."""

    name: str
    node: yaml.Node
    value: Any


def _parse(text: str, path: Path) -> list[_Entry] | None:
    """Return the entries of a mapping, or None where the text is valid YAML but no mapping."""
    import yaml

    try:
        if not _is_shallow(text):
            _refuse_bombs(text, path)
        loader = _loader()(text)
        node = loader.get_single_node()
        if node is None:
            return []
        if not isinstance(node, yaml.MappingNode):
            return None
        return [_entry(loader, key, value, path) for key, value in node.value]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _broken(str(error.problem), path, mark.line if mark else 0) from None
    except yaml.YAMLError as error:
        raise _broken(str(error).partition("\n")[0], path, 0) from None


def _loader() -> Any:
    """Return libyaml's safe loader, ten times as fast; Python's own where that is missing."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _broken(problem: str, path: Path, line: int) -> CommuniqueError:
    message = (
        f"front matter is not valid YAML ({problem}): quote the value, or mend its indentation"
    )
    return CommuniqueError(message, path, line + 2)


def _is_shallow(text: str) -> bool:
    """Tell at a glance whether YAML can hold neither an alias nor a deep nesting."""
    return "*" not in text and len(_NESTING.findall(text)) < MAX_DEPTH


def _refuse_bombs(text: str, path: Path) -> None:
    """Refuse what takes YAML gigabytes (aliases) or minutes (thousands of open brackets)."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=_loader()):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _broken("nested too deeply", path, _line(event))
        if isinstance(event, yaml.AliasEvent):
            raise _broken("an alias (*); write it out", path, _line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _entry(loader: Any, key: yaml.Node, value: yaml.Node, path: Path) -> _Entry:
    try:
        name = str(loader.construct_object(key, deep=True))
        data = loader.construct_object(value, deep=True)
    except (ValueError, TypeError, OverflowError) as error:
        raise _broken(str(error), path, value.start_mark.line) from None
    return _Entry(name, value, _plain(data))


def _plain(value: object) -> Any:
    """Return a value as JSON would have it; dates in ISO form."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def _language(entries: list[_Entry]) -> str | None:
    """Return the language as it is written: to YAML, ``no`` is no Norwegian but a boolean."""
    found = {entry.name: entry.node.value for entry in entries if entry.name in _LANGUAGE}
    for name in _LANGUAGE:
        if isinstance(found.get(name), str) and found[name].strip():
            return str(found[name])
    return None


def _pieces(entries: list[_Entry], source: str, offset: int) -> Iterator[Piece]:
    for entry in entries:
        for kind, node, flow in _texts(entry.name, entry.node, _KINDS.get(entry.name)):
            start, end = offset + node.start_mark.index, offset + node.end_mark.index
            end -= len(source[start:end]) - len(source[start:end].rstrip())
            style = f"{STYLE} double" if flow else _style(node, source, start)
            yield Piece(kind, start, end, node.value.strip(), style=style)


def _texts(
    name: str, node: yaml.Node, kind: Kind | None = None, *, flow: bool = False
) -> Iterator[tuple[Kind, yaml.ScalarNode, bool]]:
    """Yield the texts in a key's value that a translator sees, the kind of each, and whether it
    stands in a flow collection (``[a, b]``), where commas and brackets end a plain value.
    """
    import yaml

    kind = _DEEP_KINDS.get(name, kind)
    if isinstance(node, yaml.ScalarNode):
        if kind is not None and node.tag == _STRING and has_words(node.value):
            yield kind, node, flow
    elif isinstance(node, yaml.CollectionNode):
        flow = flow or bool(node.flow_style)
        inside = kind if name in _DEEP_KINDS or not name else None
        for each in node.value:
            key, value = each if isinstance(each, tuple) else (None, each)
            inner = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            yield from _texts(inner, value, inside, flow=flow)


def _style(node: yaml.Node, source: str, start: int) -> str:
    """Name the quoting of a value; in a flow mapping only double quotes are always safe."""
    import yaml

    quote = (node.style or None) if isinstance(node, yaml.ScalarNode) else None
    flow = re.match(r"\s*\{", source[source.index("\n") + 1 : start] or "")
    tagged = source[start] in "!&"
    if flow or tagged:
        return f"{STYLE} double"
    return f"{STYLE} {_QUOTES.get(quote, 'double')}"


def _parses_to(candidate: str, text: str) -> bool:
    import yaml

    if any(char in text for char in "\r\n\x85\u2028\u2029"):
        return False
    try:
        loaded = yaml.load(f"key: {candidate}\n", Loader=_loader())  # noqa: S506 (a safe one)
        return bool(loaded == {"key": text})
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError):
        return False


def _single(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _double(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)
