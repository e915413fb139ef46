"""The links of a whole edition: judged as its page shows them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.errors import CommuniqueError
from communique.publishing import html
from communique.publishing.honest import lying, lying_links
from communique.publishing.html import body
from communique.publishing.markup import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.editions.edition import Edition

    MakeEdition = Callable[..., Edition]

LIES = [
    "[https://bank.example/x](https://evil.example/x)",
    "[see bank.example for more](https://evil.example/)",
    "[**bank**.exam*ple*](https://evil.example)",
    "[bank\u200b.exam\u00adple](https://evil.example)",
    "[https://b%61nk.example/](https://evil.example/)",
    "<https://bank.example@evil.example/>",
    "[bank.example](https://bank.example@evil.example/)",
    "[bank.example](//evil.example/x)",
    "<a href='/\\evil.example/x'>bank.example</a>",
    "[bank.example](HTTPS://EVIL.EXAMPLE)",
    "[bank.example](https://bank.example.evil.example/)",
    "[bank.example](https://xn--bnk-5cd.example/)",
    "[bаnk.example](https://bаnk.example/)",
    "[пример.рф](https://evil.example)",
    "[a@bank.example](mailto:a@evil.example)",
    "<A HREF=' https&colon;//evil.example'>https://bank.example/</A>",
    "<a href='h\tttps://evil.example'>bank&#46;example</a>",
    "<a href=https://evil.example>bank<wbr>.<b>example</b></a>",
    "![https://bank.example/](https://evil.example/x.png)",
    "[![bank.example](logo.png)](https://evil.example/)",
    "[bank.example](https://evil。example/)",
    # What a parser without the page's plugins, or of the whole file, does not see.
    "x[^1]\n\n[^1]: [bank.example](https://evil.example)",
    "x^[see [bank.example](https://evil.example)]",
    "x[^1]\n\n[^1]: [bank.example][a]\n\n[a]: https://evil.example",
    "---\nnote: |\n  <!--\n---\n[bank.example](https://evil.example)",
    "---\nnote: |\n  ```\n---\n[bank.example](https://evil.example)",
    "\ufeff---\nnote: |\n  <!--\n---\n[bank.example](https://evil.example)",
    "---\r\nnote: |\r\n  <!--\r\n---\r\n[bank.example](https://evil.example)",
    "---\rnote: |\r  <!--\r---\r[bank.example](https://evil.example)",
    "a <title> b [bank.example](https://evil.example)",
    "a <select> b [bank.example](https://evil.example)",
    "a <!-- b [bank.example](https://evil.example)",
    "| a |\n|---|\n| [bank.example][1] |\n\n[1]: https://evil.example",
    "[bank.ex~~ample~~][1]\n\n[1]: https://evil.example",
    "<a href=https://evil.example>\n\nbank.example\n\n</a>",
    "<svg><a href=https://evil.example>x</a></svg>\n\n[bank.example](https://evil.example)",
    "1. a\n\n   > <https://bank.example@evil.example>",
]

TRUE = [
    "[bank.example](https://www.bank.example/)",
    "[bank.example](http://user:pw@bank.example:8080/)",
    "[press@bank.example](https://other.example/contact)",
    "[bücher.example](https://xn--bcher-kva.example)",
    "[report.pdf](https://bank.example/report.pdf)",
    "[bank.example](report.pdf) [bank.example](#part)",
    "evil.example and bank.example",
    "![A photo](https://bank.example/photo.jpg)",
    "`[bank.example](https://evil.example)`",
    "<!-- [bank.example](https://evil.example) -->",
    "---\nnote: '[bank.example](https://evil.example)'\n---\nx",
    "x[^bank.example]\n\n[^bank.example]: A note, see <https://bank.example>.",
    "[bank.example](javascript:alert(1))",
    "# [bank.example](https://evil.example)\n\nThe title leads nowhere.",
]  # fmt: skip


@pytest.mark.parametrize("text", LIES)
def test_a_lie_is_found_whatever_stands_around_it(edition: MakeEdition, text: str) -> None:
    assert lying_links(edition(text=text))
    if text.lower().startswith("<a"):
        assert lying_links(edition(text=text, format="html"))


@pytest.mark.parametrize("text", TRUE)
def test_the_truth_is_left_alone(edition: MakeEdition, text: str) -> None:
    assert lying_links(edition(text=text, title="bank.example")) == []


def test_what_is_said_once_names_both_hosts(edition: MakeEdition) -> None:
    text = "See [bank.example][1] and [bank.example][1].\n\n[1]: https://evil.example\n"
    assert lying_links(edition(text=text)) == [
        "a link shows “bank.example” but leads to “evil.example”: let it show where it leads"
    ]


def test_a_page_is_judged_by_what_it_gives(edition: MakeEdition) -> None:
    text = (
        "<body><nav><a href='https://evil.example'>bank.example</a></nav><!-- <main> -->"
        "<p><a href='https://{}.example/'>bank<br>bank.example</a></p></body>"
    )
    assert len(lying_links(edition(text=text.format("evil"), format="html"))) == 1
    assert lying_links(edition(text=text.format("bank"), format="html")) == []


def test_plain_text_shows_its_addresses_as_they_are(edition: MakeEdition) -> None:
    for text, lies in (
        ("See https://bank.example/x and bank.org.", 0),
        ("See https://bank.example@evil.example/x.", 1),
        ("See https://bаnk.example/x.", 1),
        ("[bank.org](https://evil.example)", 0),
    ):
        assert len(lying_links(edition(text=text, format="text"))) == lies, text


def test_it_is_read_once_for_all_that_judges_it(
    edition: MakeEdition, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    clean = html.sanitised

    def counted(made: str) -> str:
        calls.append(made)
        return clean(made)

    monkeypatch.setattr(html, "sanitised", counted)
    one = edition(text="[once](https://once.example) [other](other.md)")
    lying_links(one)
    assert body(one, lambda url: url) == body(one)
    lying_links(edition(text="No link, not read."))
    assert len(calls) == 1


class _Page(HTMLParser):
    """Reads a page's links another way: text and address of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open = False
        self.found: list[list[str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.open = True
            self.found.append([dict(attrs).get("href") or "", ""])

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[-1][1] += data


_PIECES = st.lists(
    st.sampled_from(
        [
            "[bank.example](https://evil.example)", "<a href=https://evil.example>bank.example</a>",
            "[^1]", "\n\n[^1]: ", "^[", "]", "[bank.example]", "\n\n[bank.example]: ",
            "https://evil.example", "<!--", "-->", "---\n", "note: ", "|\n  ", "```\n", "`", "<p>",
            "<title>", "</a>", "<main>", "<div>\n", "\n\n", "\n", "> ", "- ", "    ", "# ", "\r",
        ]
    ),
    max_size=10,
).map("".join)  # fmt: skip


@given(text=_PIECES, form=st.sampled_from(["markdown", "html", "text"]))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_page_has_a_lie_that_is_not_found(edition: MakeEdition, text: str, form: str) -> None:
    one = edition(text=text, format=form, metadata={"title": "T"})
    try:
        page = body(one)
    except CommuniqueError:  # what cannot be shown is not published
        return
    evil = [said for url, said in _Page(page).found if url.startswith("https://evil.example")]
    found = lying_links(one)
    assert found or "bank.example" not in evil
    assert not found or any("bank.example" in said for said in evil)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("<https://a.org/x>", True),
        ("[a.org/x](https://a.org/x/)", True),
        ("[**a.org**](http://a.org)", True),
        ("<https://bücher.example/ä>", True),
        ("<https://a.org/?a=1&b=2#c>", True),
        ("[a.org](https://a.org/x)", False),
        ("[A.org/X](https://a.org/x)", False),
        ("[our site](https://a.org)", False),
        ("<press@a.org>", False),
        ("[x](x)", False),
        ("<a class='url' href='https://a.org'>our site</a>", False),
    ],
)
def test_a_link_that_is_its_address_is_told_apart(
    edition: MakeEdition, text: str, named: bool
) -> None:
    made = body(edition(text=text))
    assert made.count(' class="url"') == named
    assert lying(parse(made)) == []
