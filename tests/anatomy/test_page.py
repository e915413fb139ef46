"""The page: well formed, every segment on it as it is, nothing of the source let loose."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from communique import formats
from communique.anatomy import anatomy_of, as_page
from communique.errors import CommuniqueError
from communique.statement import Statement

from .conftest import Read
from .test_data import AGAIN, ARABIC, CHINESE, SAMPLES

VOID = {"meta", "br"}
HOSTILE = """\
---
title: '<script>alert(1)</script> of a title'
summary: '"><img src=x onerror=alert(1)> and a summary'
date: '</pre><script>alert(2)</script>'
---

# </h2><script>alert(3)</script> Heading

Text <b onclick="evil()">bold</b> [link](javascript:alert(4) "</title><script>tip") &lt;script&gt;.

```
</style><script>alert(5)</script> {{ 7 * 7 }} {% raw %}
```

</main></body></html>

Still {{ 7 * 7 }} here. <!-- --> And </code></span> here.
"""
RICH = """\
| Place | Wells | Note |
|---|--:|---|
| Mali | 1250 | open. Paid. |
| Niger | 340 | |

> Quoted text.
>
> 1. quoted item

- [x] done
  - deeper

```python
kept = "as it is"
```

[ref]: https://example.org/
"""
TABLES = """\
<!doctype html><title>Tables</title><script>if (a < b) { kept() }</script>
<table><tr><th>Place<th>Wells<tr><td>Mali<td>1250<tr><td>Niger<td>340 <img src=f alt="Its flag">
</table><table><tr><td>Another</td></tr></table><p translate="no">Brand</p><p>The end.</p>
"""


# Markup, as the splitter sees it, that a sentence boundary cuts in two.
STRADDLED = (
    "</b>- [^1]**`[^1]**&lt;&lt;<b><table><tr><td>title: x y\n](x)**{%\x0c\r\n[</b>\r\ntitle: x y\n"
    '](x)\r\n"tip")"tip")\'1. <img alt=\'An image\'>\r&lt;\n\n[^1]> </<td>\x01'
)


class Page(HTMLParser):
    """Reads a page strictly: every element is closed where it must be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.segments: list[str] = []
        self.sentences: list[str] = []
        self.text = ""
        self.cells: list[list[str]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert len(found) == len(attrs)
        self.tags.append((tag, found))
        if tag not in VOID:
            self.open.append((tag, found))
        if "lang" in found and tag != "html":
            self.segments.append("")
        if found.get("class") == "sentence" and self._inside("lang"):
            self.sentences.append("")
        if tag == "tr":
            self.cells.append([])
        if tag == "td":
            self.cells[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._inside("lang"):
            self.segments[-1] += data
            self.sentences[-1] += data
        if any(tag == "td" for tag, _ in self.open) and self._of("text"):
            self.cells[-1][-1] += data

    def _inside(self, name: str) -> bool:
        return any(name in attributes for tag, attributes in self.open if tag != "html")

    def _of(self, name: str) -> bool:
        return any(name in (found.get("class") or "").split() for _, found in self.open)


def drawn(statement: Statement) -> Page:
    """Draw a statement, and see to it that nothing is lost, changed or let loose."""
    anatomy = anatomy_of(statement)
    page = Page(as_page(anatomy))
    assert page.segments == [one.text for one in statement.segments]
    assert page.sentences == [one.text for cut in anatomy.cuts for one in cut.sentences]
    allowed = {
        "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "div", "p",
        "span", "h1", "h2", "h3", "h4", "h5", "h6", "a", "bdi", "b", "i", "code", "pre", "dl",
        "dt", "dd", "ul", "li", "table", "tr", "td", "blockquote",
    }  # fmt: skip
    assert {tag for tag, _ in page.tags} <= allowed
    names = {name for _, attributes in page.tags for name in attributes}
    assert names <= {
        "lang", "dir", "class", "id", "href", "title", "aria-label", "aria-hidden", "role",
        "tabindex", "charset", "name", "content", "http-equiv", "data-sign",
    }  # fmt: skip
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids)) == len(statement.keys)
    assert {str(found["href"]) for _, found in page.tags if "href" in found} == {
        f"#{each}" for each in ids
    }
    return page


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("level", formats.LEVELS)
def test_the_samples_are_drawn_whole(path: Path, level: str) -> None:
    page = drawn(formats.read(path, level=level))
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert {"header", "main", "footer"} <= {tag for tag, _ in page.tags}


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt"])
def test_a_hostile_source_is_only_text(read: Read, name: str) -> None:
    statement = read(name, HOSTILE, language="en")
    page = drawn(statement)
    assert "script" not in {tag for tag, _ in page.tags}
    assert "{{ 7 * 7 }}" in page.text
    assert "default-src 'none'" in as_page(anatomy_of(statement))


@pytest.mark.parametrize(("name", "text", "tag", "facing"), [
    ("a.md", ARABIC, "ar", "rtl"), ("a.txt", CHINESE, "zh", "ltr"),
])  # fmt: skip
def test_language_and_direction_are_marked(
    read: Read, name: str, text: str, tag: str, facing: str
) -> None:
    page = drawn(read(name, text))
    marked = [found for _, found in page.tags if "lang" in found][1:]
    assert {(found["lang"], found["dir"]) for found in marked} == {(tag, facing)}
    assert "detected, not stated" in page.text


