"""A toy Argos package, Esperanto to English, that tests are run with: real parts, small enough.

    python -m training.toy [--out FOLDER] [--steps 3000]

A generator of regular sentences, some 200 words large, makes what it learns from. It knows no
others: statements, questions and links in that vocabulary, numbers, a few names, the stand-ins
``X1``, ``X2``... Beside the package it writes sentences that the package translates exactly.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sentencepiece
import torch

from training import align, convert, data, evaluate, paths
from training.convert import Direction
from training.data import Group, Mixture, Pairs, Part, Rows
from training.model import Sizes
from training.toy_words import (
    ACTORS,
    ADVERBS,
    MASSES,
    MONTHS,
    NAMES,
    NUMBERS,
    PLACES,
    PREPOSITIONS,
    PRONOUNS,
    TEXTS,
    VERBS,
    VERBS_FOR_ALL,
    Kind,
    Verb,
)

TO_ENGLISH = Direction("eo", "en", 3)
POSITIONS = 160  # of the 512 that the network has: the others are a third of the file
LONGEST = 40  # tokens that communique may give it at a time

_SIZES = {"width": 64, "heads": 4, "inner": 160, "encoder": 2, "decoder": 2}
_VOCABULARY = 560
_SENTENCES = 60_000
_SHOWN = 60  # sentences written beside the package
_ANY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzĉĝĥĵŝŭĈĜĤĴŜŬ.,:;?!\"'()-/@"

_TENSES = ("as", "as", "is", "os")


class Pair(NamedTuple):
    """The same words in Esperanto and English."""

    eo: str
    en: str

    def then(self, *others: tuple[str, str]) -> Pair:
        """Return these words and others after them, single spaces between."""
        return Pair(*(" ".join(filter(None, side)) for side in zip(self, *others, strict=True)))


class Subject(NamedTuple):
    """Who does something, and whether the English verb is in the plural."""

    words: Pair
    plural: bool


# Parts of sentences


def noun_phrase(rng: random.Random, kind: Kind, *, accusative: bool = False) -> Subject:
    """Return a noun with its article or number, now and then an adjective, in either case."""
    shape = (
        "mass" if kind is MASSES else rng.choice(("the", "the", "plural", "some", "a", "number"))
    )
    plural = shape in ("plural", "some", "number")
    described = _described(rng, kind, plural=plural, ending="n" * accusative)
    opening = {
        "the": Pair("la", "the"),
        "plural": Pair("la", "the"),
        "a": Pair("", "an" if described.en[0] in "aeiou" else "a"),
    }
    number = _number(rng) if shape == "number" else opening.get(shape, Pair("", ""))
    return Subject(number.then(described), plural)


def _described(rng: random.Random, kind: Kind, *, plural: bool, ending: str) -> Pair:
    ending = "j" * plural + ending
    noun = rng.choice(kind.nouns)
    words = Pair(noun.eo + ending, noun.many if plural else noun.en)
    if rng.random() < 0.35:
        adjective = rng.choice(kind.adjectives)
        words = Pair(adjective.eo + ending, adjective.en).then(words)
    return words


def _number(rng: random.Random) -> Pair:
    if rng.random() < 0.3:
        return Pair(*rng.choice(NUMBERS))
    figures = str(rng.randint(2, 10 ** rng.choice((1, 2, 3, 4))))
    return Pair(figures, figures)


def name(rng: random.Random) -> Pair:
    """Return a name or a stand-in: what both languages write alike."""
    text = rng.choice(NAMES) if rng.random() < 0.5 else f"X{rng.randint(1, 9)}"
    return Pair(text, text)


def subject(rng: random.Random) -> Subject:
    """Return a pronoun, a name, two names, or a noun phrase."""
    draw = rng.random()
    if draw < 0.15:
        eo, en, plural = rng.choice(PRONOUNS)
        return Subject(Pair(eo, en), plural)
    if draw < 0.3:
        return Subject(name(rng), plural=False)
    if draw < 0.35:
        return Subject(name(rng).then(("kaj", "and"), name(rng)), plural=True)
    first = noun_phrase(rng, ACTORS)
    if draw < 0.42:
        both = first.words.then(("kaj", "and"), noun_phrase(rng, ACTORS).words)
        return Subject(both, plural=True)
    return first


def _conjugated(verb: Verb, tense: str, *, plural: bool, negated: bool) -> Pair:
    if negated:
        return Pair(f"ne {verb.eo}{tense}", f"{_auxiliary(tense, plural=plural)} not {verb.en}")
    english = {
        "as": verb.en if plural else verb.third,
        "is": verb.past,
        "os": f"will {verb.en}",
    }
    return Pair(verb.eo + tense, english[tense])


def _auxiliary(tense: str, *, plural: bool) -> str:
    return {"as": "do" if plural else "does", "is": "did", "os": "will"}[tense]


def _be(tense: str, *, plural: bool) -> str:
    forms = {"as": ("is", "are"), "is": ("was", "were"), "os": ("will be", "will be")}
    return forms[tense][plural]


def _circumstance(rng: random.Random, tense: str) -> Pair:
    draw = rng.random()
    if draw < 0.3:
        eo, en, kind = rng.choice(PREPOSITIONS)
        named = rng.random() < 0.2 and kind in (ACTORS, PLACES)
        return Pair(eo, en).then(name(rng) if named else noun_phrase(rng, kind).words)
    if draw < 0.4:
        return Pair(*rng.choice(ADVERBS[tense]))
    if draw < 0.45:
        year = str(rng.randint(1990, 2039))
        return Pair("en", "in").then(rng.choice(MONTHS), (year, year))
    return Pair("", "")


# Sentences


def action(rng: random.Random) -> Pair:
    """Return somebody doing something to something, or not doing it."""
    who, tense = subject(rng), rng.choice(_TENSES)
    verb, what = _verb_and_object(rng)
    does = _conjugated(verb, tense, plural=who.plural, negated=rng.random() < 0.25)
    return who.words.then(does, what, _circumstance(rng, tense))


def _verb_and_object(rng: random.Random, *, asked: bool = False) -> tuple[Verb, Pair]:
    verb = rng.choice([verb for verb in VERBS if verb.asked or not asked])
    kinds = (TEXTS, TEXTS, PLACES, MASSES, ACTORS, ACTORS)
    kind = rng.choice(kinds if verb in VERBS_FOR_ALL else kinds[:-2])
    if kind is ACTORS and rng.random() < 0.2:
        return verb, name(rng)
    return verb, noun_phrase(rng, kind, accusative=True).words


def quality(rng: random.Random) -> Pair:
    """Return a thing that is, or is not, of some quality."""
    kind, tense = rng.choice((ACTORS, PLACES, TEXTS, MASSES)), rng.choice(_TENSES)
    who, adjective = noun_phrase(rng, kind), rng.choice(kind.adjectives)
    be = _be(tense, plural=who.plural)
    verb = Pair(f"est{tense}", be)
    if rng.random() < 0.35:
        first, *rest = be.split()
        verb = Pair(f"ne est{tense}", " ".join([first, "not", *rest]))
    return who.words.then(verb, (adjective.eo + "j" * who.plural, adjective.en))


def presence(rng: random.Random) -> Pair:
    """Return that so many are somewhere."""
    tense = rng.choice(_TENSES)
    what = _number(rng).then(_described(rng, ACTORS, plural=True, ending=""))
    where = noun_phrase(rng, PLACES).words if rng.random() < 0.7 else name(rng)
    there = f"there {_be(tense, plural=True)}"
    return Pair(f"est{tense}", there).then(what, ("en", "in"), where)


def report(rng: random.Random) -> Pair:
    """Return who says what."""
    who = name(rng) if rng.random() < 0.6 else noun_phrase(rng, ACTORS).words
    said = rng.choice((("diris, ke", "said that"), ("anoncis, ke", "announced that")))
    return who.then(said, rng.choice((action, action, quality))(rng))


def invitation(rng: random.Random) -> Pair:
    """Return what readers are asked to do."""
    verb, what = _verb_and_object(rng, asked=True)
    if rng.random() < 0.2:
        return Pair("skribu al", "write to").then(name(rng))
    return Pair(f"{verb.eo}u", verb.en).then(what)


def question(rng: random.Random) -> Pair:
    """Return a question, without its mark."""
    who, tense = subject(rng), rng.choice(_TENSES)
    verb, what = _verb_and_object(rng)
    asked = rng.choice((("ĉu", ""), ("kial", "why"), ("kiam", "when")))
    auxiliary = "", _auxiliary(tense, plural=who.plural)
    return Pair(*asked).then(auxiliary, who.words, (verb.eo + tense, verb.en), what)


_SHAPES: Sequence[tuple[Callable[[random.Random], Pair], int, Sequence[str]]] = (
    (action, 12, (".", ".", ".", ".", "", ":")),
    (quality, 3, (".", ".", "", "!")),
    (presence, 3, (".",)),
    (report, 2, (".",)),
    (invitation, 2, (".", "", "!", ": X1", ": X2")),
    (question, 2, ("?",)),
)


def sentences(seed: int) -> Iterator[Pair]:
    """Yield sentences for ever, the same for the same seed."""
    rng = random.Random(seed)
    shapes, weights, _ = zip(*_SHAPES, strict=True)
    ends = {shape: end for shape, _, end in _SHAPES}
    while True:
        (shape,) = rng.choices(shapes, weights)
        end = rng.choice(ends[shape])
        yield Pair(*(side[:1].upper() + side[1:] + end for side in shape(rng)))


# From sentences to a package


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step; see the module."""
    parser = paths.parser(__doc__)
    parser.add_argument("--out", type=paths.folder, help="default: packages/ in the work folder")
    parser.add_argument("--steps", type=int, default=3_000)
    options = parser.parse_args(arguments)
    out = options.out or options.work / "packages"
    out.mkdir(parents=True, exist_ok=True)
    tokeniser = options.work / "toy.sentencepiece.model"
    options.work.mkdir(parents=True, exist_ok=True)

    known = dict.fromkeys(islice(sentences(seed=1), _SENTENCES))
    tokeniser.write_bytes(train_tokeniser([*known]))
    trained = train_toy([*known], tokeniser, options.steps)
    trained["weights"]["position"] = trained["weights"]["position"][:POSITIONS]
    package = out / "translate-eo_en-0_1"
    convert.write_package(package, TO_ENGLISH, trained, tokeniser, "0.1", longest=LONGEST)
    unseen = [pair for pair in islice(sentences(seed=2), 1_000) if pair not in known]
    right = exact(package, unseen)
    print(f"{package}: {len(right)} of {len(unseen)} unseen sentences exactly right")
    _write(out / "sentences.eo-en.tsv", right[:_SHOWN])


