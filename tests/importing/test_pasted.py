"""Pasted text: its paragraphs, headings, lists and quotations; its head and its tail."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import CommuniqueError, UsageError
from communique.formats.announced import dangling
from communique.importing import Draft, diff, markdown, take
from communique.importing.inline import parser, text_of
from tests.importing.conftest import body_of, statement_of

PASTED = """\
top of page
  • Writer's pictureRosa Lind

The strike of the glass workers: what their assembly decided

3 min read

The assembly of the glass workers met on 5 & 6 March in the hall of the old
works and heard the reports of the four departments. It was opened by Dr. Amara
Solano, who has led the strike since its first day.

On the first day of the strike they wrote of its reasons:

The works made glass for ninety years, and in all these years nobody was dismissed in winter.
We shall not be the first to accept it, and we ask nobody else to accept it for us.

They demand that:
1. the gates are opened;
2. all are taken back:
   • the apprentices
   • the night shift
3. nobody is fined.

WHAT COMES NEXT

The next assembly is on Sunday. All who live in the quarter are asked to come to the meeting.

Full statement of the assembly:



Share
Facebook · Twitter · LinkedIn
Updated: Mar 8, 2024
0 comments
Recent Posts
See All
A furnace that never went out
bottom of page
"""


def text(source: str, name: str = "pasted.txt", **options: str) -> Draft:
    return take(source.encode(), Path(name), **options)


def test_a_pasted_page(tmp_path: Path) -> None:
    draft = text(PASTED)
    assert draft.metadata == {
        "title": "The strike of the glass workers: what their assembly decided",
        "date": "2024-03-08",
        "author": "Rosa Lind",
        "language": "en",
    }
    assert body_of(draft) == (
        "\nThe assembly of the glass workers met on 5 & 6 March in the hall of the old works and "
        "heard the reports of the four departments. It was opened by Dr. Amara Solano, who has led "
        "the strike since its first day.\n\n"
        "On the first day of the strike they wrote of its reasons:\n\n"
        "> The works made glass for ninety years, and in all these years nobody was dismissed in "
        "winter.\n>\n"
        "> We shall not be the first to accept it, and we ask nobody else to accept it for us.\n\n"
        "They demand that:\n\n"
        "1. the gates are opened;\n2. all are taken back:\n   - the apprentices\n"
        "   - the night shift\n3. nobody is fined.\n\n"
        "## WHAT COMES NEXT\n\n"
        "The next assembly is on Sunday. All who live in the quarter are asked to come to the "
        "meeting.\n\nFull statement of the assembly:\n"
    )
    assert [(one.place, one.text) for one in draft.removals] == [
        ("head", "top of page"), ("head", "• Writer's pictureRosa Lind"), ("head", "3 min read"),
        ("tail", "Share"), ("tail", "Facebook · Twitter · LinkedIn"),
        ("tail", "Updated: Mar 8, 2024"), ("tail", "0 comments"), ("tail", "Recent Posts"),
        ("tail", "See All"), ("tail", "A furnace that never went out"), ("tail", "bottom of page"),
    ]  # fmt: skip
    [(line, shown)] = dangling(statement_of(draft, tmp_path))
    assert (markdown(draft).splitlines()[line - 1], shown) == (
        shown,
        "Full statement of the assembly:",
    )
    assert [each.message for each in draft.warnings] == [
        "taken for quotations, because the line above ends with a colon: "
        "“The works made glass for ninet…”, “We shall not be the first to a…”"
    ]


def test_the_diff_that_a_coordinator_sees() -> None:
    shown = diff(text(PASTED), "pasted.txt", "source_texts/strike.md").splitlines()
    assert shown[:3] == ["--- pasted.txt", "+++ source_texts/strike.md", "@@ front matter @@"]
    assert "+author: Rosa Lind" in shown
    assert "-• Writer's pictureRosa Lind" in shown
    assert "-# The strike of the glass workers: what their assembly decided" in shown
    tail = shown.index("-Share")
    assert shown[tail - 1] == " Full statement of the assembly:"
    assert shown[tail - 2].startswith("@@ tail: ")
    assert shown[-1] == "-bottom of page"


def test_nothing_is_removed_from_the_middle() -> None:
    prose = "The council of the harbour workers decided that nobody goes back before all do so."
    draft = text(f"A call\n\n{prose}\n\nShare\n\nComments\n\nPrint\n\n{prose}\n\nShare\n")
    assert [one.text for one in draft.removals] == ["Share"]
    assert body_of(draft).count("Share") == 1
    assert text(f"A call\n\n{prose}\n").removals == []


def test_everything_is_kept_when_asked() -> None:
    whole = body_of(text(PASTED), keep_all=True)
    for line in ("top of page", "3 min read", "Recent Posts", "A furnace that never went out"):
        assert line in whole


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("a;\n\n• b\n  ◦ c\n  ◦ d\n• e", "- b\n  - c\n  - d\n- e"),
        ("a;\n\n• b\n◦ c\n• d", "- b\n  - c\n- d"),
        ("a;\n\n1. b\n2. c\n5. d", "1. b\n2. c\n\n5) d"),
        ("a;\n\n3) b\n4) c", "3. b\n4. c"),
        ("a;\n\n1. b\n(a) c\n(b) d\n2. e", "1. b\n\n   (a) c\n\n   (b) d\n\n2. e"),
        ("a;\n\n- b *c* [d](e)\n- # f", "- b \\*c\\* [d\\](e)\n- \\# f"),
        ("a;\n\n* * *\n\n1,250\n\nb.", "---\n\n1,250\n\nb."),
        ("a;\n\nhttps://a.example/b_c_\n\nb.", "https://a.example/b_c\\_\n\nb."),
        ("a;\n\n“We were there,” she said, “and we saw it all.”\n\nb.",
         "> “We were there,” she said, “and we saw it all.”\n\nb."),
    ],
)  # fmt: skip
def test_blocks_of_plain_text(source: str, written: str) -> None:
    assert body_of(text(f"Title\n\n{source}\n")).replace("\na;\n", "") == f"\n{written}\n"


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("Title\n\nAthens, 7 November 2021\n\nText.", "2021-11-07"),
        ("Título\n\nMadrid, a 7 de noviembre de 2021\n\nEl texto de la declaración es este.",
         "2021-11-07"),
        ("标题\n\n2021年11月7日\n\n我们要求和平。", "2021-11-07"),
        ("Title\n\n7.11.2021\n\nText.", "2021-11-07"),
        ("Title\n\n2021-11-07\n\nText.", "2021-11-07"),
        ("Title\n\n13/11/2021\n\nText.", "2021-11-13"),
        ("Title\n\n7/11/2021\n\nText.", None),
        ("Title\n\nNovember 2021\n\nText.", None),
        ("Title\n\nThe council met on 7 November 2021 in Athens, and meets again soon.", None),
        ("Title\n\nText.", None),
    ],
)  # fmt: skip
def test_the_date_of_a_text(source: str, date: str | None) -> None:
    assert text(source).metadata.get("date") == date


def test_the_language_of_a_text() -> None:
    assert text("Ein Titel\n\nWir fordern den Frieden und das Ende des Krieges, jetzt und überall.",
                ).metadata["language"] == "de"  # fmt: skip
    assert text("A title\n\nText.", default="fr").language_from == "the workspace"
    assert text("A title\n\nText.", language="fr").language_from == "--language"
    with pytest.raises(UsageError, match="unknown language"):
        text("A title\n\nText.", language="klingon")


def test_pasted_markdown_stays_as_it_is() -> None:
    source = (
        "top of page\n# The *long* night\nBy Ana Brook\n\n1) one\n   * two\n\n\n"
        "| a|b |\n|--|--|\n\n[x]: /y 'z'\nShare\n"
    )
    draft = text(source, "a.md")
    assert body_of(draft).strip() == "1) one\n   * two\n\n\n| a|b |\n|--|--|\n\n[x]: /y 'z'"
    assert draft.metadata == {"title": "The long night", "author": "Ana Brook", "language": "en"}
    with pytest.raises(UsageError, match="is a statement already"):
        text("---\ntitle: T\n---\n\nText.\n", "a.md")


@pytest.mark.parametrize("source", ["\n \n", "top of page\nShare\nbottom of page\n"])
def test_a_text_with_nothing_in_it(source: str) -> None:
    with pytest.raises(CommuniqueError, match=r"nothing in it|no text in it"):
        text(source)


lines = st.lists(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
    | st.sampled_from(["", "", "• one", "  ◦ two", "1. three", "2) four", "(a) five", "They say:",
                       "# six", "> seven", "| a |", "---", "Share", "WHAT NOW", "“Eight.”"]),
    max_size=12,
)  # fmt: skip


@given(lines)
def test_every_word_comes_out(parts: list[str]) -> None:
    source = "Peace\n\n" + "\n".join(parts) + "\nThe end of it.\n"
    draft = text(source, language="en")
    tokens = parser().parse(body_of(draft, keep_all=True))
    shown = " ".join(text_of(token.children or []) for token in tokens if token.type == "inline")
    words = "".join(char for char in source if char.isalpha())
    assert "".join(char for char in draft.metadata["title"] + shown if char.isalpha()) == words


MAIL = """\
From: Press Office <press@union.example>
Date: Tue, 7 Jun 2022 09:14:00 +0200
Subject: Re: Statement on the dismissals

