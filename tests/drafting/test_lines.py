"""Plain lines in, translated lines out, by an engine that does what it is told."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from queue import Queue

import pytest

from communique.drafting import lines
from communique.drafting.lines import Line, translate_lines
from communique.engines import running
from communique.engines.base import Batch, Done, Model, Settings, Translation
from communique.errors import CommuniqueError

BROKEN = Model("toy", "en", "es", "broken")
TOY = Model("toy", "en", "es", "toy", "1")
INTO = Model("toy", "en", "fr", "into", "1")
ONWARD = Model("toy", "fr", "es", "onward", "1")
PAIR = ("en", "es")


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Batch]:
    """What the toy was asked for; it shouts, fails at "bad", and a broken one at everything."""
    batches: list[Batch] = []

    def translate_batch(batch: Batch) -> Done:
        batches.append(batch)
        if batch.task.model.place == "broken":
            raise CommuniqueError("it is broken")
        made = (
            Translation("", doubts=("loop",)) if "bad" in text else Translation(f"{text.upper()}")
            for text in batch.sentences
        )
        return Done(tuple(made))

    monkeypatch.setattr(running, "translate_batch", translate_batch)
    return batches


def translated(texts: Iterable[str], *routes: tuple[Model, ...]) -> list[Line]:
    return list(translate_lines(texts, routes or [(TOY,)], PAIR, Settings()))


def test_each_line_comes_back_in_its_place() -> None:
    found = translated(["One. Two.", "", "  ", "Three."])
    assert [line.text for line in found] == ["ONE. TWO.", "", "  ", "THREE."]
    assert not any(line.failed for line in found)


def test_a_line_that_failed_says_how_and_the_others_go_on() -> None:
    found = translated(["One.", "Two. This is bad.", "Three."])
    assert [line.text for line in found] == ["ONE.", "", "THREE."]
    assert found[1] == Line("", ("loop",), failed=True)


def test_the_next_way_is_gone_where_one_is_broken_and_that_is_said_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, asked: list[Batch]
) -> None:
    monkeypatch.setattr(lines, "_TOGETHER", 2)
    with caplog.at_level(logging.WARNING):
        found = translated(map(str, ["a", "b", "c", "d", "e"]), (BROKEN,), (INTO, ONWARD))
    assert [line.text for line in found] == ["A", "B", "C", "D", "E"]
    assert caplog.messages == ["it is broken; en→es by Argos en→fr 1 and Argos fr→es 1 instead"]
    assert sum(batch.task.model == BROKEN for batch in asked) == 1


def test_where_no_way_is_left_the_last_error_is_told() -> None:
    with pytest.raises(CommuniqueError, match="it is broken"):
        translated(["One."], (BROKEN,), (BROKEN,))


def test_a_line_is_answered_while_others_are_waited_for() -> None:
    waiting: Queue[str | None] = Queue()

    def come() -> Iterator[str]:
        while (line := waiting.get(timeout=30)) is not None:
            yield line

    answers = translate_lines(come(), [(TOY,)], PAIR, Settings())
    for text in ("one", "two"):
        waiting.put(text)
        assert next(answers).text == text.upper()
    waiting.put(None)
    assert next(answers, None) is None


def test_what_comes_together_is_translated_together_up_to_a_bound(asked: list[Batch]) -> None:
    texts = [f"line {number}" for number in range(2_000)]
    assert [line.text for line in translated(texts)] == [text.upper() for text in texts]
    assert max(len(batch.sentences) for batch in asked) <= 512
    assert len(asked) < 100


def test_an_error_of_reading_comes_after_what_was_read() -> None:
    def come() -> Iterator[str]:
        yield "one"
        raise CommuniqueError("line 2 is no text")

    found = translate_lines(come(), [(TOY,)], PAIR, Settings())
    assert next(found).text == "ONE"
    with pytest.raises(CommuniqueError, match="line 2"):
        next(found)
