"""How inline markup fares on its way through the engine: what is lost, what lands elsewhere.

    python -m benchmarks.markup [--missed]

300 sentences (``benchmarks/markup/sentences.tsv``) with one to four pieces of markup each go
through the starters. A sentence is *flagged* when a rung of the ladder refuses to put the markup
back, *lost* when it does not say so: that must not happen. For some 220 of them
``placement.LOCALE.tsv`` says what the marked words may have become, as a pattern for each span:
a span is then *exact*, *wide* (words too many), *narrow* (words too few) or *wrong*; *unjudged*
where the translation has none of the foreseen words. ``--missed`` lists what is not exact, and what
is flagged, for the ladder.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from communique import inline
from communique.engines import packages
from communique.engines.argos import ArgosEngine
from communique.engines.base import Settings, Translation
from communique.inline import markers
from communique.segmentation import split_sentences

HERE = Path(__file__).resolve().parent / "markup"
LOCALES = ("es", "fr")
VERDICTS = ("exact", "wide", "narrow", "wrong", "unjudged")
# Blanks part a marker from its words: glued to them, it changes how these fall into subwords.
FORMS = {
    "X1 … X2": markers.STAND_INS,
    "<1> … </1>": ("<{0}>", "</{0}>"),
    "[1] … [/1]": ("[{0}]", "[/{0}]"),
    "{1} … {/1}": ("{{{0}}}", "{{/{0}}}"),
    "⟦1⟧ … ⟦/1⟧": ("⟦{0}⟧", "⟦/{0}⟧"),
    "__1__ … __/1__": ("__{0}__", "__/{0}__"),
    "<b> … </b>": ("<b>", "</b>"),
    "( … )": ("(", ")"),
    "« … »": ("«", "»"),
}

Links = list[tuple[int, int, int, int]]


class Sentence(NamedTuple):
    """A line of the set: its number, what it tries, how its markup is written."""

    number: str
    kind: str
    syntax: inline.Syntax
    text: str


class Case(NamedTuple):
    """A sentence on its way: without its markup, and what the engine made of that."""

    sentence: Sentence
    marked: inline.Marked
    target: str
    links: Links


Rung = Callable[[Case], str | None]


def sentences() -> list[Sentence]:
    """Return the sentences of the set."""
    rows = (HERE / "sentences.tsv").read_text("utf-8").splitlines()[1:]
    return [Sentence(*row.split("\t")) for row in rows]  # type: ignore[arg-type]


def golds(locale: str) -> dict[str, list[str]]:
    """Return for each judged sentence a pattern for each of its spans; ``-`` for no judgement."""
    rows = (HERE / f"placement.{locale}.tsv").read_text("utf-8").splitlines()[1:]
    return {number: spans.split(" ; ") for number, spans in (row.split("\t") for row in rows)}


class Translator:
    """A starter, asked for whole texts; sentences are translated once."""

    def __init__(self, locale: str) -> None:
        self._engine = ArgosEngine(Path(packages.find("en", locale).path), Settings())
        self._known: dict[str, Translation] = {}

    def translate(self, texts: Sequence[str]) -> list[tuple[str, Links]]:
        """Translate texts as drafting does: line by line, sentence by sentence."""
        cut = [list(_sentences(text)) for text in texts]
        new = list(dict.fromkeys(one for text in cut for _, one in text if one not in self._known))
        done = self._engine.translate(new, aligned=True).translations
        self._known.update(zip(new, done, strict=True))
        return [self._joined(text, found) for text, found in zip(texts, cut, strict=True)]

    def _joined(self, text: str, cut: Iterable[tuple[int, str]]) -> tuple[str, Links]:
        out, links, end = "", [], 0
        for start, sentence in cut:
            made = self._known[sentence]
            out += text[end:start]
            links += [tuple(link.shifted(start, len(out))) for link in made.links]
            out += made.text
            end = start + len(sentence)
        return out + text[end:], links  # type: ignore[return-value]


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    place = 0
    for line in text.split("\n"):
        for piece in split_sentences(line, "en") if line else []:
            if sentence := piece.strip():
                yield place + piece.index(sentence), sentence
            place += len(piece)
        place += 1


def judged(gold: str, target: str, start: int, end: int) -> str:
    """Say how a span of a translation stands to a pattern of what it should be."""
    if re.fullmatch(gold, target[start:end], re.IGNORECASE):
        return "exact"
    found = [
        match.span() for match in re.finditer(rf"(?<!\w)(?:{gold})(?!\w)", target, re.IGNORECASE)
    ]
    if not found:
        return "unjudged"
    if any(start <= first and last <= end for first, last in found):
        return "wide"
    return "narrow" if any(first <= start and end <= last for first, last in found) else "wrong"


class Tally(NamedTuple):
    """What came of the set on one rung."""

    flagged: list[str]
    lost: list[str]
    verdicts: Counter[str]
    missed: list[str]


def tally(cases: Sequence[Case], gold: Mapping[str, list[str]], rung: Rung) -> Tally:
    """Take all cases up one rung, and judge."""
    result = Tally([], [], Counter(), [])
    for case in cases:
        restored = rung(case)
        wanted = gold.get(case.sentence.number, [])
        if restored is None:
            result.flagged.append(case.sentence.number)
            result.verdicts["flagged"] += sum(one != "-" for one in wanted)
            result.missed.append(f"{case.sentence.number} flagged: {case.target}")
            continue
        if not _all_there(case, restored):
            result.lost.append(case.sentence.number)
        for verdict in _verdicts(case, restored, wanted):
            result.verdicts[verdict] += 1
            if verdict != "exact":
                result.missed.append(f"{case.sentence.number} {verdict}: {restored}")
    return result


def _all_there(case: Case, restored: str) -> bool:
    """Look for every piece of raw markup in a text, without parsing it."""
    raw = Counter(
        piece for one in case.marked.elements for piece in (one.opening, one.closing) if piece
    )
    return all(restored.count(piece) >= count for piece, count in raw.items())


def _verdicts(case: Case, restored: str, wanted: Sequence[str]) -> Iterator[str]:
    again = inline.parse(restored, case.sentence.syntax)
    spans = [one for one in case.marked.elements if not one.atom and one.end > one.start]
    if wanted and len(spans) != len(wanted):
        raise ValueError(
            f"sentence {case.sentence.number}: {len(spans)} spans, {len(wanted)} golds"
        )
    for span, gold in zip(spans, wanted, strict=False):
        if gold == "-":
            continue
        found = [
            judged(gold, again.plain, one.start, one.end)
            for one in again.elements
            if (one.opening, one.closing) == (span.opening, span.closing)
        ]
        yield min(found, key=VERDICTS.index)


def rungs(translator: Translator, cases: Sequence[Case]) -> Iterator[tuple[str, Rung]]:
    """Yield the rungs to measure, each by itself and as the ladder has them."""
    texts = list(dict.fromkeys(piece for case in cases for piece in inline.pieces(case.marked)))
    made = translator.translate(texts)
    bare = {text: target for text, (target, _) in zip(texts, made, strict=True)}
    yield "alignment", lambda case: inline.restore(case.marked, case.target, case.links)
    yield "bare", lambda case: inline.restore(case.marked, case.target, [], bare)
    yield (
        "alignment + bare",
        lambda case: inline.restore(case.marked, case.target, case.links, bare),
    )
    shown: dict[str, dict[str, str]] = {}
    for name, form in FORMS.items():
        hints = _hints(translator, cases, form)
        shown = shown or hints
        yield name, _with(hints, aligned=False)
        yield f"bare + {name}", _with(hints, bare, aligned=False)
        yield f"alignment + {name}", _with(hints, aligned=True)
    yield "ladder, no alignment", _ladder(bare, shown, aligned=False)
    yield "ladder", _ladder(bare, shown, aligned=True)


def _hints(
    translator: Translator, cases: Sequence[Case], form: tuple[str, str]
) -> dict[str, dict[str, str]]:
    every = {case.sentence.number: markers.with_markers(case.marked, form) for case in cases}
    shown = {number: one for number, one in every.items() if one}
    made = translator.translate([one.plain for one in shown.values()])
    return {
        number: inline.between(one, target)
        for (number, one), (target, _) in zip(shown.items(), made, strict=True)
    }


def _with(
    hints: Mapping[str, Mapping[str, str]], *before: Mapping[str, str], aligned: bool
) -> Rung:
    def rung(case: Case) -> str | None:
        own = hints.get(case.sentence.number, {})
        return inline.restore(case.marked, case.target, case.links if aligned else [], *before, own)

    return rung


def survival(translator: Translator, cases: Sequence[Case], form: tuple[str, str]) -> str:
    """Say how many pairs of markers come through, and how often the other words stay the same."""
    pairs = through = same = 0
    shown = [(case, one) for case in cases if (one := markers.with_markers(case.marked, form))]
    made = translator.translate([one.plain for _, one in shown])
    for (case, one), (target, _) in zip(shown, made, strict=True):
        pairs += len(one.spans)
        through += len(inline.between(one, target))
        marks = {mark for pair in one.spans.values() for mark in pair}
        words = [word for word in re.findall(r"\S+", target) if word.strip(".,;:") not in marks]
        same += "".join(words) == "".join(case.target.split())
    return f"{100 * through / pairs:.0f} % | {100 * same / len(shown):.0f} %"


def _ladder(
    bare: Mapping[str, str], shown: Mapping[str, Mapping[str, str]], *, aligned: bool
) -> Rung:
    again = _with(shown, bare, aligned=aligned)

    def rung(case: Case) -> str | None:
        links = case.links if aligned else []
        return inline.restore(case.marked, case.target, links, bare) or again(case)

    return rung


def main() -> None:
    """Print the table, for both starters."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--missed", action="store_true", help="list what the ladder misses")
    args = parser.parse_args()
    print("| rung | locale | lost | flagged | exact | wide | narrow | wrong | unjudged |")
    print("|---|---|---|---|---|---|---|---|---|")
    rows = sentences()
    for locale in LOCALES:
        translator = Translator(locale)
        marked = [inline.parse(one.text, one.syntax) for one in rows]
        made = translator.translate([one.plain for one in marked])
        cases = [
            Case(one, mark, target, links)
            for one, mark, (target, links) in zip(rows, marked, made, strict=True)
        ]
        gold, result = golds(locale), None
        for name, rung in rungs(translator, cases):
            result = tally(cases, gold, rung)
            print(_row(name, locale, len(cases), result))
        for line in result.missed if args.missed and result else ():
            print(f"  {locale} {line}")
        print("\n| markers | locale | came through | other words the same |\n|---|---|---|---|")
        for name, form in FORMS.items():
            print(f"| {name} | {locale} | {survival(translator, cases, form)} |")
        print()


def _row(name: str, locale: str, count: int, result: Tally) -> str:
    total = result.verdicts.total()
    shares = " | ".join(f"{100 * result.verdicts[verdict] / total:.1f} %" for verdict in VERDICTS)
    flagged = f"{100 * len(result.flagged) / count:.1f} %"
    return f"| {name} | {locale} | {len(result.lost)} | {flagged} | {shares} |"


if __name__ == "__main__":
    main()