Dear colleagues,

here is the statement:

> The executive of the Union of Foundry Workers condemns the dismissal of
> eleven colleagues at the Holm plant.
>
> We demand:
> * their return;
> * an apology.
>
> > "They knew."

Thomas
"""


def test_an_e_mail() -> None:
    draft = text(MAIL)
    assert draft.metadata == {
        "title": "Statement on the dismissals", "date": "2022-06-07", "language": "en",
    }  # fmt: skip
    assert [one.text for one in draft.removals] == MAIL.splitlines()[:3]
    assert body_of(draft) == (
        "\nDear colleagues,\n\nhere is the statement:\n\n"
        "> The executive of the Union of Foundry Workers condemns the dismissal of eleven "
        "colleagues at the Holm plant.\n>\n> We demand:\n>\n> - their return;\n> - an apology.\n"
        '>\n> > "They knew."\n\nThomas\n'
    )


# ruff: noqa: E501
PAPER = """\
Union of River Boatmen                                      Statement 4/2021

THE LOCKS

The administration of waterways announced on 3 May that eleven locks on the Upper Orm will be closed for good. It
gave three reasons: cost, age, and what it calls "lack of demand". None of them is true. The locks were over-
hauled in 2014.

                                           1

Union of River Boatmen                                      Statement 4/2021

