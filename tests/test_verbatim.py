"""Verbatim texts: reading their files, finding them whole, in quotation marks, in longer texts."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique import verbatim
from communique.errors import CommuniqueError
from communique.verbatim import Inside, Verbatim

CHARTER = """\
kind = "quotation"
original = "fr"
source = "Charter of the Committee, article 3"
note = "as adopted in 1998"

[wording]
fr = "L’eau n’est pas une marchandise."
en = "Water is not a commodity."
es = "El agua no es una mercancía."
zh_Hant = "水不是商品，水是權利。"
"""
ABOUT = """\
en = "The committee is independent of all governments."
es-AR = "El comité no depende de gobierno alguno."
es = "El comité es independiente de todos los gobiernos."
"""


def load(tmp_path: Path, **files: str) -> Verbatim:
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return verbatim.load(tmp_path)


@pytest.fixture
def fixed(tmp_path: Path) -> Verbatim:
    return load(tmp_path, about=ABOUT, charter=CHARTER)


@pytest.mark.parametrize(
    ("text", "source", "target", "wanted"),
    [
        ("Water is not a commodity.", "en", "es", "El agua no es una mercancía."),
        ("Water  is\u00a0not a *commodity*.", "en_GB", "es_AR", "El agua no es una mercancía."),
        ("<strong>Water</strong> is not a commodity.", "en", "fr", "L’eau n’est pas une marchandise."),
        ("L'eau n'est pas une marchandise.", "fr", "en", "Water is not a commodity."),
        ("“Water is not a commodity.”", "en", "es", "«El agua no es una mercancía.»"),
        ('"Water is not a commodity."', "en", "fr", "«\u202fL’eau n’est pas une marchandise.\u202f»"),
        ("«El agua no es una mercancía».", "es", "en", "“Water is not a commodity.”"),
        ("‘Water is not a commodity.’", "en", "es", "“El agua no es una mercancía.”"),
        ("“Water is not a commodity.”", "en", "zh_TW", "「水不是商品，水是權利。」"),
        ("Water is not a commodity.", "en", "zh", None),
        ("Water is not a commodity!", "en", "es", None),
        ("Water is a commodity.", "en", "es", None),
        ("“Water is not a commodity.” “Sure.”", "en", "es", None),
        ("Water is not a commodity.", "en", "de", None),
        ("Water is not a commodity.", "es", "fr", None),
        ("The committee is independent of all governments.", "en", "es_AR", "El comité no depende de gobierno alguno."),
        ("The committee is independent of all governments.", "en", "es_MX", "El comité es independiente de todos los gobiernos."),
        ("", "en", "es", None),
        ("“”", "en", "es", None),
    ],
)  # fmt: skip
def test_a_whole_text_gives_its_wording(
    fixed: Verbatim, text: str, source: str, target: str, wanted: str | None
) -> None:
    assert fixed.find(text, source, target) == wanted


def test_marks_stored_with_a_wording_are_its_own(tmp_path: Path) -> None:
    fixed = load(tmp_path, a='en = "“We do not forget.”"\nes = "«No olvidamos.»"\nfr = "« Non. »"')
    assert fixed.find('"We do not forget."', "en", "es") == "«No olvidamos.»"
    assert fixed.find("We do not forget.", "en", "es") == "No olvidamos."
    assert fixed.find("We do not forget.", "en", "fr") == "Non."
    assert fixed.inside("She said: “we do not forget”, twice.", "en", "es") == (
        Inside("We do not forget.", "No olvidamos."),
    )


def test_quotations_within_and_beside_are_no_marks_around(tmp_path: Path) -> None:
    fixed = load(
        tmp_path,
        a='en = "“A” is not “B”"\nes = "«A» no es «B»"',
        b='en = "He said “no”."\nes = "x"',
    )
    assert fixed.find('"A" is not "B"', "en", "es") == "«A» no es «B»"
    assert fixed.find("‘He said “no”.’", "en", "es") == "“x”"


@pytest.mark.parametrize(
    "text",
    [
        "As the charter says, “water is not a commodity”, and never was.",
        "**Water** is not a commodity. It is a right.",
        "Water is not a [commodity](https://example.org).",
        "He said: Water is not a commodity.",
        "Water is not a commodity.",
    ],
)
def test_a_wording_is_found_in_a_longer_text(fixed: Verbatim, text: str) -> None:
    assert fixed.inside(text, "en", "es_MX") == (
        Inside("Water is not a commodity.", "El agua no es una mercancía."),
    )
    assert fixed.inside(text, "en", "de") == ()


def test_part_of_a_word_and_little_words_are_no_wording(tmp_path: Path, fixed: Verbatim) -> None:
    for text in ("Mineralwater is not a commodity.", "Water is not a commodityX", "Water is"):
        assert fixed.inside(text, "en", "es") == ()
    short = load(tmp_path, a='en = "Never again."\nes = "Nunca más."')
    assert short.inside("It may never again happen.", "en", "es") == ()
    assert short.inside("“Never again.”", "en", "es") == (Inside("Never again.", "Nunca más."),)


def test_wordings_inside_come_in_order_the_longer_first_served(tmp_path: Path) -> None:
    fixed = load(
        tmp_path,
        a='en = "all people are free"\nes = "a"',
        b='en = "all people are free and equal"\nes = "b"',
        c='en = "peace for the world"\nes = "c"',
    )
    text = "We want peace for the world: all people are free and equal; all people are free."
    assert [found.target for found in fixed.inside(text, "en", "es")] == ["c", "b", "a"]


def test_a_script_without_spaces_has_wordings_inside(tmp_path: Path) -> None:
    fixed = load(tmp_path, a='zh = "水不是商品"\nes = "El agua no es una mercancía"')
    assert fixed.inside("章程说水不是商品，是权利。", "zh", "es") == ()
    long = load(tmp_path, a='zh = "水不是一种商品"\nes = "El agua no es una mercancía"')
    assert len(long.inside("章程说水不是一种商品，是权利。", "zh_CN", "es")) == 1


def test_the_first_file_by_name_wins(tmp_path: Path) -> None:
    fixed = load(
        tmp_path,
        b='en = "One for all."\nes = "b"\nfr = "b"',
        a='en = "One for all."\nes = "a"',
        c='en = "One for all."\nes = "c"\nfr = "c"',
    )
    assert fixed.find("One for all.", "en", "es") == "a"
    assert fixed.find("One for all.", "en", "fr") == "b"
    assert fixed.inside("One for all.", "en", "fr") == (Inside("One for all.", "b"),)


def test_notes_say_source_side_facts_alone(fixed: Verbatim) -> None:
    charter = "Charter of the Committee, article 3 (as adopted in 1998); its wording is fixed"
    text = "The committee is independent of all governments. Water is not a commodity."
    assert fixed.notes(text, "en") == [
        "fixed text; its wording is fixed",
        f"quotation, original in French: {charter}",
    ]
    assert fixed.notes("« L’eau n’est pas une marchandise. »", "fr_CH") == [f"quotation: {charter}"]
    assert fixed.notes("Nothing of the kind.", "en") == []


def test_kinds_sources_and_originals_may_be_left_out(tmp_path: Path) -> None:
    fixed = load(tmp_path, a='kind = "disclaimer"\n[wording]\nen = "No warranty is given."')
    assert fixed.notes("No warranty is given.", "en") == ["disclaimer; its wording is fixed"]
    assert fixed.texts[0].original is None


def test_no_folder_holds_no_texts(tmp_path: Path) -> None:
    fixed = verbatim.load(tmp_path / "verbatim")
    assert fixed.texts == ()
    assert fixed.find("x", "en", "es") is None
    assert fixed.inside("x", "en", "es") == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('en = "a"\nes = b\n', 2, "not TOML"),
        ('en = "a"\nen = "b"\n', 2, "not TOML"),
        ('en = "a"\nxyz = "b"\n', None, "`xyz` is no locale"),
        ("en = 3\n", None, 'LOCALE = "wording"'),
        ('[en]\nes = "a"\n', None, 'LOCALE = "wording"'),
        ('kind = "saying"\n[wording]\nen = "a"\n', None, "not “saying”"),
        ('kind = ["quotation"]\n[wording]\nen = "a"\n', None, "`kind` has to be a text"),
        ('kind = "boilerplate"\nsauce = "x"\n[wording]\nen = "a"\n', None, "unknown key `sauce`"),
        ('kind = "boilerplate"\nen = "a"\n', None, "unknown key `en`"),
        ('kind = "boilerplate"\nwording = "a"\n', None, "has to be a table"),
        ('kind = "quotation"\n[wording]\nen = "a"\n', None, "original wording is missing"),
        ('kind = "quotation"\noriginal = "fr"\n[wording]\nen = "a"\n', None, "original wording"),
        ('original = "fr"\n[wording]\nfr = " "\nen = "a"\n', None, "original wording is missing"),
        ('original = "qqq"\n[wording]\nen = "a"\n', None, "`qqq` is no locale"),
        ('[wording]\npt_BR = "a"\npt-BR = "b"\n', None, "two wordings for the locale pt_BR"),
    ],
)
def test_a_bad_file_gives_one_error(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    with pytest.raises(CommuniqueError) as caught:
        load(tmp_path, good=ABOUT, wrong=text)
    assert said in caught.value.message
    assert caught.value.path == tmp_path / "wrong.toml"
    assert caught.value.line == line


def test_what_is_not_utf_8_is_an_error_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b'\xef\xbb\xbfen = "a"\r\nes = "b"\r\n')
    assert verbatim.load(tmp_path).find("a", "en", "es") == "b"
    (tmp_path / "a.toml").write_bytes(b'en = "\xe9"\n')
    with pytest.raises(CommuniqueError, match=r"a\.toml: not in UTF-8"):
        verbatim.load(tmp_path)


TEXTS = st.text(min_size=1).filter(str.strip)


@given(TEXTS, TEXTS, TEXTS)
def test_a_wording_finds_itself_and_nothing_breaks(own: str, other: str, text: str) -> None:
    fixed = Verbatim((verbatim.Text({"en": own.strip(), "es": other.strip()}),))
    if verbatim.normalised(own):
        assert fixed.find(own, "en", "es") == other.strip()
    fixed.find(text, "en", "es")
    fixed.notes(text, "en")
    assert len(fixed.inside(f"{text} {own} {text}", "en", "es")) >= 0
