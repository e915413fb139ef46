"""Corpora in two languages → one SentencePiece model and the token ids of all pairs.

    python -m training.prepare [--corpus FOLDER] [--vocabulary 10000 | --tokeniser FILE]

Reads ``en-*.tsv.xz`` and ``extra.en-*.tsv.xz`` (source, English, translation), the register
triples and the test set, which no register line may resemble. Writes ``sentencepiece.model``,
``pairs.*.npz`` and ``dev.*.npz``.
"""

from __future__ import annotations

import io
import lzma
import random
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sentencepiece

from training import augment, data, paths, text, variants
from training.data import Group, Pairs, Rows

VOCABULARY = 10_000

_LONGEST_SOURCE, _LONGEST_TARGET = 75, 85  # tokens
_FEWEST_WORDS = 3
_HELD_OUT = {Group.NEAR: 150, Group.GENERAL: 150}
_HELD_OUT_FROM = 4_000  # the first pairs, in random order
_HELD_OUT_TRIPLES = 40  # one in about so many hand-written triples
_VARIED = {Group.NEAR: 6_000, Group.GENERAL: 6_000}  # pairs made with other names and numbers
_NEAR_REPEATS = 3  # times that the nearest texts are read for the vocabulary

# Kinds: sources that share one cap. A source that is not named is a kind of its own.
_BIBLE, _GAMES, _STARS, _WORDS, _TATOEBA = "bible", "games", "stars", "vocabulary", "tatoeba"
_KINDS = {
    "bible-WEB": _BIBLE,
    "bible-BBE": _BIBLE,
    "cataclysm-dda-data": _GAMES,
    "widelands-data": _GAMES,
    "freeciv-data": _GAMES,
    "freecol": _GAMES,
    "freeorion-data": _GAMES,
    "stellarium-data": _STARS,
    "dict-freedict-eng-spa": _WORDS,
    "dict-freedict-eng-fra": _WORDS,
    "apertium-eng-spa": _WORDS,
}
_CAP = 40_000
_CAPS = {
    _BIBLE: 15_000,
    _GAMES: 15_000,
    _STARS: 3_000,
    _WORDS: 8_000,
    _TATOEBA: 125_000,
    "debian-ddtp": 25_000,
    "libreoffice-help": 20_000,
    "lilypond-doc-html": 3_000,
    "manpages-l10n": 6_000,
}
_GROUPS = {
    "debian-history": Group.NEAR,
    "europarl": Group.NEAR,
    "globalvoices": Group.NEAR,
    "newstest2012": Group.NEAR,
    "newstest2013": Group.NEAR,
    "npm-scratch-l10n": Group.NEAR,
    "debian-handbook": Group.GENERAL,
    _TATOEBA: Group.GENERAL,
    _BIBLE: Group.FAR,
    _GAMES: Group.FAR,
    _STARS: Group.FAR,
    _WORDS: Group.FAR,
}


class Pair(NamedTuple):
    """A normalised English sentence and its translation."""

    source: str
    target: str
    group: Group


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step; see the module."""
    parser = paths.parser(__doc__)
    parser.add_argument("--corpus", type=paths.folder, default=paths.SHARED / "corpus")
    parser.add_argument("--register", type=paths.folder, default=paths.REGISTER)
    subwords = parser.add_mutually_exclusive_group()
    subwords.add_argument("--vocabulary", type=int, default=VOCABULARY)
    subwords.add_argument("--tokeniser", type=Path, help="a SentencePiece model to keep")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)

    rng = random.Random(options.seed)
    corpora = {language: read(options.corpus, language, rng) for language in text.LANGUAGES}
    register, unseen = read_register(options.register, options.tests, options.seed)
    if options.tokeniser:
        tokeniser = options.tokeniser.read_bytes()
    else:
        everything = [pair for pairs in corpora.values() for pair in pairs]
        tokeniser = train_tokeniser(everything, options.vocabulary, options.seed)
    paths.tokeniser(options.work).write_bytes(tokeniser)
    processor = sentencepiece.SentencePieceProcessor(model_proto=tokeniser)
    for language, pairs in corpora.items():
        train, held_out = split(pairs)
        train += varied(train, language, rng)
        train += _pairs(register, language)
        held_out += _pairs(unseen, language)
        encoded = encode(processor, train)
        data.save_pairs(paths.pairs(options.work, language), encoded)
        data.save_pairs(paths.held_out(options.work, language), encode(processor, held_out))
        print(f"en→{language}: {_summary(encoded)}")


def read(folder: Path, language: str, rng: random.Random) -> list[Pair]:
    """Return the normalised pairs of a language, capped by kind, in random order."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for name in (f"extra.en-{language}.tsv.xz", f"en-{language}.tsv.xz"):
        for source, english, translation in _lines(folder / name):
            pair = text.normalise(english, "en"), text.normalise(translation, language)
            kinds.setdefault(_KINDS.get(source, source), []).append(pair)
    pairs = [
        Pair(*row, _GROUPS.get(kind, Group.SOFTWARE))
        for kind, rows in kinds.items()
        for row in choose(kind, rows, rng)
    ]
    rng.shuffle(pairs)
    return pairs