def test_what_stays_is_hinted_at(read: Read) -> None:
    page = drawn(read("a.md", f"---\ndate: 2026-05-04\n---\n{RICH}", language="en"))
    for kept in ("date: 2026-05-04", 'kept = "as it is"', "[ref]: https://example.org/"):
        assert page.text.count(kept) == 1
    page = drawn(read("a.html", TABLES, language="en"))
    assert "<script> of 21 characters" in page.text
    assert "Brand" in page.text
    assert "if (a" not in page.text


def test_long_kept_text_is_cut_and_says_so(read: Read) -> None:
    code = "\n".join(f"line {n}" for n in range(100))
    page = drawn(read("a.md", f"Peace now.\n\n```\n{code}\n```\n", language="en"))
    assert "line 8" in page.text
    assert "line 50" not in page.text
    assert re.search(r"… \d+ more characters", page.text)


def test_tables_are_drawn_as_tables(read: Read) -> None:
    assert drawn(read("a.md", RICH, language="en")).cells == [
        ["Place", "Wells", "Note"], ["Mali", "1250", "open. Paid."], ["Niger", "340"],
    ]  # fmt: skip
    cells = drawn(read("a.html", TABLES, language="en")).cells
    assert cells == [["Place", "Wells"], ["Mali", "1250"], ["Niger", "340Its flag"], ["Another"]]


def test_lists_and_quotations_look_as_in_the_source(read: Read) -> None:
    page = as_page(anatomy_of(read("a.md", RICH, language="en")))
    markers = re.findall(r'depth(\d)"[^>]*><span class="marker"[^>]*>([^<]*)<', page)
    assert markers == [("2", "1."), ("1", "- [x]"), ("2", "-")]
    assert re.search(r'depth1"[^>]*>\s*<blockquote', page)


def test_markup_and_unseen_signs_are_marked(read: Read) -> None:
    text = "Say **no** to [it](https://example.org) at\u00a0once.\\\nNow \u2067אב\u2069.\n"
    page = as_page(anatomy_of(read("a.md", text, language="en")))
    marks = re.findall(r'<code class="mark" dir="ltr">(.*?)</code>', page)
    assert marks == ["**", "**", "[", "](https://example.org)"]
    signs = re.findall(r'data-sign="(.*?)"', page)
    assert signs == [
        "no-break space", "line break", "right-to-left isolate", "pop directional isolate",
    ]  # fmt: skip
    plain = as_page(anatomy_of(read("a.txt", "Say **no** now.", language="en")))
    assert '<code class="mark"' not in plain


def test_tags_in_short_form_tell_what_they_stand_for(read: Read) -> None:
    text = '<title>On &lt;b></title><p>See <a href="x?a&amp;b" id=1>this <i>page</i></a> now.</p>'
    page = drawn(read("a.html", text, language="en"))
    marks = [found.get("title") for tag, found in page.tags if found.get("class") == "mark"]
    assert marks == ['<a href="x?a&amp;b" id=1>', "<i>", "</i>", "</a>"]


def test_what_comes_again_points_to_its_first_place(read: Read) -> None:
    page = drawn(read("a.md", AGAIN, language="en"))
    assert page.text.count("· again") == 2


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from([
            "Peace.", " ", "\n", "\n\n", "\r\n", "> ", "- ", "1. ", "| a | 1 |\n|---|---|\n", "|",
            "**", "`", "[", "](x)", "![alt](", '"tip")', "<b>", "</b>", "<script>", "</script>",
            "<table><tr><td>", "<td>", "<tr>", "</table>", "<img alt='An image'>", "<p>", "<!--",
            "-->", "</", "&lt;", "[^1]", "title: x y\n", "\u202e", "\r", "\u000c", "\x01",
            "{{", "{%", "'", '"', "=", "<a ",
        ]),
        min_size=1,
    ).map("".join),
    st.sampled_from(["a.md", "a.html", "a.txt"]),
    st.sampled_from(formats.LEVELS),
)  # fmt: skip
@example(STRADDLED, "a.md", "block")
def test_any_source_is_drawn_whole(read: Read, text: str, name: str, level: str) -> None:
    try:
        statement = read(name, text, level=level, language="en")
    except CommuniqueError:
        return  # nothing in it to translate
    drawn(statement)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_can_be_read_in_every_scheme(scheme: int) -> None:
    page = (resources.files("communique.anatomy") / "page.html").read_text("utf-8")
    schemes = [dict(re.findall(r"--([\w-]+): (#\w+);", one)) for one in re.findall(
        r":root \{(?:\s*color-scheme[^;]*;)?(\s*--paper: #[^}]*)\}", page)]  # fmt: skip
    colours = {
        name: "#" + "".join(2 * each for each in code[1:]) if len(code) == 4 else code
        for name, code in schemes[scheme].items()
    }
    texts = {
        "ink": ("paper", "one", "two"), "quiet": ("paper",), "accent": ("paper",),
        "mark-ink": ("mark", "paper"), "rule": ("paper",),
    }  # fmt: skip
    for text, grounds in texts.items():
        for ground in grounds:
            pair = sorted((_luminance(colours[text]), _luminance(colours[ground])))
            least = 3 if text == "rule" else 4.5
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= least, (text, ground)