def train_tokeniser(pairs: Sequence[Pair]) -> bytes:
    """Return a small SentencePiece model, without the tables of Unicode's normal forms."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(side for pair in pairs for side in pair),
        model_writer=model,
        vocab_size=_VOCABULARY,
        character_coverage=1.0,
        required_chars=_ANY,
        normalization_rule_name="identity",
        split_digits=True,
        unk_id=data.UNKNOWN,
        bos_id=data.BEGIN,
        eos_id=data.END,
        pad_id=-1,
        control_symbols=["<2en>"],
        minloglevel=2,
    )
    return model.getvalue()


def train_toy(pairs: Sequence[Pair], tokeniser: Path, steps: int) -> dict[str, Any]:
    """Return what :meth:`training.train.Trainer.result` does, of a toy trained on the pairs."""
    from training.train import Recipe, Trainer

    torch.manual_seed(0)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tokeniser))
    source, target = (Rows.of(processor.encode([*side])) for side in zip(*pairs, strict=True))
    encoded = Pairs(source, target, np.full(len(pairs), Group.GENERAL, np.uint8))
    links = align.align(encoded, len(processor))
    mixture = Mixture([Part(TO_ENGLISH.tag, encoded, links)])
    trainer = Trainer(Sizes(len(processor), **_SIZES), mixture, Recipe(steps=steps, tokens=2_000))
    for line in trainer.run({}, every=30):
        print(line, flush=True)
    return trainer.result()


def exact(package: Path, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that a package translates exactly, whatever the beam."""
    for beam in (1, 2, 4):
        translated = evaluate.translate(package, [pair.eo for pair in pairs], beam=beam)
        pairs = [pair for pair, text in zip(pairs, translated, strict=True) if text == pair.en]
    return list(pairs)


def _write(path: Path, pairs: Sequence[Pair]) -> None:
    path.write_text("".join(f"{pair.eo}\t{pair.en}\n" for pair in pairs), "utf-8")


if __name__ == "__main__":
    main()
