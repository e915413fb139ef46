"""Numbers with a scale, written out: 1.5 million, 3 M€, ten lakh, half a million."""

from __future__ import annotations

import re
from typing import NamedTuple

from communique.language import numbers, numerals
from communique.language.meaning import wordlists
from communique.language.scripts import language_of

_WRITTEN = re.compile(r"\d+(?:[.,'’٫٬ \u00a0\u202f]\d+)*")
_SCALE = re.compile(r"\s?[^\W\d_]{2}|[\s\u00a0\u202f]?[^\W\d_]\s?[€$£¥]")
_SIGNS = ("€", "$", "£", "¥")


class InFull(NamedTuple):
    """A text with its scaled numbers in digits; how each of these was written."""

    text: str
    written: dict[str, str]


def in_full(text: str, language: str) -> InFull:
    """Write out the numbers of a text that a word or a sign multiplies.

    Args:
        text: prose.
        language: its locale, which says how digits are to be read.
    """
    return _Writing(text, language).run()


class _Writing:
    """One text whose scaled numbers are written out, kind by kind."""

    def __init__(self, text: str, language: str) -> None:
        self.text, self.language = text, language
        bare = language_of(language)
        self.bare, self.known = bare, numerals.words(bare)
        self.own = wordlists.words(bare).scales
        self.written: dict[str, str] = {}

    def run(self) -> InFull:
        self._halves()
        self._own_scales()
        if any(character.isdigit() for character in self.text):
            self._digits()
        return InFull(self.text, self.written)

    def _as(self, value: int, match: str) -> str:
        self.written[str(value)] = match.strip()
        return str(value)

    def _halves(self) -> None:
        """Half a million, two and a half million, two million and a half."""
        known = self.known
        if known is None or not any(half in self.text.lower() for half in known.halves):
            return

        def full(match: re.Match[str]) -> str:
            value = self._small(match["whole"] or match["first"])
            factor = known.scales.get((match["scale"] or match["last"]).lower())
            if value is None or not factor:
                return match.group()
            return self._as(value * factor + factor // 2, match.group())

        half, joiner = rf"(?:{'|'.join(known.halves)})", rf"\s{known.joiner}\s(?:an?\s|une?\s)?"
        before = rf"(?:(?P<whole>\w+){joiner})?{half}[\s-](?:an?\s)?(?P<scale>[^\W\d_]{{2,}})"
        after = rf"(?P<first>\w+)\s(?P<last>[^\W\d_]{{2,}}){joiner}{half}(?!\w)"
        pattern = rf"(?<!\w)(?:{before}|{after})"
        self.text = re.sub(pattern, full, self.text, flags=re.IGNORECASE)

    def _small(self, written: str | None) -> int | None:
        """A small number in words or digits; 0 for none at all."""
        if not written:
            return 0
        if written.isdecimal():
            return int(written)
        return self.known.small.get(written.lower()) if self.known else None

    def _own_scales(self) -> None:
        """Scales that the table of numerals has not: lakh, crore, k."""
        if not self.own:
            return

        def full(match: re.Match[str]) -> str:
            scale = self.own[match[2].lower()]
            if match[1][0].isdigit():
                values = [*numbers.values(match[1], self.language).elements()]
                value = int(values[0] * scale) if len(values) == 1 else None
            else:
                small = self._small(match[1])
                value = None if small is None else small * scale
            return match.group() if value is None else self._as(value, match.group())

        pattern = rf"(?<![\w.,])(\d[\d.,]*|[^\W\d_]+)\s?({'|'.join(self.own)})(?!\w)"
        self.text = re.sub(pattern, full, self.text, flags=re.IGNORECASE)

    def _digits(self) -> None:
        """1.5 million, 3 M€."""
        parts: list[str] = []
        end = 0
        for match in _WRITTEN.finditer(self.text):
            factor, stop = numerals.scale_after(self.text, match.end(), self.bare)
            if factor == 1 or match.start() < end or not self._is_scaled(match, stop):
                continue
            said = numbers.values(match.group(), self.language).elements()
            values = [value * factor for value in said]
            if len(values) == 1 and values[0] == int(values[0]):
                whole = self._as(int(values[0]), self.text[match.start() : stop])
                parts += [self.text[end : match.start()], whole]
                end = stop
        self.text = "".join(parts) + self.text[end:]

    def _is_scaled(self, match: re.Match[str], stop: int) -> bool:
        """Whether a scale is one: of a single letter, "m", only beside a currency's sign."""
        if self.text[: match.start()].rstrip().endswith(_SIGNS):
            return True
        return bool(_SCALE.match(self.text, match.end(), stop + 2))
