"""The pages name what there is: files, headings, verbs with their options, targets of make."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GUIDES = ["coordinators", "translators", "publishers", "developers", "tutorial"]

_FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?:(?<=\n\n)(?:    .*\n)+)")
_SPAN = re.compile(r"(?<!`)`([^`\n]+(?:\n[^`\n]+)?)`(?!`)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# What ends a command on its line: a comment, a pipe, a redirection, another command.
_ENDS = re.compile(r"\s+#.*$|\s*(?:\|\|?|&&|;|<<?|>>?)(?:\s.*|$)")


@cache
def app() -> typer.core.TyperGroup:
    """Return the command line as it is, with the verbs of Prefect loaded."""
    from communique.cli import _assemble

    whole = _assemble()
    from flows.cli import app as flow

    whole.add_typer(flow, name="flow")
    group = typer.main.get_command(whole)
    assert isinstance(group, typer.core.TyperGroup)
    return group


def code(page: str) -> Iterator[str]:
    """Yield each line of code of a page, in fences, in indented blocks and in running text."""
    rest = page
    for pattern in (_FENCED, _INDENTED):
        for match in pattern.finditer(rest):
            yield from match[match.lastindex or 0].replace("\\\n", " ").splitlines()
        rest = pattern.sub("\n", rest)
    for match in _SPAN.finditer(rest):
        yield match[1].replace("\n", " ")


def commands(page: str) -> Iterator[list[str]]:
    """Yield the words after ``communique`` of every command that a page names."""
    for line in code(page):
        for part in re.split(r"\s*(?:&&|;|\|)\s+", line):
            typed = _ENDS.sub("", part.strip().removeprefix("$ "))
            if typed.startswith("communique ") and "communique:" not in typed:
                yield shlex.split(typed)[1:]


def unknown(words: list[str]) -> str:
    """Return the first word of a command that communique does not know, or "" ."""
    at: typer.core.TyperCommand | typer.core.TyperGroup = app()
    verb = "communique"
    for word in words:
        if word.startswith("-") and word != "-":
            names = {name for one in at.params for name in (*one.opts, *one.secondary_opts)}
            if word.split("=")[0] not in names | {"--help"}:
                return f"{verb} {word}"
        elif isinstance(at, typer.core.TyperGroup) and word not in {"…", "..."}:
            below = at.commands.get(word)
            if below is None:
                return f"{verb} {word}"
            at, verb = below, f"{verb} {word}"  # type: ignore[assignment]
    return ""


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as code forges make them."""
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(page))
    return {title.strip().replace(" ", "-") for title in plain}


def dead(path: Path) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    text = _COMMENT.sub("", _FENCED.sub("", path.read_text("utf-8")))
    found = []
    for target in _LINK.findall(_SPAN.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name) if name else path
        if not file.exists() or (anchor and anchor not in anchors(file.read_text("utf-8"))):
            found.append(target)
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    assert dead(path) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_verbs_and_options_exist(path: Path) -> None:
    named = list(commands(path.read_text("utf-8")))
    assert [said for words in named if (said := unknown(words))] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_targets_of_make_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        match[1]
        for line in code(path.read_text("utf-8"))
        if (match := re.match(r"make ([a-z]+)\b", line))
    }
    assert named <= targets


def test_every_guide_is_linked_from_the_readme() -> None:
    linked = set(_LINK.findall((ROOT / "README.md").read_text("utf-8")))
    assert {f"docs/{name}.md" for name in GUIDES} <= linked


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (path.parent / target.partition("#")[0]).resolve()
        for path in PAGES
        for target in _LINK.findall(path.read_text("utf-8"))
        if not re.match(r"[a-z]+:", target)
    }
    assert [path.name for path in PAGES[1:] if path not in linked] == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("Run `communique frobnicate x` now.", "communique frobnicate"),
        ("Run `communique draft\n--nowhere` now.", "communique draft --nowhere"),
        ("```sh\ncommunique publish --dry-run --wet\n```\n", "communique publish --wet"),
        ("```sh\nls && communique memory lose\n```\n", "communique memory lose"),
        ("Say:\n\n    $ communique flow fly\n\nand go.", "communique flow fly"),
        ("```sh\ncommunique approve x es \\\n  --buy Ana\n```\n", "communique approve --buy"),
    ],
)
def test_what_does_not_exist_is_found(page: str, found: str) -> None:
    assert [unknown(words) for words in commands(page)] == [found]


@pytest.mark.parametrize(
    "page",
    [
        "`communique` and `communique.toml`, `# communique:` lines, `communique: x.po: bad`",
        "```sh\ncommunique draft --to es   # --nonsense in a comment\n```\n",
        "```sh\ncommunique translate en es < in.txt > out.txt\n```\n",
    ],
)
def test_what_exists_is_let_through(page: str) -> None:
    assert not any(unknown(words) for words in commands(page))


def test_dead_links_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A title, here\n\n[a](b.md) [c](#a-title-here) [d](#gone) `[e](f.md)`\n")
    assert dead(page) == ["b.md", "#gone"]
