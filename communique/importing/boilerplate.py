"""Lines that a site puts before and after a text, from ``boilerplate/<language>.txt``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_SURE = ("lines", "author", "published")
_UNDER_TITLE = "author under the title"
_FROM_HERE = "from here on"
SECTIONS = (*_SURE, _UNDER_TITLE, _FROM_HERE)
_PROSE = 120
_SENTENCE = 60
_MOST_AFTER = 80
_LONGEST = 400
_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", "؟", "।", "”", "»", '"')
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\xad]")
_EDGES = " \t\xa0•·|–—-*:.>›»«<‹…!,;()[]"
_BETWEEN = re.compile(r"\s*(?:[·•|/›»→⋅]|\s[-–—]\s|,\s|\t)\s*")


class Proposal(NamedTuple):
    """Why a line is proposed for removal, and what it tells: an author's name, a date, a title."""

    why: str
    author: str = ""
    published: str = ""
    title: str = ""


_BARS = re.compile(r"\s*[|»›·•→⋅]\s*")
_MENU_ENTRY = 40
_MENU_LAST = 120
_HASHTAGS = re.compile(r"(?:#[^\W\d]\w*[\s,]*){2,}")
_DAY = re.compile(
    r"""(?: \d{1,2}(?:st|nd|rd|th|\.|º)?\s(?:de\s)?[^\W\d]+\.?,?\s(?:de\s)?\d{4}
      | [^\W\d]+\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}
      | \d{1,2}[./-]\d{1,2}[./-]\d{4} | \d{4}[./-]\d{1,2}[./-]\d{1,2}
      | \d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日
    )(?:\s(?:г\.?|года))?(?:,?\s(?:at\s|um\s|à\s)?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?|\sUhr)?)?""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The patterns of all languages: a page's furniture often speaks another than its text."""

    patterns: dict[str, re.Pattern[str]] = field(hash=False)


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the rules of every language."""
    found: dict[str, list[str]] = {section: [] for section in SECTIONS}
    for file in sorted(files("communique.importing").joinpath("boilerplate").iterdir(), key=str):
        if file.name.endswith(".txt"):
            for section, entries in parse(file.read_text(encoding="utf-8")).items():
                found[section] += entries
    return Rules({section: _pattern(entries) for section, entries in found.items()})


def parse(text: str) -> dict[str, list[str]]:
    """Read a file's rules: ``[section]`` lines, a line's text an entry, ``#`` begins a comment.

    In an entry ``*`` stands for any words (an author, a date), ``0`` for a number.

    Raises:
        ValueError: an unknown section, or an entry before the first one.
    """
    found: dict[str, list[str]] = {section: [] for section in SECTIONS}
    section = ""
    for line in text.splitlines():
        entry = line.partition("#")[0].strip()
        if entry.startswith("["):
            section = entry.strip("[]")
        if entry and section not in found:
            raise ValueError(f"unknown section {section!r} at {entry!r}")
        if entry and not entry.startswith("["):
            found[section].append(entry)
    return found


def _pattern(entries: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of whole lines; each ``*`` is a group of the same name, ``words``."""
    parts = []
    distinct = {normal(entry.replace("*", "\0")) for entry in entries}
    for entry in sorted(distinct, key=lambda each: (-len(each), each)):
        words = re.escape(entry).replace("0", r"\d[\d.,]*").replace(r"\ ", r"\s+")
        parts.append(words.replace("'", "['’]").replace("\0", r"\s*(.{1,300}?)"))
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def normal(line: str) -> str:
    """Return a line without what a site decorates it with."""
    return " ".join(_UNSEEN.sub("", line).split()).strip(_EDGES)


def proposals(lines: Sequence[str]) -> dict[int, Proposal]:
    """Return which lines of a text, by their index, are a site's and not the text's.

    Only before the first line of prose and after the last: a line in the middle is never one.
    """
    single = _singly(lines)
    ends = [_matched(_FROM_HERE, line) is not None for line in lines]
    prose = [
        index
        for index, line in enumerate(lines)
        if single[index] is None and not ends[index] and _is_prose(line)
    ]
    first = prose[0] if prose else len(lines)
    end = _end(lines, ends, prose)
    last = max((index for index in prose if index < end), default=-1)
    found = {index: each for index, each in enumerate(single) if each and index < first}
    found |= _days_beside(lines, found, first)
    found |= {index: each for index, each in enumerate(single) if each and index > last}
    found |= {
        index: Proposal("after the end of the text")
        for index in range(end, len(lines))
        if lines[index].strip() and index not in found
    }
    return found


def _days_beside(
    lines: Sequence[str], found: Mapping[int, Proposal], first: int
) -> dict[int, Proposal]:
    """Return the lines of the head that are a day and nothing else, beside a line of the site."""
    filled = [index for index, line in enumerate(lines[:first]) if line.strip()]
    return {
        index: Proposal("when it was published", published=normal(lines[index]))
        for place, index in enumerate(filled)
        if index not in found and is_day(lines[index])
        if not found.keys().isdisjoint(filled[max(place - 1, 0) : place + 2])
    }


def _singly(lines: Sequence[str]) -> list[Proposal | None]:
    """Return what each line is by itself; “By Name” is an author only under a title."""
    found: list[Proposal | None] = []
    titled = False
    for line in lines:
        found.append(_proposal(line, titled=titled))
        titled = titled or (found[-1] is None and bool(normal(line)))
    return found


def _end(lines: Sequence[str], ends: Sequence[bool], prose: Sequence[int]) -> int:
    """Return where what follows the text begins: related posts, comments; the length if nowhere.

    No end is where much of the prose is still to come, or more lines than a list of posts has.
    """
    filled = [index for index, line in enumerate(lines) if line.strip()]
    for index in (index for index, is_end in enumerate(ends) if is_end):
        before, after = bisect_left(prose, index), len(prose) - bisect_left(prose, index)
        if before > 2 * after and len(filled) - bisect_left(filled, index) <= _MOST_AFTER:
            return index
    return len(lines)


def _is_prose(line: str) -> bool:
    bare = normal(line)
    ended = _UNSEEN.sub("", line).rstrip().endswith(_SENTENCE_END)
    return len(bare) > _PROSE or (len(bare) > _SENTENCE and ended)


def _proposal(line: str, *, titled: bool) -> Proposal | None:
    """Return what a line is, where it is a site's; one that joins several such lines is too."""
    if len(line) > _LONGEST or not normal(line):
        return None
    for section in _SURE if not titled else (*_SURE, _UNDER_TITLE):
        words = _matched(section, line)
        if words is not None and _fits(section, words):
            return _told(section, words)
    if _HASHTAGS.fullmatch(line.strip()):
        return Proposal("hashtags")
    barred = [part for part in _BARS.split(line.strip()) if normal(part)]
    if len(barred) > 1 and (told := _of_bars(barred, titled=titled)):
        return told
    names = line.split()
    if len(names) > 1 and all(_matched("lines", name) == "" for name in names):
        return Proposal("a line of the site")
    parts = [part for part in _BETWEEN.split(_UNSEEN.sub("", line).strip()) if normal(part)]
    found = [_proposal(part, titled=titled) for part in parts] if len(parts) > 1 else []
    known = [each for each in found if each]
    if not known or len(known) < len(found):
        return None
    author = next((each.author for each in known if each.author), "")
    published = next((each.published for each in known if each.published), "")
    return Proposal("a line of the site", author, published)


def _of_bars(parts: Sequence[str], *, titled: bool) -> Proposal | None:
    """Return what a line with bars in it is: a menu, or who wrote and when, in how many minutes."""
    found = [_proposal(part, titled=titled) for part in parts]
    days = [normal(part) for part in parts if is_day(part)]
    known = [each for each in found if each]
    author = next((each.author for each in known if each.author), "")
    if known and len(known) + len(days) == len(parts):
        published = next((each.published for each in known if each.published), *days[:1] or [""])
        return Proposal("a line of the site", author, published)
    short = all(len(part) <= _MENU_ENTRY for part in parts[:-1]) and len(parts[-1]) <= _MENU_LAST
    if known and short and len(parts) > 2 and not any(map(_is_prose, parts)):
        return Proposal("a menu")
    return None


def _fits(section: str, words: str) -> bool:
    """Tell whether what stands in the place of ``*`` can be what it should be."""
    if section.startswith("author"):
        return _is_name(words)
    return section != "published" or _is_date(words)


def _is_date(words: str) -> bool:
    """Tell whether words can be little else than a date: “8 March 2024”, “Nov 8”, “2 days ago”."""
    numbers, count = re.findall(r"\d+", words), len(words.split())
    return bool(numbers) and (count <= 3 or (len(numbers) > 1 and count <= 8))


def _told(section: str, words: str) -> Proposal:
    if section.startswith("author"):
        return Proposal("the author's name: in the front matter", author=words)
    if section == "published":
        return Proposal("when it was published", published=words)
    return Proposal("a line of the site")


def _matched(section: str, line: str) -> str | None:
    """Return the words that a line has in the place of ``*``; None where it does not match."""
    if len(line) > _LONGEST:
        return None
    match = rules().patterns[section].fullmatch(normal(line))
    if match is None:
        return None
    return next((words.strip() for words in match.groups() if words), "")


def _is_name(words: str) -> bool:
    """Tell whether words can be a name: few, the first and the last of them not beginning small."""
    parts = words.split()
    cased = parts[0][0].isupper() or parts[0][0].islower() if parts else False
    few = 1 <= len(parts) <= (6 if cased else 4)
    return few and not (parts[0][0].islower() or parts[-1][0].islower() or re.search(r"\d", words))


def is_of_site(line: str) -> bool:
    """Tell whether a line by itself is a site's: “Related articles”, “2 comments”."""
    return _proposal(line, titled=False) is not None or _matched(_FROM_HERE, line) is not None


def is_day(line: str) -> bool:
    """Tell whether a line is a date, and at most a time, and nothing else."""
    return bool(_DAY.fullmatch(normal(line)))