We stay.

                                           2
"""


def test_the_pages_of_a_paper() -> None:
    draft = text(PAPER)
    assert draft.metadata["title"] == "THE LOCKS"
    assert body_of(draft) == (
        "\nThe administration of waterways announced on 3 May that eleven locks on the Upper Orm "
        "will be closed for good. It gave three reasons: cost, age, and what it calls "
        '"lack of demand". None of them is true. The locks were overhauled in 2014.\n\nWe stay.\n'
    )
    assert [(one.place, one.why) for one in draft.removals] == [
        ("head", "a head that every page has"), ("body", "the number of a page"),
        ("body", "a head that every page has"), ("tail", "the number of a page"),
    ]  # fmt: skip


def test_long_lines_that_nobody_broke_stay_apart() -> None:
    line = (
        "The members of the council spoke at length about wages, rents and the price of bread, {}"
    )
    lines = [line.format(end) for end in ("and went.", "and stayed.", "and ate.")]
    assert body_of(text("Title\n\n" + "\n".join(lines))) == "\n" + "\n\n".join(lines) + "\n"
    assert "\n\n1\n" in body_of(text(f"Title\n\n{lines[0]}\n\n1\n\n{lines[1]}\n"))


def test_ideographs_are_joined_without_a_space() -> None:
    draft = text(
        "关于反对裁员的声明\n\n本工会获悉公司管理层于五月三日宣布裁减三百名员工而事先并未与\n"
        "工会进行任何协商这种做法严重违反了劳动法以及集体合同的规定我们\n对此表示强烈抗议。\n\n"
        "我们要求：\n（一）撤回决定；\n（二）公开账目。\n"
    )
    assert "并未与工会进行" in body_of(draft)
    assert "规定我们对此表示" in body_of(draft)
    assert body_of(draft).endswith("我们要求：\n\n（一）撤回决定；\n\n（二）公开账目。\n")


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("Athens, 7 November 2021\n\nA call to all\n\nText.", "A call to all"),
        ("Free them now. Free them all.\n\nText follows here.", None),
        ("Dear Minister,\n\nText follows here.", None),
        ("A call to all\n\nText.", "A call to all"),
    ],
)
def test_what_is_a_title(source: str, title: str | None) -> None:
    assert text(source).metadata.get("title") == title


def test_what_a_site_puts_on_one_line() -> None:
    prose = "The council of the harbour workers decided that nobody goes back before all do so."
    draft = text(
        "Home | News | About us | Contact\nHome » Statements » A call\n\nA call\n\nBy Ana Brook\n"
        f"March 8, 2024 · 4 min read\n\n{prose}\n\n#strike #peace\n\nTags: strike, glass\n"
    )
    assert body_of(draft) == f"\n{prose}\n"
    assert draft.metadata["date"] == "2024-03-08"
    assert len(draft.removals) == 6
    assert "## #" not in body_of(text(f"A call\n\n{prose}\n\n#strike\n\n{prose}\n"))


def test_only_what_is_warned_of_is_quoted_for_a_colon() -> None:
    draft = text("Title\n\nThe poet:\n\nI have known\nthe night\n\nWe know:\n1. a\n2. b\n"
                 "That is why we strike.\nThat is why we win.\n")  # fmt: skip
    assert body_of(draft).endswith(
        "> I have known\n>\n> the night\n\nWe know:\n\n1. a\n2. b\n\nThat is why we strike.\n\n"
        "That is why we win.\n"
    )
    assert "“I have known…”, “the night…”" in draft.warnings[0].message


def test_bullets_of_a_word_processor() -> None:
    draft = text("Title\n\nWe ask:\n\uf0b7\tbread;\no\tfor all;\no\tnow;\n\uf0b7\tpeace.\n")
    assert body_of(draft) == "\nWe ask:\n\n- bread;\n  - for all;\n  - now;\n- peace.\n"
