"""Running text with bold, italic, struck and linked words, as Markdown that says the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from communique.importing import escape
from communique.importing.parts import Form

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_STYLES = {"bold": "**", "italic": "*", "struck": "~~"}
# Text in which nothing can be taken for markup, as most is: it need not be parsed to know.
_SAFE = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;?'’“”„«»…、。，；？])*")
_MAX_VERIFIED = 50_000
_ENCLOSED = {
    Form.PARAGRAPH: ["paragraph_open", "paragraph_close"],
    Form.HEADING: ["heading_open", "heading_close"],
    Form.TABLE: ["table_open", "table_close"],
}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style.

    ``raw`` is Markdown to write in the text's place (code, an image, a tag), ``mark`` the number
    of the page's text node that it comes from.
    """

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    link: str = ""
    raw: str | None = None
    mark: int | None = None

    @property
    def is_break(self) -> bool:
        """Whether it is a line break."""
        return self.raw == "\n"


BREAK = Run("\n", raw="\n")


def code(text: str) -> str:
    """Return a text as a span of code."""
    text = escape.spaced(text).strip()
    ticks = max((len(each) for each in re.findall("`+", text)), default=0) + 1
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{'`' * ticks}{pad}{text}{pad}{'`' * ticks}" if text else ""


def plain_of(runs: Sequence[Run]) -> str:
    """Return what a reader sees of runs."""
    return "".join(run.text for run in runs)


def tidied(runs: Iterable[Run]) -> list[Run]:
    """Return runs with their white space as a browser shows it, none at the ends of a line."""
    found: list[Run] = []
    for run in runs:
        if run.is_break:
            found = [*_trimmed(found), run] if found else []
        elif run.raw is not None:
            found.append(run)
        else:
            text = escape.spaced(run.text)
            if not found or found[-1].text.endswith((" ", "\n")):
                text = text.lstrip(" ")
            found += [replace(run, text=text)] if text else []
    return _ended(_ended(found, -1, str.rstrip), 0, str.lstrip)


def _ended(runs: list[Run], end: int, strip: Callable[[str], str]) -> list[Run]:
    """Return runs without breaks and white space at one end, which a reader would not see."""
    found = list(runs)
    while found and (found[end].is_break or found[end].raw is None):
        text = "" if found[end].is_break else strip(found[end].text)
        if text:
            found[end] = replace(found[end], text=text)
            break
        found.pop(end)
    return found


def _trimmed(runs: list[Run]) -> list[Run]:
    """Return runs without white space at the end."""
    while runs and runs[-1].raw is None:
        text = runs[-1].text.rstrip(" ")
        if text:
            return [*runs[:-1], replace(runs[-1], text=text)]
        runs = runs[:-1]
    return runs


def written(runs: Sequence[Run], form: Form = Form.PARAGRAPH) -> str:
    """Return tidied runs as the Markdown of a paragraph, a heading or a table cell.

    What is returned has been parsed, and says the same text: where emphasis cannot be written so
    that it does, the emphasis is given up, never the text.
    """
    wanted = plain_of(runs)
    if (
        len(runs) == 1
        and runs[0] == replace(Run(wanted), mark=runs[0].mark)
        and _SAFE.fullmatch(wanted if form is Form.PARAGRAPH else f"a{wanted}")
    ):
        return wanted
    unstyled = [replace(run, bold=False, italic=False, struck=False) for run in runs]
    unlinked = [replace(run, link="") if run.raw is None else run for run in unstyled]
    bare = [Run(run.text, raw=run.raw if run.is_break else None) for run in runs]
    for candidate, heavy in ((_outside(runs), False), (unstyled, False), (unlinked, True)):
        markdown = _shaped(_written(candidate, heavy=heavy), form)
        if len(wanted) > _MAX_VERIFIED or _reads_as(markdown, form) == wanted:
            return markdown
    return _shaped(_written(bare, heavy=True), form)


def _shaped(markdown: str, form: Form) -> str:
    if form is Form.TABLE:
        return escape.guarded_cell(markdown.replace("\n", "<br>"))
    if form is Form.HEADING:
        return escape.guarded_heading(markdown.replace("\n", " "))
    return "\\\n".join(escape.guarded_start(line.strip(" ")) for line in markdown.split("\n"))


def _written(runs: Sequence[Run], *, heavy: bool) -> str:
    parts: list[str] = []
    for group in _groups(runs, "link"):
        part = _linked(list(group), heavy)
        if (
            part.startswith("[") and parts and parts[-1].endswith(("!", "^"))
        ):  # an image, a footnote
            parts[-1] = f"{parts[-1][:-1]}\\{parts[-1][-1]}"
        parts.append(part)
    return "".join(parts)


