"""What failed is tried anew, otherwise, by each rung of the ladder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from communique.engines import doubt, sanity
from communique.engines.base import Done, Pair, Translation, Tries
from communique.engines.rungs import LADDER, Failed, Rung

_WIDE = 8  # beam and candidates of what is tried anew
_ABBREVIATED = re.compile(r"\b\w{1,3}\.$")


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
    for name, rung in LADDER.items():
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
        if result.doubts
        and (variant := rung(Failed(sentences[place], wanted.pair, result.text))) is not None
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
            undone = variants[place].undo(hypothesis)
            again = _judged(sentences[place], undone, wanted.pair)
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
