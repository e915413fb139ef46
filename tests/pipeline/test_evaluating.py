"""Measuring packages: what is compared, in what order it is told, and what bad bitexts are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import polib
import pytest

from communique import pipeline
from communique.engines import routing
from communique.engines.base import Batch, Done, Model, Settings, Translation
from communique.errors import CommuniqueError, UsageError
from communique.pipeline import bitexts
from communique.pipeline.bitexts import Sample
from communique.pipeline.evaluating import Evaluation, evaluate
from communique.pipeline.results import Report
from communique.pipeline.translating import Failure
from communique.project import Project
from tests.conftest import APPEAL

A = TypeVar("A")
T = TypeVar("T")
GOOD = Model("argos", "en", "es", "/good", "1.9")
BAD = Model("argos", "en", "es", "/bad", "1.0")
BROKEN = Model("argos", "en", "es", "/broken", "2.0")
INTO = Model("argos", "en", "fr", "/into", "1.0")
WORDS = {"Peace.": "La paz.", "War.": "La guerra.", "No.": ""}


class Spoken:
    """Answers for models that are not there, by the name of their folder."""

    def one(self, step: Callable[..., T], *args: Any) -> T:
        return self._answer(args[0])  # type: ignore[no-any-return]

    def each(self, step: Callable[[A], T], items: Iterable[A]) -> Iterator[tuple[A, T]]:
        for item in items:
            yield item, self._answer(item)

    def _answer(self, batch: Any) -> Any:
        assert isinstance(batch, Batch)
        if batch.task.model is BROKEN:
            return Failure("/broken: not a package that can be loaded", of_pair=False)
        return Done(tuple(self._said(batch.task.model, text) for text in batch.sentences))

    def _said(self, model: Model, text: str) -> Translation:
        if model is INTO:
            return Translation({"La paz.": "La paix."}.get(text, "?"))
        found = WORDS.get(text, text)
        return Translation(found if model is GOOD else "x" * len(found))


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[routing.Route]:
    """The routes that there are, whatever the pair."""
    found: list[routing.Route] = [(GOOD,)]
    monkeypatch.setattr(routing, "routes", lambda source, target, choice: found)
    return found


def measured(*samples: Sample, worst: int = 0) -> Evaluation:
    return evaluate(samples, Spoken(), settings=[Settings(beam=2)], worst=worst)


def sample(source: str, reference: str, **other: Any) -> Sample:
    return Sample(("en", "es"), source, reference, "a.tsv:1", **other)


def test_the_best_package_comes_first_and_a_broken_one_stops_no_other(
    ways: list[routing.Route],
) -> None:
    ways[:] = [(BROKEN,), (BAD,), (GOOD,)]
    found = measured(sample("Peace.", "La paz."), sample("Peace. War.", "La paz. La guerra."))
    assert [one.package for one in found.scores] == ["Argos en→es 1.9", "Argos en→es 1.0"]
    best, last = found.scores
    assert (best.chrf, best.edited) == (100, 0)
    assert best.bleu > 99.9
    assert (best.segments, best.sentences, best.failed, best.beam) == (2, 2, 0, 2)
    assert last.chrf < 10
    assert last.edited > 0.7
    assert best.seconds >= 0
    assert best.speed > 0
    assert [str(one) for one in found.problems] == ["/broken: not a package that can be loaded"]
    assert found.signatures["BLEU es"].startswith("nrefs:1|case:mixed|eff:no|tok:13a")
    assert found.signatures["chrF"].startswith("nrefs:1|case:mixed|eff:yes|nc:6")


def test_markup_and_typography_decide_nothing(ways: list[routing.Route]) -> None:
    found = measured(
        sample("**Peace.**", "La [paz](https://example.org)*.*", syntax="markdown"),
        sample('"Peace."', "«Peace.»"),
    )
    assert found.scores[0].chrf == 100
    assert found.scores[0].edited == 0


def test_a_segment_with_a_failed_sentence_counts_as_empty(ways: list[routing.Route]) -> None:
    found = measured(sample("Peace. No.", "La paz. No."), sample("War.", "La guerra."), worst=1)
    score = found.scores[0]
    assert (score.failed, score.segments) == (1, 2)
    assert [(one.draft, one.chrf, one.source) for one in score.worst] == [("", 0, "Peace. No.")]


def test_a_pivot_is_measured_as_one_way(ways: list[routing.Route]) -> None:
    ways[:] = [(GOOD, INTO)]
    one = Sample(("ca", "fr"), "Peace.", "La paix.", "x")
    found = measured(one)
    assert found.scores[0].chrf == 100
    assert found.scores[0].package == "Argos en→es 1.9 and Argos en→fr 1.0"


def test_a_pair_that_nothing_translates_is_a_problem() -> None:
    found = evaluate(
        [Sample(("en", "xh"), "Peace.", "Uxolo.", "x")], pipeline.Plain(), settings=[Settings()]
    )
    assert not found.scores
    assert "en→xh" in str(found.problems[0])


@pytest.mark.parametrize(
    ("locale", "tokens"), [("zh_Hant", "zh"), ("ja", "char"), ("ko", "13a"), ("pt_BR", "13a")]
)
def test_words_are_cut_as_the_language_needs(
    ways: list[routing.Route], locale: str, tokens: str
) -> None:
    found = measured(Sample(("en", locale), "Peace.", "和平。", "x"))
    assert f"tok:{tokens}|" in found.signatures[f"BLEU {locale}"]


def test_the_starter_is_measured_on_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(
        "\ufeffWe demand peace.\tExigimos la paz.\r\n\r\nThank you.\tGracias.\n".encode()
    )
    found = evaluate(
        bitexts.of_file(path, "en", "es"), pipeline.Plain(),
        settings=[Settings(beam=beam) for beam in (1, 2)], worst=5,
    )  # fmt: skip
    starter = [one for one in found.scores if "starter" in one.package]
    assert sorted(one.beam for one in starter) == [1, 2]
    assert all(50 < one.chrf <= 100 for one in starter)
    assert {one.where for one in starter[0].worst} == {"a.tsv:1", "a.tsv:3"}


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"one\tuno\ntwo dos\n", 2, "one tab"),
        (b"one\tuno\n\n\tdos\n", 3, "one tab"),
        (b"one\tuno\tein\n", 1, "one tab"),
        (b"one\tuno\ntwo\td\xf3s\n", 2, "not in UTF-8"),
        (b"\n\n", None, "no text with its translation en"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, data: bytes, line: int | None, message: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(data)
    with pytest.raises(CommuniqueError, match=message) as caught:
        bitexts.of_file(path, "en", "es")
    assert (caught.value.path, caught.value.line) == (path, line)


@pytest.mark.parametrize("header", ["source\ttarget", "Text\tTranslation", "EN\tes"])
def test_a_first_line_that_names_the_columns_is_no_segment(tmp_path: Path, header: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(f"\n{header}\nPeace.\tLa paz.\nsource\ttarget\n", "utf-8")
    found = bitexts.of_file(path, "en", "es")
    assert [one.where for one in found] == ["a.tsv:3", "a.tsv:4"]


def test_what_cannot_be_a_bitext_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommuniqueError, match="cannot be read"):
        bitexts.of_file(tmp_path / "none.tsv", "en", "es")
    with pytest.raises(UsageError, match="nothing to translate"):
        bitexts.of_file(tmp_path / "none.tsv", "en", "en")
    with pytest.raises(UsageError, match="unknown locale"):
        bitexts.of_file(tmp_path / "none.tsv", "en", "klingon")


def test_tmx_and_po_are_bitexts_too(tmp_path: Path) -> None:
    tmx, po = tmp_path / "a.tmx", tmp_path / "a.po"
    tmx.write_text(
        '<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>Peace.</seg>'
        '</tuv><tuv xml:lang="es"><seg>La paz.</seg></tuv></tu></body></tmx>',
        "utf-8",
    )
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "es"}
    catalog += [
        polib.POEntry(msgid="Peace.", msgstr="La paz."),
        polib.POEntry(msgid="War.", msgstr="¿Guerra?", flags=["fuzzy"]),
        polib.POEntry(msgid="Empty."),
    ]
    catalog.save(str(po))
    for path in (tmx, po):
        found = bitexts.of_file(path, "en", "es")
        assert [(one.source, one.reference) for one in found] == [("Peace.", "La paz.")]
        with pytest.raises(CommuniqueError):
            bitexts.of_file(path, "en", "de") if path is tmx else bitexts.of_file(tmx, "de", "es")


def test_of_the_workspace_counts_what_humans_let_pass(
    project: Project, ways: list[routing.Route]
) -> None:
    assert APPEAL.count("We demand peace") == 1
    pipeline.update_all(project, None, ["es"], pipeline.Plain())
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog[1].msgstr = "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026."
    catalog[2].msgstr, catalog[2].flags = "No, y punto.", ["fuzzy"]
    catalog.save(str(path))
    report = Report()
    found = bitexts.of_workspace(project, None, ["es", "fr"], report)
    assert not report.problems
    assert [(one.pair, one.where, one.syntax) for one in found] == [
        (("en", "es"), "appeal #2", "markdown")
    ]
    with pytest.raises(UsageError):
        bitexts.of_workspace(project, ["none"], None, report)


def test_corrected_drafts_of_a_package_are_counted_for_it(ways: list[routing.Route]) -> None:
    ways[:] = [(GOOD,), (BAD,)]
    found = measured(
        sample("Peace.", "La paz.", drafted_by="installed:en-es 1.9"), sample("War.", "La guerra.")
    )
    assert {one.package: one.drafted for one in found.scores} == {
        "Argos en→es 1.9": 1, "Argos en→es 1.0": 0,
    }  # fmt: skip


def test_engines_that_are_not_in_use_are_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[routing.Choice] = []

    def routes(source: str, target: str, choice: routing.Choice) -> list[routing.Route]:
        asked.append(choice)
        return [(GOOD,)]

    monkeypatch.setattr(routing, "routes", routes)
    choice = routing.Choice(pairs={("en", "es"): ("argos",)}, server="http://127.0.0.1:9")
    evaluate([sample("Peace.", "La paz.")], Spoken(), settings=[Settings()], choice=choice)
    assert asked[0].order(("en", "es")) == ("argos", "libretranslate")
    assert asked[0].server == choice.server
