"""Argos packages driven through CTranslate2: all sentences of a pair in one stream of batches."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
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
_BLOCK = 8_000  # characters that are cut together: memory and time grow with the length alone
_BLOCKS = re.compile(rf".{{1,{_BLOCK}}}(?:\s+|\Z)|.{{{_BLOCK}}}", re.DOTALL)
_LOADING = Lock()
_ROOM = 16  # tokens that a translation may have beyond three times its source's


class _Part(NamedTuple):
    """A stretch of a sentence, no longer than the model knows, and where it begins there."""

    sentence: int
    start: int
    text: str


class _Decoding(NamedTuple):
    """What CTranslate2 is asked for."""

    beam: int
    best: int
    aligned: bool
    batch_tokens: int


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
        self._threads = settings.threads or len(os.sched_getaffinity(0))
        try:
            meta = packages.metadata(folder)
            self._pair = str(meta["from_code"]), str(meta["to_code"])
            prefix = str(meta.get("target_prefix") or "")
            self._prefix = [prefix] if prefix else None
            # Only a head trained to align is worth asking: the starters say they have one.
            self._aligns = bool(meta.get("communique_alignment"))
            self._longest = _number(meta.get("communique_longest"))
            self._tokens: Any = sentencepiece.SentencePieceProcessor(
                model_file=str(folder / "sentencepiece.model")
            )
            # compute_type stays "default": an explicit one turns some Argos packages to garbage.
            self._model = ctranslate2.Translator(
                str(folder / "model"),
                device="cpu",
                inter_threads=self._threads,
                intra_threads=1,
                max_queued_batches=-1,  # so that we can judge while it works; the caller bounds it
            )
        except (OSError, RuntimeError, ValueError, KeyError) as error:
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
        prepared = [preparing.prepare(sentence, self._pair[0]) for sentence in sentences]
        missing: dict[int, int] = {}  # parts of a sentence that was cut
        parts: list[_Part] = []
        for place, one in enumerate(prepared):
            if not one.text:
                yield place, [preparing.untouched(sentences[place])]
                continue
            found = self._parts(place, one.text, pieces)
            if len(found) > 1:
                missing[place] = len(found)
            parts += found
        waiting: dict[int, list[tuple[_Part, Translation]]] = {}
        for part, hypotheses in self._decoded(parts, beam, best, aligned and self._aligns):
            place = part.sentence
            if place in missing:
                waiting.setdefault(place, []).append((part, hypotheses[0]))
                missing[place] -= 1
                if missing[place]:
                    continue
                hypotheses = [_join(waiting.pop(place))]
            yield place, [preparing.put_back(prepared[place], one) for one in hypotheses]

    def _parts(self, place: int, sentence: str, pieces: int = 1) -> list[_Part]:
        """Cut a sentence that is too long, at clauses where there are any."""
        if pieces == 1 and len(sentence) < self._longest:
            return [_Part(place, 0, sentence)]
        if len(sentence) <= _BLOCK:
            spans = self._spans(sentence, pieces)
        else:
            spans = [
                (block.start() + start, block.start() + end)
                for block in _BLOCKS.finditer(sentence)
                for start, end in self._spans(block.group())
            ]
        return [_Part(place, start, sentence[start:end]) for start, end in spans]

    def _spans(self, text: str, pieces: int = 1) -> list[tuple[int, int]]:
        """Say where to cut a text, into as few stretches as its clauses and the limit allow."""
        tokens = self._pieces(text)
        limit = min(self._longest, -(-len(tokens) // pieces))
        if len(tokens) <= limit:
            return [(0, len(text))]
        ends = [token.end for token in tokens]
        cuts = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
        spans: list[tuple[int, int]] = []
        first = before = 0  # tokens before the stretch in hand, before the clause
        for start, end in pairwise(cuts):
            until = bisect_right(ends, end)
            hard = range(before + self._longest, until, self._longest)
            stops = [(tokens[number].start, number) for number in hard]
            for (begin, number), (stop, after) in pairwise([(start, before), *stops, (end, until)]):
                if spans and after - first <= limit:
                    spans[-1] = (spans[-1][0], stop)
                else:
                    spans.append((begin, stop))
                    first = number
            before = until
        return spans

    def _decoded(
        self, parts: Sequence[_Part], beam: int, best: int, aligned: bool
    ) -> Iterator[tuple[_Part, list[Translation]]]:
        """Hand all parts to CTranslate2 at once, and yield what is ready while it works on."""
        tokens: list[list[str]] = self._tokens.encode([one.text for one in parts], out_type=str)
        # A few sentences, as those that are tried anew, are shared among the threads, too.
        share = -(-sum(map(len, tokens)) // self._threads)
        wanted = _Decoding(beam, best, aligned, min(self.settings.batch_tokens, max(share, 1)))
        started = [
            (bucket, self._start([tokens[place] for place in bucket], wanted))
            for bucket in _buckets(tokens)
        ]
        for bucket, results in started:
            most = _most(len(tokens[place]) for place in bucket)
            for place, future in zip(bucket, results, strict=True):
                result = self._result(future)
                yield parts[place], self._hypotheses(parts[place].text, result, aligned, most)
        for place, pieces in enumerate(tokens):
            if not pieces:
                yield parts[place], [Translation("")]

    def _start(self, jobs: Sequence[Sequence[str]], wanted: _Decoding) -> list[Any]:
        return list(
            self._model.translate_batch(
                jobs,
                target_prefix=[self._prefix] * len(jobs) if self._prefix else None,
                beam_size=max(wanted.beam, wanted.best),
                num_hypotheses=wanted.best,
                max_batch_size=wanted.batch_tokens,
                batch_type="tokens",
                length_penalty=_LENGTH_PENALTY,
                max_decoding_length=_most(map(len, jobs)),
                max_input_length=0,
                replace_unknowns=True,
                return_scores=True,
                return_attention=wanted.aligned,
                asynchronous=True,
            )
        )

    def _result(self, future: Any) -> Any:
        """Wait for a sentence; a vocabulary that does not fit shows only here."""
        try:
            return future.result()
        except (RuntimeError, ValueError) as error:
            message = f"not a package that can be run ({error}); `communique models verify`"
            raise CommuniqueError(message, self.folder) from None

    def _hypotheses(self, text: str, result: Any, aligned: bool, most: int) -> list[Translation]:
        skipped = len(self._prefix or ())
        scores = [round(float(score), 2) for score in result.scores]
        if not aligned:
            return [
                Translation(
                    subwords.joined(pieces[skipped:]), score, doubts=_cut_off(len(pieces) >= most)
                )
                for pieces, score in zip(result.hypotheses, scores, strict=True)
            ]
        source = self._pieces(text)
        found = []
        for pieces, score, attention in zip(
            result.hypotheses, scores, result.attention, strict=True
        ):
            target, spans = subwords.detokenise(pieces[skipped:])
            links = subwords.links(source, spans, attention[skipped:])
            doubts = _cut_off(len(pieces) >= most)
            found.append(Translation(target, score, doubts=doubts, links=links))
        return found

    def _pieces(self, text: str) -> list[Piece]:
        found = self._tokens.encode(text, return_type="offset_mapping")
        return [
            Piece(piece, start, end)
            for piece, (start, end) in zip(found["pieces"], found["offsets"], strict=True)
        ]


def _number(longest: object) -> int:
    """How many tokens a package says its model knows; Argos's own say nothing."""
    number = int(str(longest or _LONGEST))
    if number < 1:
        raise ValueError(f"communique_longest: {number}")
    return number


