"""Argos packages driven through CTranslate2: all sentences of a pair in one stream of batches."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from communique.engines import packages, preparing, retry, subwords
from communique.engines.base import Done, Link, Model, Pair, Settings, Translation, worst
from communique.engines.subwords import Piece
from communique.errors import CommuniqueError

_LENGTH_PENALTY = 1.0
_LONGEST = 110  # tokens; Argos's models have seen no more than about 150 (the starters say 50)
_CLAUSE = re.compile(r"(?<=[;:,)—–])\s+|\s+(?=[(—–])")
_LOADING = Lock()
_ROOM = 16  # tokens that a translation may have beyond three times its source's


class _Part(NamedTuple):
    """A stretch of a sentence, no longer than the model knows, and where it begins there."""

    sentence: int
    start: int
    text: str


def load(model: Model, settings: Settings) -> ArgosEngine:
    """Return the engine of a package; it is loaded once in each process.

    Raises:
        CommuniqueError: the folder holds no package that can be loaded.
    """
    with _LOADING:
        return _loaded(model.place, settings)


def fingerprint(model: Model) -> str:
    """Return a digest of what decides the package's output."""
    return packages.fingerprint(Path(model.place))


@lru_cache(maxsize=4)
def _loaded(folder: str, settings: Settings) -> ArgosEngine:
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

    def translate(
        self,
        sentences: Sequence[str],
        pair: Pair | None = None,
        *,
        aligned: bool = False,
        best: int = 1,
    ) -> Done:
        """Translate plain sentences.

        What failed is tried anew, otherwise (:mod:`communique.engines.retry`).

        Args:
            sentences: one language, no markup, in any order and of any length.
            pair: the locales; the package's own codes if not given.
            aligned: say which characters became which, if the package can tell.
            best: how many candidates of each sentence to return.
        """
        wanted = retry.Wanted(pair or self._pair, self.settings.beam, aligned, best)
        return retry.translate(self, sentences, wanted)

    def candidates(
        self,
        sentences: Sequence[str],
        *,
        beam: int,
        best: int = 1,
        pieces: int = 1,
        aligned: bool = False,
    ) -> Iterator[tuple[int, list[Translation]]]:
        """Yield for each sentence its place and its ``best`` translations, the likeliest first.

        They come in the order in which they are ready: the caller works on some while CTranslate2
        works on others. A sentence of more tokens than the model knows is cut at clauses and
        joined again; it has one candidate. ``pieces`` says into how many it is cut at least, where
        it can be.
        """
        prepared = [preparing.prepare(sentence) for sentence in sentences]
        cut: dict[int, list[_Part]] = {}
        parts: list[_Part] = []
        for place, one in enumerate(prepared):
            if not one.text:
                yield place, [preparing.untouched(sentences[place])]
                continue
            found = self._parts(place, one.text, pieces)
            if len(found) > 1:
                cut[place] = found
            parts += found
        waiting: dict[_Part, Translation] = {}
        for part, hypotheses in self._decoded(parts, beam, best, aligned and self._aligns):
            place = part.sentence
            if place in cut:
                waiting[part] = hypotheses[0]
                if not all(one in waiting for one in cut[place]):
                    continue
                hypotheses = [_join([(one, waiting.pop(one)) for one in cut.pop(place)])]
            yield place, [preparing.put_back(prepared[place], one) for one in hypotheses]

    def _parts(self, place: int, sentence: str, pieces: int = 1) -> list[_Part]:
        """Cut a sentence that is too long, at clauses where there are any."""
        if pieces == 1 and len(sentence) < self._longest:
            return [_Part(place, 0, sentence)]
        length = len(self._tokens.encode(sentence))
        limit = min(self._longest, -(-length // pieces))
        if length <= limit:
            return [_Part(place, 0, sentence)]
        cuts = [0, *(match.end() for match in _CLAUSE.finditer(sentence)), len(sentence)]
        spans: list[tuple[int, int]] = []
        for start, end in pairwise(cuts):
            for piece in self._hard_cut(sentence, start, end):
                joined = spans and sentence[spans[-1][0] : piece[1]]
                if joined and len(self._tokens.encode(joined)) <= limit:
                    spans[-1] = (spans[-1][0], piece[1])
                else:
                    spans.append(piece)
        return [_Part(place, start, sentence[start:end]) for start, end in spans]

    def _hard_cut(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        pieces = self._pieces(text[start:end])
        if len(pieces) <= self._longest:
            return [(start, end)]
        stops = [start + pieces[n].start for n in range(self._longest, len(pieces), self._longest)]
        return list(pairwise([start, *stops, end]))

    def _decoded(
        self, parts: Sequence[_Part], beam: int, best: int, aligned: bool
    ) -> Iterator[tuple[_Part, list[Translation]]]:
        """Hand all parts to CTranslate2 at once, and yield what is ready while it works on."""
        tokens: list[list[str]] = self._tokens.encode([one.text for one in parts], out_type=str)
        started = [
            (bucket, self._start([tokens[place] for place in bucket], beam, best, aligned))
            for bucket in _buckets(tokens)
        ]
        for bucket, results in started:
            for place, future in zip(bucket, results, strict=True):
                yield parts[place], self._hypotheses(parts[place].text, future.result(), aligned)
        for place, pieces in enumerate(tokens):
            if not pieces:
                yield parts[place], [Translation("")]

    def _start(
        self, jobs: Sequence[Sequence[str]], beam: int, best: int, aligned: bool
    ) -> list[Any]:
        longest = max(len(job) for job in jobs)
        return list(
            self._model.translate_batch(
                jobs,
                target_prefix=[self._prefix] * len(jobs) if self._prefix else None,
                beam_size=max(beam, best),
                num_hypotheses=best,
                max_batch_size=self.settings.batch_tokens,
                batch_type="tokens",
                length_penalty=_LENGTH_PENALTY,
                max_decoding_length=3 * longest + _ROOM,
                max_input_length=0,
                replace_unknowns=True,
                return_scores=True,
                return_attention=aligned,
                asynchronous=True,
            )
        )

    def _hypotheses(self, text: str, result: Any, aligned: bool) -> list[Translation]:
        skipped = len(self._prefix or ())
        scores = [round(float(score), 2) for score in result.scores]
        if not aligned:
            return [
                Translation(subwords.joined(pieces[skipped:]), score)
                for pieces, score in zip(result.hypotheses, scores, strict=True)
            ]
        source = self._pieces(text)
        found = []
        for pieces, score, attention in zip(
            result.hypotheses, scores, result.attention, strict=True
        ):
            target, spans = subwords.detokenise(pieces[skipped:])
            links = subwords.links(source, spans, attention[skipped:])
            found.append(Translation(target, score, links=links))
        return found

    def _pieces(self, text: str) -> list[Piece]:
        found = self._tokens.encode(text, return_type="offset_mapping")
        return [
            Piece(piece, start, end)
            for piece, (start, end) in zip(found["pieces"], found["offsets"], strict=True)
        ]


def _buckets(tokens: Sequence[Sequence[str]]) -> list[list[int]]:
    """Group sentences by length, the longest first, so that the bound on decoding fits each."""
    groups: dict[int, list[int]] = {}
    for place, pieces in enumerate(tokens):
        if pieces:
            groups.setdefault(len(pieces).bit_length(), []).append(place)
    return [groups[size] for size in sorted(groups, reverse=True)]


def _join(parts: Sequence[tuple[_Part, Translation]]) -> Translation:
    text = ""
    links: list[Link] = []
    for part, made in parts:
        text = f"{text} " if text else ""
        links += [link.shifted(part.start, len(text)) for link in made.links]
        text += made.text
    return Translation(text, worst(made for _, made in parts), links=tuple(links))
