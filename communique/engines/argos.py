"""Argos packages driven through CTranslate2: all sentences of a pair in one stream of batches."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from communique.engines import packages, sanity
from communique.engines.base import Batch, Link, Settings, Translation
from communique.errors import CommuniqueError

log = logging.getLogger(__name__)

_LENGTH_PENALTY = 1.0
_LONGEST = 110  # tokens; models of this kind have seen no more than about 150
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'",
                           "\u00a0": " ", "\u202f": " ", "\n": " "})  # fmt: skip
_CLAUSE = re.compile(r"(?<=[;:,)—–])\s+|\s+(?=[(—–])")
_NO_LETTERS = re.compile(r"[\W\d_]*")


class Piece(NamedTuple):
    """A subword, and the characters of the sentence it stands for."""

    text: str
    start: int
    end: int


def translate_batch(batch: Batch) -> list[Translation]:
    """Translate a batch; a module-level function of plain data, so that any worker can run it."""
    return _engine(batch.package, batch.settings).translate(batch.sentences)


@lru_cache(maxsize=4)
def _engine(folder: str, settings: Settings) -> ArgosEngine:
    return ArgosEngine(Path(folder), settings)


class ArgosEngine:
    """One Argos package, loaded.

    Args:
        folder: the package: ``metadata.json``, ``sentencepiece.model``, ``model/``.
        settings: beam, batch size, threads.

    Raises:
        CommuniqueError: the folder holds no package that can be loaded.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        import ctranslate2
        import sentencepiece

        self.settings = settings
        meta = packages.metadata(folder)
        prefix = str(meta.get("target_prefix") or "")
        self._prefix = [prefix] if prefix else None
        # Only a head that was trained to align is worth asking: the starters say they have one.
        self._aligns = bool(meta.get("communique_alignment"))
        threads = settings.threads or len(os.sched_getaffinity(0))
        try:
            self._tokens: Any = sentencepiece.SentencePieceProcessor(
                model_file=str(folder / "sentencepiece.model")
            )
            # compute_type stays "default": an explicit one turns some Argos packages to garbage.
            self._model = ctranslate2.Translator(
                str(folder / "model"), device="cpu", inter_threads=threads, intra_threads=1
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise CommuniqueError(f"not a package that can be loaded ({error})", folder) from None

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """Translate plain sentences; one result for each, in their order.

        Sentences of more tokens than the model knows are cut at clauses and joined again. What
        failed is tried anew, otherwise; what fails again comes back empty, with its doubts.
        """
        parts = [self._parts(sentence) for sentence in sentences]
        flat = [part for cut in parts for part in cut]
        done = iter(self._translate_once(flat))
        results = [_join(cut, [next(done) for _ in cut]) for cut in parts]
        return self._retry(sentences, results)

    def _retry(self, sentences: Sequence[str], results: list[Translation]) -> list[Translation]:
        failed = [place for place, result in enumerate(results) if result.doubts]
        if not failed:
            return results
        for variant in (_without_stop, _with_stop):
            again = [place for place in failed if variant(sentences[place]) is not None]
            texts = [variant(sentences[place]) or "" for place in again]
            for place, second in zip(again, self._translate_once(texts), strict=True):
                if not second.doubts and results[place].doubts:
                    results[place] = _adopt_stop(sentences[place], second)
        lost = [place for place in failed if results[place].doubts]
        for place in lost:
            results[place] = replace(results[place], text="", links=(), risk=1.0)
        log.info("%d sentences failed at first, %d in the end", len(failed), len(lost))
        return results

    def _parts(self, sentence: str) -> list[tuple[int, str]]:
        """Cut a sentence that is too long into (offset, text), at clauses where there are any."""
        if len(sentence) < 2 * _LONGEST or len(self._tokens.encode(sentence)) <= _LONGEST:
            return [(0, sentence)]
        cuts = [0, *(match.end() for match in _CLAUSE.finditer(sentence)), len(sentence)]
        spans: list[tuple[int, int]] = []
        for start, end in pairwise(cuts):
            for piece in self._hard_cut(sentence, start, end):
                joined = spans and sentence[spans[-1][0] : piece[1]]
                if joined and len(self._tokens.encode(joined)) <= _LONGEST:
                    spans[-1] = (spans[-1][0], piece[1])
                else:
                    spans.append(piece)
        return [(start, sentence[start:end]) for start, end in spans]

    def _hard_cut(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        pieces = self._pieces(text[start:end])
        if len(pieces) <= _LONGEST:
            return [(start, end)]
        stops = [start + pieces[n].start for n in range(_LONGEST, len(pieces), _LONGEST)]
        return list(pairwise([start, *stops, end]))

    def _translate_once(self, parts: Sequence[tuple[int, str] | str]) -> list[Translation]:
        texts = [part if isinstance(part, str) else part[1] for part in parts]
        jobs = [self._pieces(_prepared(text)) for text in texts]
        live = [place for place, pieces in enumerate(jobs) if pieces]
        results = [_untouched(text) for text in texts]
        for bucket in _buckets(live, jobs):
            for place, result in zip(bucket, self._decode([jobs[n] for n in bucket]), strict=True):
                results[place] = self._finish(texts[place], jobs[place], result)
        return results

    def _decode(self, jobs: Sequence[Sequence[Piece]]) -> list[Any]:
        longest = max(len(job) for job in jobs)
        return list(
            self._model.translate_batch(
                [[piece.text for piece in job] for job in jobs],
                target_prefix=[self._prefix] * len(jobs) if self._prefix else None,
                beam_size=self.settings.beam,
                max_batch_size=self.settings.batch_tokens,
                batch_type="tokens",
                length_penalty=_LENGTH_PENALTY,
                max_decoding_length=3 * longest + 16,
                max_input_length=0,
                replace_unknowns=True,
                return_scores=True,
                return_attention=self._aligns,
            )
        )

    def _finish(self, text: str, source: Sequence[Piece], result: Any) -> Translation:
        pieces = result.hypotheses[0][len(self._prefix or ()) :]
        target, spans = detokenise(pieces)
        upper = _shouts(text)
        target = target.upper() if upper and len(target.upper()) == len(target) else target
        doubts = sanity.failures(text, target)
        links: tuple[Link, ...] = ()
        if self._aligns and result.attention:
            links = _links(source, spans, result.attention[0])
        score = float(result.scores[0])
        return Translation(target, round(score, 2), sanity.risk(score, doubts), doubts, links)

    def _pieces(self, text: str) -> list[Piece]:
        found = self._tokens.encode(text, return_type="offset_mapping")
        return [
            Piece(piece, start, end)
            for piece, (start, end) in zip(found["pieces"], found["offsets"], strict=True)
        ]


def detokenise(pieces: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join SentencePiece subwords, and say which characters each became.

    Argos's own decoder turns ``_`` into a space; this one does not.
    """
    text = ""
    spans = []
    for piece in pieces:
        surface = piece.replace("▁", " ")
        if not text:
            surface = surface.lstrip(" ")
        start = len(text) + len(surface) - len(surface.lstrip(" "))
        text += surface
        spans.append((start, len(text)))
    return text.rstrip(" "), spans


def _links(
    source: Sequence[Piece], spans: Sequence[tuple[int, int]], attention: Sequence[Sequence[float]]
) -> tuple[Link, ...]:
    links = []
    for (start, end), row in zip(spans, attention, strict=False):
        best = max(range(len(source)), key=lambda n: row[n])
        if end > start:
            links.append(Link(source[best].start, source[best].end, start, end))
    return tuple(links)


def _buckets(places: Sequence[int], jobs: Sequence[Sequence[Piece]]) -> list[list[int]]:
    """Group sentences by length, so that the bound on decoding fits each group."""
    groups: dict[int, list[int]] = {}
    for place in places:
        groups.setdefault(len(jobs[place]).bit_length(), []).append(place)
    return [groups[size] for size in sorted(groups, reverse=True)]


def _shouts(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 6 and all(char.isupper() for char in letters) and " " in text.strip()


def _prepared(text: str) -> str:
    """Return a sentence as the models know it: straight quotes, plain spaces, no shouting.

    Every replacement is one character for one, so that offsets stay true.
    """
    plain = text.translate(_STRAIGHT)
    if _shouts(plain) and len(plain.lower()) == len(plain):
        plain = plain[:1] + plain[1:].lower()
    return "" if _NO_LETTERS.fullmatch(plain) else plain


def _untouched(text: str) -> Translation:
    """What has no letters (a number, a rule, an emoji) is its own translation."""
    return Translation(text, 0.0, 0.0, (), (Link(0, len(text), 0, len(text)),))


def _join(cut: Sequence[tuple[int, str]], parts: Sequence[Translation]) -> Translation:
    if len(parts) == 1:
        return parts[0]
    text = ""
    links: list[Link] = []
    for (offset, _), part in zip(cut, parts, strict=True):
        text = f"{text} " if text else ""
        links += [
            Link(a + offset, b + offset, c + len(text), d + len(text)) for a, b, c, d in part.links
        ]
        text += part.text
    doubts = tuple(sorted({doubt for part in parts for doubt in part.doubts}))
    score = min(part.score for part in parts)
    return Translation(text, score, sanity.risk(score, doubts), doubts, tuple(links))


def _without_stop(sentence: str) -> str | None:
    return sentence[:-1] if sentence.endswith((".", "!")) and len(sentence) > 1 else None


def _with_stop(sentence: str) -> str | None:
    return f"{sentence}." if sentence[-1:].isalnum() else None


def _adopt_stop(sentence: str, translation: Translation) -> Translation:
    """Give a retried sentence the end that its source has."""
    text = translation.text.rstrip(".")
    if sentence.endswith((".", "!")):
        text += sentence[-1]
    return replace(translation, text=text, doubts=(), risk=max(translation.risk, 0.5))