def _linked(runs: list[Run], heavy: bool) -> str:
    if not runs[0].link:
        return _styled(runs, tuple(_STYLES), heavy)
    before, middle, after = _spaces(_styled(runs, tuple(_STYLES), heavy))
    if not middle:
        return before + after
    inner = middle if any(run.raw for run in runs) else escape.bracketed(middle)
    return f"{before}[{inner}]({escape.address(runs[0].link)}){after}"


def _styled(runs: list[Run], styles: tuple[str, ...], heavy: bool) -> str:
    if not styles:
        return "".join(_plainly(list(group), heavy) for group in _groups(runs, "raw"))
    parts = []
    for group in _groups(runs, styles[0]):
        inside = list(group)
        before, middle, after = _spaces(_styled(inside, styles[1:], heavy))
        mark = _STYLES[styles[0]] if getattr(inside[0], styles[0]) and middle else ""
        parts.append(f"{before}{mark}{middle}{mark}{after}")
    return "".join(parts)


def _plainly(runs: list[Run], heavy: bool) -> str:
    if runs[0].raw is not None:
        return "".join(run.raw or "" for run in runs)
    return escape.escaped(plain_of(runs), heavy=heavy)


def _groups(runs: Sequence[Run], name: str) -> Iterator[Iterator[Run]]:
    return (group for _, group in groupby(runs, key=lambda run: getattr(run, name)))


def _spaces(markdown: str) -> tuple[str, str, str]:
    """Cut white space off both ends: emphasis cannot begin or end with it."""
    middle = markdown.strip(" \n\xa0")
    if not middle:
        return markdown, "", ""
    start = markdown.index(middle)
    return markdown[:start], middle, markdown[start + len(middle) :]


def _outside(runs: Sequence[Run]) -> list[Run]:
    """Move punctuation out of emphasis that touches a letter: there it would be no emphasis."""
    found = list(runs)
    for style in _STYLES:
        for index in range(len(found) - 1, -1, -1):
            run = found[index]
            if not getattr(run, style) or run.raw is not None:
                continue
            following = found[index + 1] if index + 1 < len(found) else None
            if following and not getattr(following, style) and _is_letter(following.text[:1]):
                found[index : index + 1] = _split_end(run, style)
            previous, run = found[index - 1] if index else None, found[index]
            if previous and not getattr(previous, style) and _is_letter(previous.text[-1:]):
                found[index : index + 1] = _split_start(run, style)
    return found


def _split_end(run: Run, style: str) -> list[Run]:
    size = len(run.text)
    while size and _is_punctuation(run.text[size - 1]):
        size -= 1
    return _parts(run, (run.text[:size], True), (run.text[size:], False), style)


def _split_start(run: Run, style: str) -> list[Run]:
    size = 0
    while size < len(run.text) and _is_punctuation(run.text[size]):
        size += 1
    return _parts(run, (run.text[:size], False), (run.text[size:], True), style)


def _parts(run: Run, first: tuple[str, bool], second: tuple[str, bool], style: str) -> list[Run]:
    changes: list[dict[str, object]] = [
        {"text": text, style: styled} for text, styled in (first, second) if text
    ]
    return [replace(run, **change) for change in changes]  # type: ignore[arg-type]


def _is_letter(character: str) -> bool:
    return bool(character) and not character.isspace() and not _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Return a parser of the Markdown that statements are read with."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    found = MarkdownIt("commonmark", {"maxNesting": 100})
    return found.enable(["table", "strikethrough"]).use(footnote_plugin)


def _reads_as(markdown: str, form: Form) -> str | None:
    """Return the text that a reader of the Markdown sees; None where it is not one such block."""
    source = {Form.HEADING: f"# {markdown}", Form.TABLE: f"| {markdown} |\n| --- |"}
    tokens = parser().parse(source.get(form, markdown))
    if [token.type for token in tokens if token.level == 0] != _ENCLOSED[form]:
        return None
    inline = [token for token in tokens if token.type == "inline"]
    return text_of(inline[0].children or []) if len(inline) == 1 else None


def text_of(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens as a reader sees it."""
    return "".join(map(_shown, tokens))


def _shown(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline":
        return "\n" if token.content == "<br>" else ""
    return text_of(token.children or []) if token.type == "image" else token.content
