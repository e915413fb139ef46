"""What failed is tried anew, otherwise: a wider search, another ending, numbers kept aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from communique.engines import doubt, sanity
from communique.engines.base import Done, Pair, Translation, Tries

_WIDE = 8
_LONG = 100  # characters
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
_ABBREVIATED = re.compile(r"\b\w{1,3}\.$")
_STAND_IN = re.compile(r"\bX(\d+)\b")
_SMALL = 3  # letters of the words that stay small in a title
_TITLED = 0.6  # share of the others with a capital from which on a sentence is set as a title


class Wanted(NamedTuple):
    """What is wanted of each sentence."""

    pair: Pair
    beam: int
    aligned: bool = False
    best: int = 1


class Decoder(Protocol):
    """What can translate sentences and say its second thoughts."""

    def candidates(
        self,
        sentences: Sequence[str],
        *,
        beam: int,
        best: int = 1,
        pieces: int = 1,
        aligned: bool = False,
    ) -> Iterable[tuple[int, list[Translation]]]:
        """Yield for each sentence its place and its ``best`` likeliest translations, the likeliest
        first; made from at least so many ``pieces`` of the sentence, where it can be cut.
        """
        ...


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to put a sentence to an engine, and back: ``undo`` mends what comes out."""

    text: str
    undo: Callable[[str], str] = str
    pieces: int = 1


Rung = Callable[[str, Pair], Variant | None]


def translate(decoder: Decoder, sentences: Sequence[str], wanted: Wanted) -> Done:
    """Translate sentences; one result for each, in their order.

    A translation that fails (:func:`communique.engines.sanity.failures`) is tried again by each
    rung of the ladder. What is no use in the end comes back empty, with its doubts; what has
    other numbers than its source comes back with that doubt.
    """
    results = [Translation("")] * len(sentences)
    found = decoder.candidates(
        sentences, beam=wanted.beam, best=wanted.best, aligned=wanted.aligned
    )
    for place, hypotheses in found:
        results[place] = _first(sentences[place], hypotheses, wanted.pair)
    retries: dict[str, Tries] = {}
    for name, rung in _LADDER.items():
        outcome = _climb(rung, decoder, sentences, results, wanted)
        if outcome.tried:
            retries[name] = outcome
    for place, result in enumerate(results):
        if result.doubts and sanity.fatal(result.doubts):
            results[place] = replace(result, text="", links=(), risk=1.0)
    return Done(tuple(results), retries)


def _first(sentence: str, hypotheses: Sequence[Translation], pair: Pair) -> Translation:
    """Return the likeliest translation without a doubt, with the others; else the likeliest."""
    judged = [_judged(sentence, one, pair) for one in hypotheses]
    if len(judged) == 1:
        return judged[0]
    chosen = next((one for one in judged if not one.doubts), judged[0])
    others = tuple(one for one in judged if one is not chosen and not sanity.fatal(one.doubts))
    return replace(chosen, others=others)


def _climb(
    rung: Rung,
    decoder: Decoder,
    sentences: Sequence[str],
    results: list[Translation],
    wanted: Wanted,
) -> Tries:
    """Try what failed by one rung; better results replace the ones before."""
    variants = {
        place: variant
        for place, result in enumerate(results)
        if result.doubts and (variant := rung(sentences[place], wanted.pair)) is not None
    }
    if not variants:
        return Tries(0, 0)
    places = list(variants)
    pieces = max(variant.pieces for variant in variants.values())
    found = decoder.candidates(
        [variant.text for variant in variants.values()],
        beam=_WIDE, best=_WIDE, pieces=pieces, aligned=wanted.aligned,
    )  # fmt: skip
    mended = 0
    for number, hypotheses in found:
        place = places[number]
        for hypothesis in hypotheses:
            text = variants[place].undo(hypothesis.text)
            links = hypothesis.links if text == hypothesis.text else ()
            again = _judged(
                sentences[place], replace(hypothesis, text=text, links=links), wanted.pair
            )
            if _better(again, results[place]):
                results[place] = again
            if not again.doubts:
                mended += 1
                break
    return Tries(len(variants), mended)


def _judged(sentence: str, translation: Translation, pair: Pair) -> Translation:
    text = _ended_like(sentence, translation.text)
    doubts = (*translation.doubts, *sanity.failures(sentence, text, pair))
    risk = doubt.risk(sentence, text, translation.score, doubts)
    return Translation(text, translation.score, risk, doubts, translation.links)


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


def _as_it_is(sentence: str, pair: Pair) -> Variant | None:
    del pair
    return Variant(sentence)


def _without_stop(sentence: str, pair: Pair) -> Variant | None:
    del pair
    stop = sentence[-1:]
    if stop not in (".", "!") or len(sentence) < 2:
        return None
    return Variant(sentence[:-1], lambda text: text.rstrip(".!") + stop)


def _with_stop(sentence: str, pair: Pair) -> Variant | None:
    del pair
    if not sentence[-1:].isalnum():
        return None
    return Variant(f"{sentence}.", lambda text: text.rstrip("."))


def _numbers_aside(sentence: str, pair: Pair) -> Variant | None:
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


def _localised(number: str, pair: Pair) -> str:
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


def _in_small_letters(sentence: str, pair: Pair) -> Variant | None:
    """Write a title's words small, but for the first and acronyms: models copy titles."""
    del pair
    words = sentence.split()
    long = [word for word in words[1:] if len(word) > _SMALL and not word.isupper()]
    titled = {word for word in long if word[:1].isupper()}
    if len(long) < 2 or len(titled) < _TITLED * len(long):
        return None
    rest = (word.lower() if word in titled else word for word in words[1:])
    return Variant(" ".join([words[0], *rest]))


def _in_two(sentence: str, pair: Pair) -> Variant | None:
    """Cut a long sentence at a clause: a small model loses its way in it."""
    del pair
    return Variant(sentence, pieces=2) if len(sentence) > _LONG else None


def _in_four(sentence: str, pair: Pair) -> Variant | None:
    del pair
    return Variant(sentence, pieces=4) if len(sentence) > 2 * _LONG else None


#: The ways to try anew, in their order, by the names under which they are counted.
_LADDER: dict[str, Rung] = {
    "wider search": _as_it_is,
    "without the full stop": _without_stop,
    "with a full stop": _with_stop,
    "in small letters": _in_small_letters,
    "numbers aside": _numbers_aside,
    "in two": _in_two,
    "in four": _in_four,
}
