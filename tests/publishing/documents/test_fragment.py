"""The fragment: one article that a page can take in, without a clash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from communique.publishing.documents import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.publishing.documents.paper import Paper

    Make = Callable[..., Paper]


def test_two_editions_on_one_page_do_not_clash(samples: dict[str, Paper]) -> None:
    page = "".join(write("fragment", samples[locale]).decode() for locale in ("en", "ar"))
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == 6
    assert len(set(ids)) == 6
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)
    assert '<article lang="ar" dir="rtl">' in page


def test_nothing_but_content_is_in_it(paper: Make, picture: Path) -> None:
    body = (
        '<div class="scroll" role="region" tabindex="0"><table><tr><td>a</td></tr></table></div>'
        "<p onclick=x() style=color:red id=a>b<script>alert(1)</script></p><p id=a>c</p>"
        '<p><img src="map.png" alt="m" loading="lazy"><a href="x.pdf">x</a></p>'
    )
    made = write("fragment", paper(body, images={"map.png": picture}, url="https://e.org/en/f/"))
    said = made.decode()
    assert not re.search(r"script|style|onclick|alert|tabindex|loading|class=.scroll", said)
    assert said.count(' id="') == 1
    assert '<img src="map.png" alt="m">' in said
    assert 'href="https://e.org/en/f/x.pdf"' in said
