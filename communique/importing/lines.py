"""The lines of a pasted text as their writer had them: without the marks of mail and of paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from communique.importing.boilerplate import Proposal, proposals

_QUOTED = re.compile(r"[ ]?(?:>[ ]?)+")
_FIELDS = (
    r"(?P<from>from|von|de|da|от|από|发件人)|(?P<date>date|sent|datum|gesendet|fecha|enviado|envoyé"
    r"|data|дата|отправлено|ημερομηνία|日期)|(?P<subject>subject|betreff|objet|asunto|assunto"
    r"|oggetto|тема|θέμα|主题)|to|cc|bcc|reply-to|an|à|para|a|cópia|кому|προς|收件人"
)
_FIELD = re.compile(rf"(?:{_FIELDS})[ ]?[:：]\s*(?P<text>.*)", re.IGNORECASE)
_ANSWER = re.compile(r"(?:(?:re|fwd?|aw|wg|rv|tr|rif)\s*:\s*)+", re.IGNORECASE)
_WORD_BULLET = re.compile(r"(?m)^([ \t]*)(?:o\t|[\uf0b7\uf0a7\uf0d8\uf076]\s*)")
_SECOND_BULLET = re.compile(r"(?m)^([ \t]*)§\t")
_PAGE_NUMBER = re.compile(r"\W*(?:page|seite|página|стр\.?|σελ\.?)?\s*(\d{1,4})(?:\s*/\s*\d+)?\W*")
_ITEM = re.compile(
    r"\s*(?:[•‣◦▪●○■·*–—#-]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\)|[（(][一二三四五六七八九十\d]+[）)]"
    r"|[一二三四五六七八九十]+、)"
)
_IDEOGRAPH = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")
_END = tuple(".!?:;…。！？：；؟۔।")
_WIDEST = 200
_NARROWEST = 80
_NARROWEST_IDEOGRAPHS = 20
_FULL = 0.85
_HYPHENATED_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A line, how many marks of quotation stood before it, and whether it is to be left out."""

    text: str
    depth: int = 0
    proposal: Proposal | None = None


def prepared(source: str) -> list[Row]:
    """Return the lines of a pasted text.

    Lines that a program broke are joined, ``>`` is off, bullets of word processors are such as
    anybody has. The header of an e-mail, the numbers and running heads of pages, and what sites
    put around a text are proposed for removal.
    """
    text = _WORD_BULLET.sub(r"\1◦ ", _SECOND_BULLET.sub(r"\1▪ ", _bulleted(source)))
    rows = [_row(line) for line in re.sub(r"\r\n?|\f", "\n", text).split("\n")]
    found = {**_of_pages(rows), **_of_mail(rows)}
    shown = ["" if number in found else row.text for number, row in enumerate(rows)]
    found |= proposals(shown)
    return _joined([replace(row, proposal=found.get(number)) for number, row in enumerate(rows)])


def _bulleted(source: str) -> str:
    """Return a text whose word processor's first bullet is •; its second is then below it."""
    return re.sub(r"(?m)^([ \t]*)\uf0b7\s*", r"\1• ", source.replace("\ufeff", ""))


def _row(line: str) -> Row:
    match = _QUOTED.match(line)
    return Row(line[match.end() :], match.group().count(">")) if match else Row(line)


def _of_mail(rows: Sequence[Row]) -> dict[int, Proposal]:
    """Return the header of an e-mail at the beginning: its sender or subject, and more."""
    found: dict[int, Proposal] = {}
    kinds: set[str | None] = set()
    for number, row in enumerate(rows):
        match = _FIELD.fullmatch(row.text.strip())
        if match is None and (found or row.text.strip()):
            break
        if match is not None:
            kinds.add(match.lastgroup if match["text"] else None)
            kinds |= {name for name in ("from", "subject") if match[name]}
            found[number] = _field(match)
    return found if len(found) > 1 and kinds & {"from", "subject"} else {}


def _field(match: re.Match[str]) -> Proposal:
    if match["subject"]:
        subject = _ANSWER.sub("", match["text"]).strip()
        return Proposal("the subject of an e-mail: in the front matter", title=subject)
    return Proposal("the header of an e-mail", published=match["text"] if match["date"] else "")


