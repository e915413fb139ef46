"""What no text should hold when it is written, held against the words of the standards."""

from __future__ import annotations

from communique.language.unfit import HTML, OVERRIDES, XML, straight, writable

ALL = "".join(map(chr, range(0x110000)))


def _is_char(code: int) -> bool:
    """XML 1.0, production 2: Char."""
    ranges = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
    return code in {9, 10, 13} or any(first <= code <= last for first, last in ranges)


def _is_noncharacter(code: int) -> bool:
    """Infra, 4.6: of the 66."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def test_xml() -> None:
    assert XML.findall(ALL) == [one for one in ALL if not _is_char(ord(one))]


def test_html() -> None:
    """HTML, 3.2.5: no noncharacters, surrogates, or controls but white space."""
    wrong = [
        one
        for one in ALL
        if not _is_char(ord(one)) or _is_noncharacter(ord(one)) or 0x7F <= ord(one) <= 0x9F
    ]
    assert HTML.findall(ALL) == wrong
    assert sum(map(_is_noncharacter, map(ord, ALL))) == 66


def test_what_fits_stays() -> None:
    text = "a\t\n\r\u00a0\u200f\u2067عربي\u2069\u202bא\u202c中\ue000\U0001f54a"
    assert straight(writable(text)) == text
    assert writable("a\x00\x0b\x85\ud800\ufdd0\U0010ffffb") == "ab"


def test_what_turns_letters_round() -> None:
    assert OVERRIDES.findall(ALL) == ["\u202d", "\u202e"]
    assert straight("\u202eabc\u202c") == "abc\u202c"
