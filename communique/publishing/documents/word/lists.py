"""Lists that Word numbers itself, each from its own start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from communique.publishing.documents.word.xml import w

if TYPE_CHECKING:
    from collections.abc import Iterator

STEP = 425  # how far a level is indented, in twentieths of a point
ASIDE = 255  # more for right-to-left lists, whose numbers LibreOffice sets outside their place
DEEPEST = 8
_KINDS = ("bullet", "decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman")
_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BULLETS = "•–"


def kind_of(type_: str) -> str:
    """Return Word's name for a list's ``type``."""
    return _TYPES.get(type_, "decimal")


class Lists:
    """Hands out the numbers of lists, and writes their definitions."""

    def __init__(self, *, rtl: bool = False) -> None:
        self.aside = ASIDE if rtl else 0
        self._numbers: list[tuple[str, int, int]] = []

    def bullet(self) -> int:
        """Return the number of the one list with bullets."""
        return self.new("bullet", 0, 1)

    def new(self, kind: str, level: int, start: int) -> int:
        """Return the number of a list that counts from ``start`` on its level."""
        wanted = (kind, level, start)
        if kind != "bullet" or wanted not in self._numbers:
            self._numbers.append(wanted)
            return len(self._numbers)
        return self._numbers.index(wanted) + 1

    def definitions(self) -> Iterator[Any]:
        """Yield what the numbering part holds."""
        for number, kind in enumerate(_KINDS):
            levels = (_level(kind, level, self.aside) for level in range(DEEPEST + 1))
            multi = w("multiLevelType", val="hybridMultilevel")
            yield w("abstractNum", multi, *levels, abstractNumId=number)
        for number, (kind, level, start) in enumerate(self._numbers, 1):
            override = w("lvlOverride", w("startOverride", val=start), ilvl=level)
            children = [w("abstractNumId", val=_KINDS.index(kind))]
            children += [override] if kind != "bullet" else []
            yield w("num", *children, numId=number)


def _level(kind: str, level: int, aside: int) -> Any:
    sign = _BULLETS[level % len(_BULLETS)]
    text = sign if kind == "bullet" else f"%{level + 1}{'.' if kind == 'decimal' else ')'}"
    family = "Noto Serif"
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=kind),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=aside + STEP * (level + 1), hanging=STEP)),
        w("rPr", w("rFonts", ascii=family, hAnsi=family)) if kind == "bullet" else None,
        ilvl=level,
    )