def _of_pages(rows: Sequence[Row]) -> dict[int, Proposal]:
    """Return the numbers of pages, alone and counting on, and the heads that stand beside them."""
    filled = [number for number, row in enumerate(rows) if row.text.strip()]
    alone = [number for number in filled if _is_alone(rows, number)]
    numbered = [(number, _PAGE_NUMBER.fullmatch(rows[number].text.strip())) for number in alone]
    pages = [(number, int(match[1])) for number, match in numbered if match]
    if len(pages) < 2 or any(after[1] != before[1] + 1 for before, after in pairwise(pages)):
        return {}
    found = {number: Proposal("the number of a page") for number, _ in pages}
    order = {number: index for index, number in enumerate(filled)}
    beside = {0, *(order[number] + step for number in found for step in (-2, -1, 1, 2))}
    heads = [number for number in alone if order[number] in beside and number not in found]
    texts = [_like(rows[number].text) for number in heads]
    repeated = [number for number in heads if texts.count(_like(rows[number].text)) > 1]
    return found | {number: Proposal("a head that every page has") for number in repeated}


def _is_alone(rows: Sequence[Row], number: int) -> bool:
    beside = (*rows[max(number - 1, 0) : number], *rows[number + 1 : number + 2])
    return not any(row.text.strip() for row in beside)


def _like(text: str) -> str:
    return " ".join(re.sub(r"\d+", "0", text).split())


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Return rows with those joined that were one line before a program broke it."""
    wide, dense = (_width(rows, ideographs=each) for each in (False, True))
    found: list[Row] = []
    before: Row | None = None
    for row in rows:
        width = dense if before is not None and _is_dense(before.text) else wide
        if before is not None and _follows(before, row) and _breaks(before, row, width):
            found[-1] = replace(found[-1], text=_together(found[-1].text, row.text.strip()))
        else:
            found.append(row)
        before = row
    return found


def _follows(before: Row, row: Row) -> bool:
    """Tell whether a row may go on with the one before it."""
    filled = before.text.strip() and row.text.strip() and not _ITEM.match(row.text)
    return bool(filled) and before.depth == row.depth and not (before.proposal or row.proposal)


def _width(rows: Sequence[Row], *, ideographs: bool) -> int:
    """Return how wide the lines were that a program broke; 0 where none shows that it did."""
    of_kind = [row for row in rows if _is_dense(row.text) is ideographs]
    width = max((len(row.text.rstrip()) for row in of_kind), default=0)
    narrowest = _NARROWEST_IDEOGRAPHS if ideographs else _NARROWEST + 1
    pairs = [
        (before, row)
        for before, row in pairwise(rows)
        if _follows(before, row) and _is_dense(before.text) is ideographs
    ]
    full = [pair for pair in pairs if len(pair[0].text.rstrip()) >= _FULL * width]
    open_ended = [pair for pair in full if not pair[0].text.rstrip().endswith(_END)]
    capitals = all(row.text.strip()[0].isupper() for _, row in pairs)
    if not narrowest <= width <= _WIDEST or capitals:
        return 0
    return width if len(pairs) <= 2 * len(full) and len(full) <= 2 * len(open_ended) else 0


def _is_dense(text: str) -> bool:
    """Tell whether a line is written without spaces between its words."""
    return 2 * len(_IDEOGRAPH.findall(text)) > len(text.strip()) > 0


def _breaks(before: Row, row: Row, width: int) -> bool:
    size = len(before.text.rstrip())
    hyphenated = _is_hyphenated(before.text.rstrip(), row.text.strip())
    return (bool(width) and size >= _FULL * width) or (hyphenated and size >= _HYPHENATED_WIDTH)


def _is_hyphenated(line: str, following: str) -> bool:
    return bool(re.search(r"[^\W\d_][-\u2010\xad]$", line)) and following[:1].islower()


def _together(line: str, following: str) -> str:
    line = line.rstrip()
    if _is_hyphenated(line, following):
        return line[:-1] + following
    dense = _IDEOGRAPH.match(line[-1:]) and _IDEOGRAPH.match(following[:1])
    return f"{line}{'' if dense else ' '}{following}"


def runs(rows: Sequence[Row]) -> Iterator[tuple[int, int, list[Row]]]:
    """Yield rows that are equally deep, with the number of their first one and their depth."""
    start = 0
    for number in range(1, len(rows) + 1):
        if number == len(rows) or rows[number].depth != rows[start].depth:
            yield start, rows[start].depth, list(rows[start:number])
            start = number
