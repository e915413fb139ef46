"""Judges a value by a JSON Schema: as much of the language as our schemas are written in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Check = Callable[[Any, Any, "_Place"], Iterator[str]]


class _Place(NamedTuple):
    """Where a value stands: how it is called, which schema it is judged by, and the whole one."""

    name: str
    here: Mapping[str, Any]
    root: Mapping[str, Any]

    def inside(self, name: str) -> str:
        """Return what a member of the value is called."""
        return f"{self.name}.{name}"


def problems(value: object, schema: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield what keeps a value from being as a schema wants it; nothing where it is.

    So a bundle can be verified without any library; that it agrees with one is tested.

    Args:
        value: what was read from JSON.
        schema: in the words of 2020-12 that are known here; others are only remarks.
        name: what messages call the value.
    """
    yield from _judged(value, _Place(name, schema, schema))


def _judged(value: object, at: _Place) -> Iterator[str]:
    for keyword, argument in at.here.items():
        if keyword in _CHECKS:
            yield from _CHECKS[keyword](value, argument, at)


def _reference(value: object, name: str, at: _Place) -> Iterator[str]:
    yield from _judged(value, at._replace(here=at.root["$defs"][name.removeprefix("#/$defs/")]))


def _any_of(value: object, choices: list[Any], at: _Place) -> Iterator[str]:
    """Judge by the choice that fits best."""
    found = [list(_judged(value, at._replace(here=choice))) for choice in choices]
    yield from min(found, key=len)


def _type(value: object, name: str, at: _Place) -> Iterator[str]:
    if not _TYPES[name](value):
        yield f"{at.name} is no {name}"


_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "null": lambda value: value is None,
    "integer": lambda value: _is_number(value) and value % 1 == 0,
}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _equal(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _among(value: object, choices: list[Any], at: _Place) -> Iterator[str]:
    if not any(_equal(value, one) for one in choices):
        yield f"{at.name} is none of {json.dumps(choices)}"


def _same(value: object, one: object, at: _Place) -> Iterator[str]:
    if not _equal(value, one):
        yield f"{at.name} is not {json.dumps(one)}"


def _pattern(value: object, pattern: str, at: _Place) -> Iterator[str]:
    if isinstance(value, str) and not re.search(pattern, value):
        yield f"{at.name} is not written as it should be"


def _shortest(value: object, least: int, at: _Place) -> Iterator[str]:
    if isinstance(value, str) and len(value) < least:
        yield f"{at.name} is too short"


def _longest(value: object, most: int, at: _Place) -> Iterator[str]:
    if isinstance(value, str) and len(value) > most:
        yield f"{at.name} is too long"


def _least(value: Any, least: int, at: _Place) -> Iterator[str]:
    if _is_number(value) and value < least:
        yield f"{at.name} is less than {least}"


def _required(value: object, names: list[str], at: _Place) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{at.inside(name)} is missing" for name in names if name not in value)


def _properties(value: object, known: Mapping[str, Any], at: _Place) -> Iterator[str]:
    if isinstance(value, dict):
        for name, wanted in known.items():
            if name in value:
                yield from _judged(value[name], at._replace(name=at.inside(name), here=wanted))


def _no_more(value: object, _: bool, at: _Place) -> Iterator[str]:
    if isinstance(value, dict):
        more = [name for name in value if name not in at.here["properties"]]
        yield from (f"{at.inside(name)} is unknown" for name in more)


def _items(value: object, wanted: Mapping[str, Any], at: _Place) -> Iterator[str]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _judged(one, at._replace(name=f"{at.name}[{number}]", here=wanted))


_CHECKS: Mapping[str, Check] = {
    "$ref": _reference,
    "additionalProperties": _no_more,
    "anyOf": _any_of,
    "const": _same,
    "enum": _among,
    "items": _items,
    "maxLength": _longest,
    "minLength": _shortest,
    "minimum": _least,
    "pattern": _pattern,
    "properties": _properties,
    "required": _required,
    "type": _type,
}