def _most(lengths: Iterable[int]) -> int:
    """How many tokens translations of sentences of these lengths may have."""
    return 3 * max(lengths) + _ROOM


def _buckets(tokens: Sequence[Sequence[str]]) -> list[list[int]]:
    """Group sentences by length, the longest first, so that the bound on decoding fits each."""
    groups: dict[int, list[int]] = {}
    for place, pieces in enumerate(tokens):
        if pieces:
            groups.setdefault(len(pieces).bit_length(), []).append(place)
    return [groups[size] for size in sorted(groups, reverse=True)]


def _join(parts: Sequence[tuple[_Part, Translation]]) -> Translation:
    texts: list[str] = []
    links: list[Link] = []
    length = 0
    for part, made in sorted(parts, key=lambda one: one[0].start):
        if made.text:
            links += [link.shifted(part.start, length) for link in made.links]
            texts.append(made.text)
            length += len(made.text) + 1
    return Translation(
        " ".join(texts),
        worst(made for _, made in parts),
        doubts=_cut_off(any(made.doubts or not made.text for _, made in parts)),
        links=tuple(links),
    )


def _cut_off(failed: bool) -> tuple[str, ...]:
    """The doubt in a translation that did not come to its end, or lost a part."""
    return ("truncated",) if failed else ()
