"""Language and direction of what is not in the page's language."""

from __future__ import annotations

import subprocess
import sys

import pytest

from communique.publishing import markup
from communique.publishing.foreign import marked

ARABIC = "إن الماء حق لكل إنسان ولا يجوز لأحد أن يمنعه عن الناس في أي مكان."
SPANISH = "El agua es un derecho de todas las personas y nadie puede negarla a su pueblo."
FRENCH = "L’eau est un droit de toute personne et nul ne peut en priver les habitants."
ENGLISH = "Water is the right of every person, and nobody may withhold it from the people."
RUSSIAN = "Вода является правом каждого человека, и никто не может лишить её людей."


def made(html: str, locale: str) -> str:
    return markup.serialise(marked(markup.parse(html), locale))


@pytest.mark.parametrize(
    ("locale", "text", "attributes"),
    [
        ("en", "Το νερό είναι δικαίωμα όλων.", ' lang="el"'),
        ("en", "물은 모든 사람의 권리입니다.", ' lang="ko"'),
        ("en", "น้ำเป็นสิทธิของทุกคน", ' lang="th"'),
        ("en", "水はすべての人の権利です。", ' lang="ja"'),
        ("zh_Hans", "水はすべての人の権利です。", ' lang="ja"'),
        ("fr", RUSSIAN, ' lang="ru"'),
        ("ru", ENGLISH, ' lang="en"'),
        ("el", SPANISH, ' lang="es"'),
        ("sr_Cyrl", "Voda je pravo svih ljudi i niko ne sme da je uskrati.", None),
        ("en", ARABIC, ' lang="ar" dir="rtl"'),
        ("ar", ENGLISH, ' lang="en" dir="ltr"'),
        ("he", ARABIC, ' lang="ar"'),
        ("en", "המים הם זכותו של כל אדם ואיש אינו רשאי למנוע אותם.", ' lang="he" dir="rtl"'),
    ],
)
def test_another_script_tells(locale: str, text: str, attributes: str | None) -> None:
    page = made(f"<p>{text}</p>", locale)
    assert page.startswith(f"<p{attributes}>" if attributes else "<p")
    assert page.endswith(f">{text}</p>")


@pytest.mark.parametrize("element", ["p", "li", "td", "th", "dt", "dd", "h2", "figcaption"])
def test_short_foreign_text_stays_on_the_pages_side(element: str) -> None:
    text = "שלום לכולם"
    expected = f'<{element} lang="he"><bdi dir="rtl">{text}</bdi></{element}>'
    assert made(f"<{element}>{text}</{element}>", "en") == expected


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Water for all"),
        ("ar", "COVID 19 %"),  # a name, not a text: no language is said
        ("ar", "وقالت منظمة Human Rights Watch إن الماء حق."),
        ("zh_Hans", "联合国（UN）必须立即行动，并遵守《公约》。"),
        ("ja", "水道料金"),
        ("sr", "Voda je pravo svih."),
        ("ko", "大韓民國"),
        ("en", "αβγ is the ratio of the three"),
        ("xx", RUSSIAN),
    ],
)
def test_what_is_at_home_stays(locale: str, text: str) -> None:
    assert "lang=" not in made(f"<p>{text}</p>", locale)


def test_a_quotation_in_another_language_of_the_same_script() -> None:
    page = made(f"<p>{ENGLISH}</p><blockquote><p>{SPANISH}</p></blockquote>", "en")
    assert page == f'<p>{ENGLISH}</p><blockquote lang="es"><p>{SPANISH}</p></blockquote>'
    assert made(f"<p>They say: <q>{FRENCH}</q></p>", "en").count('<q lang="fr">') == 1


def test_a_paragraph_in_the_same_script_is_not_put_to_the_question() -> None:
    assert made(f"<p>{SPANISH}</p>", "en") == f"<p>{SPANISH}</p>"


@pytest.mark.parametrize(
    "quote",
    [
        ENGLISH,
        "Ouagadougou, Nouakchott, Antananarivo, Bujumbura and Kuala Lumpur signed.",
        "Médecins Sans Frontières and Ärzte ohne Grenzen are one movement, she said.",
        "Never again. Never again. Never again. Never again. Never again.",
    ],
)
def test_a_quotation_in_the_pages_language_stays(quote: str) -> None:
    html = f"<blockquote><p>{quote}</p></blockquote>"
    assert made(html, "en") == html


def test_who_said_it_keeps_the_pages_language() -> None:
    page = made(f"<blockquote><p>{ARABIC}</p><p>— The council of the valley</p></blockquote>", "en")
    assert page == (
        f'<blockquote><p lang="ar" dir="rtl">{ARABIC}</p><p>— The council of the valley</p>'
        "</blockquote>"
    )
    said = "— The council of all the people of the valley, in its letter"
    page = made(f"<blockquote><p>{SPANISH}</p><p>{said}</p></blockquote>", "en")
    assert page == f'<blockquote><p lang="es">{SPANISH}</p><p>{said}</p></blockquote>'


def test_what_the_author_said_stays() -> None:
    for html in (
        f'<p lang="he">{ARABIC}</p>',
        f'<p dir="auto">{ARABIC}</p>',
        f'<blockquote lang="pt"><p>{SPANISH}</p></blockquote>',
        f'<p>So: <span lang="ar" dir="rtl">{ARABIC}</span></p>',
        f'<div lang="ar" dir="rtl"><p>{ARABIC}</p><ul><li>{ARABIC}</li></ul></div>',
        f"<pre><code>{ARABIC}</code></pre>",
        f"<p><code>{ARABIC}</code> is the name.</p>",
    ):
        assert made(html, "en") == html


def test_a_dialect_of_scripts_is_named_with_its_script() -> None:
    page = made("<p>Voda je pravo svih ljudi i niko ne sme da je uskrati.</p>", "sr_Cyrl")
    assert page.startswith(("<p>", '<p lang="sr-Latn">', '<p lang="hr">', '<p lang="bs">'))


def test_nothing_heavy_is_loaded_for_a_page_in_one_language() -> None:
    script = (
        "import sys\n"
        "from communique.publishing import markup, foreign\n"
        f"html = '<p>{ENGLISH} {ENGLISH}</p><blockquote><p>{ENGLISH}</p></blockquote>'\n"
        "foreign.marked(markup.parse(html), 'en')\n"
        "sys.exit('py3langid' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
