"""What failed is tried anew, otherwise: a wider search, another ending, numbers kept aside."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from communique.engines import sanity
from communique.engines.base import Translation

log = logging.getLogger(__name__)

_WIDE = 8
_LONG = 100  # characters
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
_ABBREVIATED = re.compile(r"\b\w{1,3}\.$")
_STAND_IN = re.compile(r"\bX(\d+)\b")


class Decoder(Protocol):
    """What can translate sentences and say its second thoughts."""

    def candidates(
        self, sentences: Sequence[str], *, beam: int, best: int, pieces: int = 1
    ) -> list[list[Translation]]:
        """Return for each sentence its ``best`` likeliest translations, the likeliest first;
        made from at least so many ``pieces`` of the sentence, where it can be cut.
        """
        ...


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to put a sentence to an engine, and back: ``undo`` mends what comes out."""

    text: str
    undo: Callable[[str], str] = str
    pieces: int = 1


def translate(
    decoder: Decoder, sentences: Sequence[str], pair: tuple[str, str], beam: int
) -> list[Translation]:
    """Translate sentences; one result for each, in their order.

    A translation that fails (:func:`communique.engines.sanity.failures`) is tried again by each
    rung of the ladder. What is no use in the end comes back empty, with its doubts; what has
    other numbers than its source comes back with that doubt.
    """
    first = decoder.candidates(sentences, beam=beam, best=1)
    results = [
        _judged(s, hypotheses[0], pair) for s, hypotheses in zip(sentences, first, strict=True)
    ]
    failed = sum(bool(result.doubts) for result in results)
    for rung in _LADDER:
        _climb(rung, decoder, sentences, results, pair)
    left = [place for place, result in enumerate(results) if result.doubts]
    for place in left:
        if sanity.fatal(results[place].doubts):
            results[place] = replace(results[place], text="", links=(), risk=1.0)
    if failed:
        log.info("%d sentences came out wrong at first, %d in the end", failed, len(left))
    return results


def _climb(
    rung: Callable[[str, tuple[str, str]], Variant | None],
    decoder: Decoder,
    sentences: Sequence[str],
    results: list[Translation],
    pair: tuple[str, str],
) -> None:
    variants = {
        place: variant
        for place, result in enumerate(results)
        if result.doubts and (variant := rung(sentences[place], pair)) is not None
    }
    if not variants:
        return
    texts = [variant.text for variant in variants.values()]
    pieces = max(variant.pieces for variant in variants.values())
    found = decoder.candidates(texts, beam=_WIDE, best=_WIDE, pieces=pieces)
    for (place, variant), hypotheses in zip(variants.items(), found, strict=True):
        for hypothesis in hypotheses:
            text = variant.undo(hypothesis.text)
            links = hypothesis.links if text == hypothesis.text else ()
            again = _judged(sentences[place], replace(hypothesis, text=text, links=links), pair)
            if _better(again, results[place]):
                results[place] = again
            if not again.doubts:
                break


def _judged(sentence: str, translation: Translation, pair: tuple[str, str]) -> Translation:
    translation = replace(translation, text=_ended_like(sentence, translation.text))
    doubts = sanity.failures(sentence, translation.text, pair)
    return replace(translation, doubts=doubts, risk=sanity.risk(translation.score, doubts))


def _ended_like(source: str, target: str) -> str:
    """Give a translation the end of its source: models put a full stop where none was."""
    if not target.endswith(".") or target.endswith("..") or source.endswith("."):
        return target
    if source.endswith((";", ":", ",")):
        return target[:-1] + source[-1]
    return target[:-1] if source[-1:].isalnum() and not _ABBREVIATED.search(target) else target


def _better(one: Translation, other: Translation) -> bool:
    return (sanity.fatal(one.doubts), len(one.doubts)) < (
        sanity.fatal(other.doubts),
        len(other.doubts),
    )


def _as_it_is(sentence: str, pair: tuple[str, str]) -> Variant | None:
    del pair
    return Variant(sentence)


def _without_stop(sentence: str, pair: tuple[str, str]) -> Variant | None:
    del pair
    stop = sentence[-1:]
    if stop not in (".", "!") or len(sentence) < 2:
        return None
    return Variant(sentence[:-1], lambda text: text.rstrip(".!") + stop)


def _with_stop(sentence: str, pair: tuple[str, str]) -> Variant | None:
    del pair
    if not sentence[-1:].isalnum():
        return None
    return Variant(f"{sentence}.", lambda text: text.rstrip("."))


def _numbers_aside(sentence: str, pair: tuple[str, str]) -> Variant | None:
    """Put stand-ins for numbers, and the numbers back as the target language writes them."""
    written: list[str] = []

    def hide(match: re.Match[str]) -> str:
        written.append(_localised(match.group(), pair))
        return f"X{len(written)}"

    def show(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return written[number - 1] if 0 < number <= len(written) else match.group()

    if _STAND_IN.search(sentence):
        return None
    hidden = _NUMBER.sub(hide, sentence)
    return Variant(hidden, lambda text: _STAND_IN.sub(show, text)) if written else None


def _localised(number: str, pair: tuple[str, str]) -> str:
    """Write a number in the target's separators; one that is no plain number stays as it is."""
    from babel.numbers import NumberFormatError, format_decimal, parse_decimal

    if number.isdigit():
        return number
    try:
        value = parse_decimal(number, locale=pair[0], strict=True)
    except (NumberFormatError, ValueError):
        return number
    places = -int(value.as_tuple().exponent)
    pattern = "#,##0" + ("." + "0" * places if places > 0 else "")
    return format_decimal(value, format=pattern, locale=pair[1])


def _in_two(sentence: str, pair: tuple[str, str]) -> Variant | None:
    """Cut a long sentence at a clause: a small model loses its way in it."""
    del pair
    return Variant(sentence, pieces=2) if len(sentence) > _LONG else None


def _in_four(sentence: str, pair: tuple[str, str]) -> Variant | None:
    del pair
    return Variant(sentence, pieces=4) if len(sentence) > 2 * _LONG else None


_LADDER = (_as_it_is, _without_stop, _with_stop, _numbers_aside, _in_two, _in_four)
