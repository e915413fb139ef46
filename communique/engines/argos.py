"""Argos packages driven through CTranslate2: all sentences of a pair in one stream of batches."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from communique.engines import packages, retry
from communique.engines.base import Batch, Link, Settings, Translation
from communique.errors import CommuniqueError

_LENGTH_PENALTY = 1.0
_LONGEST = 110  # tokens; Argos's models have seen no more than about 150 (the starters say 50)
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

        self.folder = folder
        self.settings = settings
        meta = packages.metadata(folder)
        self._pair = str(meta["from_code"]), str(meta["to_code"])
        prefix = str(meta.get("target_prefix") or "")
        self._prefix = [prefix] if prefix else None
        # Only a head that was trained to align is worth asking: the starters say they have one.
        self._aligns = bool(meta.get("communique_alignment"))
        self._longest = int(str(meta.get("communique_longest") or _LONGEST))
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

        What failed is tried anew, otherwise (:mod:`communique.engines.retry`).
        """
        return retry.translate(self, sentences, self._pair, self.settings.beam)

    def candidates(
        self, sentences: Sequence[str], *, beam: int, best: int, pieces: int = 1
    ) -> list[list[Translation]]:
        """Return for each sentence its ``best`` likeliest translations, the likeliest first.

        A sentence of more tokens than the model knows is cut at clauses and joined again; it has
        one candidate. ``pieces`` says into how many it is cut at least, where it can be.
        """
        cuts = [self._parts(sentence, pieces) for sentence in sentences]
        texts = [text for cut in cuts for _, text in cut]
        found = iter(self._translate(texts, beam, best))
        parts = [[next(found) for _ in cut] for cut in cuts]
        return [
            part[0] if len(part) == 1 else [_join(cut, [one[0] for one in part])]
            for cut, part in zip(cuts, parts, strict=True)
        ]

    def _parts(self, sentence: str, pieces: int = 1) -> list[tuple[int, str]]:
        """Cut a sentence that is too long into (offset, text), at clauses where there are any."""
        if pieces == 1 and len(sentence) < self._longest:
            return [(0, sentence)]
        length = len(self._tokens.encode(sentence))
        limit = min(self._longest, -(-length // pieces))
        if length <= limit:
            return [(0, sentence)]
        cuts = [0, *(match.end() for match in _CLAUSE.finditer(sentence)), len(sentence)]
        spans: list[tuple[int, int]] = []
        for start, end in pairwise(cuts):
            for piece in self._hard_cut(sentence, start, end):
                joined = spans and sentence[spans[-1][0] : piece[1]]
                if joined and len(self._tokens.encode(joined)) <= limit:
                    spans[-1] = (spans[-1][0], piece[1])
                else:
                    spans.append(piece)
        return [(start, sentence[start:end]) for start, end in spans]

    def _hard_cut(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        pieces = self._pieces(text[start:end])
        if len(pieces) <= self._longest:
            return [(start, end)]
        stops = [start + pieces[n].start for n in range(self._longest, len(pieces), self._longest)]
        return list(pairwise([start, *stops, end]))

    def _translate(self, texts: Sequence[str], beam: int, best: int) -> list[list[Translation]]:
        jobs = [self._pieces(_prepared(text)) for text in texts]
        results = [[_untouched(text)] for text in texts]
        live = [place for place, pieces in enumerate(jobs) if pieces]
        for bucket in _buckets(live, jobs):
            decoded = self._decode([jobs[place] for place in bucket], beam, best)
            for place, result in zip(bucket, decoded, strict=True):
                results[place] = self._hypotheses(texts[place], jobs[place], result)
        return results

    def _decode(self, jobs: Sequence[Sequence[Piece]], beam: int, best: int) -> list[Any]:
        longest = max(len(job) for job in jobs)
        return list(
            self._model.translate_batch(
                [[piece.text for piece in job] for job in jobs],
                target_prefix=[self._prefix] * len(jobs) if self._prefix else None,
                beam_size=beam,
                num_hypotheses=best,
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

    def _hypotheses(self, text: str, source: Sequence[Piece], result: Any) -> list[Translation]:
        found = []
        for place, pieces in enumerate(result.hypotheses):
            target, spans = detokenise(pieces[len(self._prefix or ()) :])
            upper = target.upper() if _shouts(text) else target
            target = upper if len(upper) == len(target) else target
            links = _links(source, spans, result.attention[place]) if self._aligns else ()
            found.append(Translation(target, round(float(result.scores[place]), 2), links=links))
        return found

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
    return Translation(text, links=(Link(0, len(text), 0, len(text)),))


def _join(cut: Sequence[tuple[int, str]], parts: Sequence[Translation]) -> Translation:
    text = ""
    links: list[Link] = []
    for (offset, _), part in zip(cut, parts, strict=True):
        text = f"{text} " if text else ""
        links += [link.shifted(offset, len(text)) for link in part.links]
        text += part.text
    return Translation(text, min(part.score for part in parts), links=tuple(links))