def _lines(path: Path) -> Iterator[list[str]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file)
        yield from (row for row in rows if len(row) == 3)


def choose(kind: str, rows: Sequence[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """Return what is taken of a kind: at random, no scraps, at most its cap.

    Of the many short sentences of Tatoeba, those of seven words and more come first.
    """
    chosen = rng.sample(rows, len(rows))
    if kind == _TATOEBA:
        chosen.sort(key=lambda row: min(_words(row), 7), reverse=True)
    elif kind != _WORDS:
        chosen = [row for row in chosen if _words(row) >= _FEWEST_WORDS]
    return chosen[: _CAPS.get(kind, _CAP)]


def _words(row: tuple[str, str]) -> int:
    return len(row[0].split())


def read_register(
    folder: Path, tests: Path, seed: int
) -> tuple[list[text.Triple], list[text.Triple]]:
    """Return the triples of the register to train on, and those that are held out.

    The first are hand-written or made from what is; none of either is like the test set.
    """
    forbidden = text.spans_of_tests(tests)
    written = text.read_register(folder)
    kept = text.unlike(written, forbidden)
    held_out = [triple for triple in kept if is_held_out(triple)]
    kept = [triple for triple in kept if not is_held_out(triple)]
    made = text.unlike(augment.augment(kept, seed) + variants.vary(kept, seed), forbidden)
    print(f"register: {len(kept)} of {len(written)} triples kept, {len(made)} made from them")
    return kept + made, held_out


def is_held_out(triple: text.Triple) -> bool:
    """Say whether a triple is held out: the same ones, however many others there are."""
    return zlib.crc32(triple.en.encode()) % _HELD_OUT_TRIPLES == 0


def _pairs(triples: Iterable[text.Triple], language: str) -> list[Pair]:
    return [Pair(each.en, each.target(language), Group.REGISTER) for each in triples]


def train_tokeniser(pairs: Iterable[Pair], vocabulary: int, seed: int) -> bytes:
    """Return a SentencePiece unigram model of both sides of the pairs.

    Kudo (2018), *Subword Regularization*, https://arxiv.org/abs/1804.10959.
    """
    sentencepiece.set_random_generator_seed(seed)
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=_vocabulary_texts(pairs),
        model_writer=model,
        model_type="unigram",
        vocab_size=vocabulary,
        character_coverage=0.9999,
        required_chars="«»“”’—–…¿¡",
        normalization_rule_name="nmt_nfkc",
        input_sentence_size=500_000,
        shuffle_input_sentence=True,
        num_threads=2,
        unk_id=data.UNKNOWN,
        bos_id=data.BEGIN,
        eos_id=data.END,
        pad_id=-1,
        control_symbols=[f"<2{language}>" for language in data.TAGS],
        minloglevel=2,
    )
    return model.getvalue()


def _vocabulary_texts(pairs: Iterable[Pair]) -> Iterator[str]:
    for pair in pairs:
        for _ in range(_NEAR_REPEATS if pair.group is Group.NEAR else 1):
            yield pair.source
            yield pair.target


def split(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs to train on, and 300 near and general ones that are held out."""
    train, held_out = [], []
    missing = Counter(_HELD_OUT)
    for place, pair in enumerate(pairs):
        if place < _HELD_OUT_FROM and missing[pair.group] > 0:
            missing[pair.group] -= 1
            held_out.append(pair)
        else:
            train.append(pair)
    return train, held_out


def varied(pairs: Iterable[Pair], language: str, rng: random.Random) -> list[Pair]:
    """Return near and general pairs over again, with other names and number words."""
    made: list[Pair] = []
    missing = Counter(_VARIED)
    for pair in pairs:
        if missing[pair.group] > 0:
            sides = pair.source, pair.target
            for source, target in variants.vary_pair(sides, ("en", language), rng):
                made.append(Pair(source, target, pair.group))
                missing[pair.group] -= 1
    return made


def encode(processor: Any, pairs: Sequence[Pair]) -> Pairs:
    """Return the token ids of the pairs that are neither empty nor too long."""
    sources = processor.encode([pair.source for pair in pairs])
    targets = processor.encode([pair.target for pair in pairs])
    kept = [
        (source, target, pair.group)
        for source, target, pair in zip(sources, targets, pairs, strict=True)
        if 1 <= len(source) <= _LONGEST_SOURCE and 1 <= len(target) <= _LONGEST_TARGET
    ]
    return Pairs(
        Rows.of(source for source, _, _ in kept),
        Rows.of(target for _, target, _ in kept),
        np.array([group for _, _, group in kept], np.uint8),
    )


def _summary(pairs: Pairs) -> str:
    counts = Counter(Group(group).name.lower() for group in pairs.groups.tolist())
    groups = ", ".join(f"{name} {count:,}" for name, count in counts.most_common())
    return f"{len(pairs):,} pairs ({groups}), {len(pairs.target.values) / 1e6:.2f} M target tokens"


if __name__ == "__main__":
    main()
