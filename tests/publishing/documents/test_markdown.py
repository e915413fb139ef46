"""Markdown: what is read back is what was written, whatever signs the text holds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import escape
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communique.editions.edition import Edition, EditionState
from communique.publishing.documents import counts, tree, write
from communique.publishing.documents.paper import Paper, Remark, fitted
from communique.publishing.html import body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SAME = {"b": "strong", "i": "em", "cite": "em", "s": "del", "tt": "code"}


def _paper(text: str, **more: Any) -> Paper:
    return Paper("ferry", "en", "ltr", "Q", body=text, **more)


def _written(paper: Paper) -> str:
    return write("markdown", paper).decode()


def _again(markdown: str) -> str:
    """Return the body that the pipeline itself reads from a Markdown text."""
    edition = Edition(
        slug="ferry",
        locale="en",
        source_locale="en",
        state=EditionState.SOURCE,
        format="markdown",
        title="Q",
        metadata={},
        text=markdown,
    )
    return body(edition)


def _signature(html: str) -> list[Any]:
    blocks = tree.blocks(fitted(_paper(html)))
    return [_block(block) for block in blocks]


def _block(block: tree.Element) -> Any:
    inner = list(block.elements())
    if block.name == "pre":
        return ("pre", tree.words(block.children).strip("\n"))
    if block.name in tree.LEAVES or block.name == "hr":
        return (block.name, list(_joined(_runs(block.children, frozenset()))))
    numbers = counts.numbered(block) if block.name == "ol" else None
    return (block.name, numbers, [_block(child) for child in inner])


def _runs(nodes: list[Any], marks: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for node in nodes:
        if isinstance(node, str):
            yield node, marks
        elif node.name in {"br", "img"}:
            yield f"<{node.name} {node.get('alt')} {node.get('src')}>", marks
        else:
            more = {_SAME.get(node.name, node.name), node.get("href")} - {"", "span", "bdi"}
            yield from _runs(node.children, marks | more)


def _joined(runs: Iterator[tuple[str, frozenset[str]]]) -> Iterator[tuple[str, frozenset[str]]]:
    text, marks = "", None
    for more, those in runs:
        if those == marks:
            text += more
        else:
            if text and marks is not None:
                yield text, marks
            text, marks = more, those
    if text and marks is not None:
        yield text, marks


def _same(html: str) -> None:
    html = f"<h2>Above</h2>{html}"  # the highest heading: nothing is moved to make one
    assert _signature(_again(_written(_paper(html)))) == _signature(html)


_SIGNS = "ab 1.)(-+*_#>=~`|!&[]<\\:^\u3000\u00a0“”。中ف"
_words = st.text(st.sampled_from(_SIGNS), min_size=1, max_size=12)
_word = st.builds(escape, _words)


def _inside(names: list[str]) -> Callable[[Any], Any]:
    def build(inner: Any) -> Any:
        return st.builds(lambda n, t: f"<{n}>{t}</{n}>", st.sampled_from(names), inner)

    return build


def _deeper(inner: Any) -> Any:
    return _inside(["em", "strong", "del", "sup"])(inner) | st.builds(str.__add__, inner, inner)


_marked = st.recursive(_word, _deeper, max_leaves=5)
_code = st.builds(lambda text: f"<code>{escape(text)}</code>", _words.filter(str.strip))
_link = st.builds(
    lambda text: f'<a href="https://e.org/a_(b)?x=1&amp;amp;y">{text}</a>', _word.filter(str.strip)
)
_inline = st.lists(_marked | _code | _link | st.just("<br>"), min_size=1, max_size=4).map("".join)
_leaf = _inside(["p", "h2", "h3"])(_inline)


def _holding(inner: Any) -> Any:
    several = st.lists(inner, min_size=1, max_size=3)
    lists = st.builds(
        lambda start, items: f"{start}{''.join(f'<li>{i}</li>' for i in items)}</{start[1:3]}>",
        st.sampled_from(["<ul>", "<ol>", '<ol start="7">', '<ol type="a">']),
        several,
    )
    quoted = several.map(lambda blocks: f"<blockquote>{''.join(blocks)}</blockquote>")
    return lists | quoted


_any = st.recursive(
    _leaf | st.just("<hr>") | _words.map(lambda t: f"<pre>{escape(t)}</pre>"),
    _holding,
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_any, min_size=1, max_size=3).map("".join))
@example("<p>1. a</p><p>- b</p><p>* c</p><p># d</p><p>&gt; e</p><p>---</p><p>+ f</p>")
@example("<p>a</p><p>===</p><p>| a | b |<br>| - | - |</p>")
@example("<p>中文<strong>“强调”</strong>后</p><p>a<em>b</em><strong>c</strong>d</p>")
@example("<p>\u3000\u3000开头</p><p>a\u00a0</p>")
@example("<ol><li>a</li></ol><ol><li>b</li></ol><ul><li>c</li></ul><ul><li>d</li></ul>")
@example("<p>Hello!<a href='https://e.org'>you</a>^<a href='https://e.org'>x</a></p>")
def test_what_is_written_is_read_again(html: str) -> None:
    _same(html)


def test_the_front_matter_is_yaml_and_remarks_are_seen() -> None:
    remark = Remark("Draft: *not* checked.", "https://e.org/a_b?c=1&d=(2)", "Original [en]")
    paper = Paper(
        "ferry",
        "pt-BR",
        "ltr",
        "Yes: no #1",
        subtitle="- 2",
        byline="A, B",
        site="The Council",
        remarks=(remark, Remark("Corrected.")),
        standing=("Official.", "1. The Portuguese text prevails."),
        published=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        body="<p>x</p>",
    )
    written = _written(paper)
    _, matter, text = written.split("---\n", 2)
    assert yaml.safe_load(matter) == {
        "title": "Yes: no #1",
        "subtitle": "- 2",
        "published": date(2026, 3, 4),
        "author": "A, B",
        "publisher": "The Council",
        "language": "pt-BR",
        "direction": "ltr",
        "remarks": ["Draft: *not* checked.", "Corrected."],
        "standing": ["Official.", "1. The Portuguese text prevails."],
    }
    blocks = tree.blocks(_paper(_again(text)))
    assert [block.name for block in blocks] == [
        "h2",
        "p",
        "p",
        "blockquote",
        "blockquote",
        "p",
        "hr",
        "p",
        "p",
    ]
    said = [" ".join(tree.words(e.children) for e in b.every() if e.name == "p") for b in blocks]
    assert said[3:5] == ["Draft: *not* checked. Original [en]", "Corrected."]
    assert said[-1] == "1. The Portuguese text prevails."
    links = [e.get("href") for b in blocks for e in b.every() if e.name == "a"]
    assert links == ["https://e.org/a_b?c=1&d=(2)"]


def test_notes_are_notes_again() -> None:
    html = (
        '<p>a<sup class="footnote-ref"><a href="#n1">1</a></sup> b</p>'
        '<section class="footnotes"><ol><li id="n1"><p>One</p><p>more</p></li>'
        '<li id="n2"><p>Uncalled</p></li></ol></section>'
    )
    written = _written(_paper(html))
    assert "a[^1] b" in written
    assert "[^1]: One\n\n    more" in written
    assert "\\[2\\] Uncalled" in written
    assert 'class="footnotes"' in _again(written)


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p lang="fr">a</p>', '<span lang="fr">a</span>'),
        ('<p>x<span lang="ar" dir="rtl">a</span></p>', '<span lang="ar" dir="rtl">a</span>'),
        ('<blockquote lang="fr"><p>a</p></blockquote>', '> <span lang="fr">a</span>'),
        ("<p>10<sup>6</sup></p>", "10<sup>6</sup>"),
        ('<ol type="a"><li>x</li></ol>', '<ol type="a"><li><p>x</p></li></ol>'),
        ("<table><tr><td colspan=2>a</td></tr></table>", '<td colspan="2">a</td>'),
        (
            "<table><tr><th>a|b</th></tr><tr><td>1<p>2</td></tr></table>",
            "| a\\|b |\n|---|\n| 1<br>2 |",
        ),
        ("<figure><img src='m.png' alt='A [map]'></figure>", "![A \\[map\\]](m.png)"),
        ("<dl><dt>t</dt><dd>d</dd></dl>", "<dl><dt>t</dt><dd><p>d</p></dd></dl>"),
    ],
)
def test_what_markdown_lacks_is_html(html: str, kept: str) -> None:
    assert kept in _written(_paper(html))
