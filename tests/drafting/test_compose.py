"""From sentences to drafts."""

from __future__ import annotations

from collections.abc import Iterable

from communique import drafting
from communique.engines.base import Link, Model, Settings, Task, Translation
from communique.segmentation import split_sentences
from communique.statement import Key

STARTER = Model("argos", "en", "es", "/p", "0.1", "starter")
ROUTE = (STARTER,)


def tidy(text: str, locale: str, kept: Iterable[str]) -> str:
    del locale, kept
    return text.replace("...", "…")


def job(text: str) -> drafting.Job:
    return drafting.job_of(Key(None, text), "markdown", "en", split_sentences)


def test_sentences_keep_their_place() -> None:
    one = job("We met.  It was **late**.\nThen we left.")
    assert [sentence.text for sentence in one.sentences] == [
        "We met.",
        "It was late.",
        "Then we left.",
    ]
    for sentence in one.sentences:
        assert one.marked.plain[sentence.start :].startswith(sentence.text)


def test_a_draft_keeps_the_space_between_sentences_and_its_markup() -> None:
    one = job("We met. It was **late**.\nThen we left...")
    known = {
        "We met.": Translation("Nos reunimos.", -0.1, 0.1),
        "It was late.": Translation("Era tarde.", -0.3, 0.2, (), (Link(7, 11, 4, 9),)),
        "Then we left...": Translation("Luego salimos...", -0.2, 0.3),
    }
    made = drafting.compose(one, known, ROUTE, "es", tidy)
    assert made.filling.text == "Nos reunimos. Era **tarde**.\nLuego salimos…"
    assert made.risk == 0.3
    assert made.filling.notes == ("machine draft (starter en→es 0.1); doubt: medium",)


def test_one_failed_sentence_leaves_the_segment_empty_and_says_so() -> None:
    known = {
        "We met.": Translation("Nos reunimos.", -0.1, 0.1),
        "It was late.": Translation("", -3.0, 1.0, ("loop",)),
    }
    made = drafting.compose(job("We met. It was late."), known, ROUTE, "es", tidy)
    assert made.filling.text == ""
    assert "loop" in made.filling.notes[0]


def test_lost_markup_is_a_note_and_the_highest_risk() -> None:
    one = job("See [here](https://a.org).")
    made = drafting.compose(one, {"See here.": Translation("Véase.", -0.1, 0.1)}, ROUTE, "es", tidy)
    assert made.filling.text == "Véase."
    assert made.risk == 1.0
    assert "markup was lost" in made.filling.notes[-1]


def test_batches_hold_every_sentence_once() -> None:
    sentences = [f"Sentence {n} " + "x" * (n % 50) for n in range(300)]
    made = drafting.batches(Task(STARTER, ("en", "es"), Settings()), sentences, 500)
    assert sorted(s for batch in made for s in batch.sentences) == sorted(sentences)
    assert all(sum(map(len, batch.sentences)) <= 560 for batch in made)
