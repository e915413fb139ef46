"""What the checks find, and what they cry over: clean pairs of news, and flaws put into them.

The pairs in ``benchmarks/checks/`` were written blind, by someone who had not seen the checks.
A clean pair with an error or a warning is a false alarm; a flaw counts as found if it brings an
error or a warning that the clean pair did not have. Run it with::

    python -m benchmarks.checks [--missed] [--alarms]

``POFILTER=/path/to/pofilter`` puts a column beside it: translate-toolkit's filters over the same
pairs, all of them on, and with those on that fit running text.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

import polib

from communique import checks
from communique.checks import Severity, Unit
from communique.language import spans
from communique.segmentation import split_sentences

HERE = Path(__file__).resolve().parent / "checks"
LOCALES = ("es", "fr")
SEED = 2026
# The filters that say something of running text; the rest are for menus and format strings.
FITTING = (
    "numbers", "urls", "emails", "xmltags", "brackets", "doublequoting", "endpunc", "doublewords",
    "unchanged", "sentencecount", "long", "short", "newlines", "tabs", "startwhitespace",
    "endwhitespace", "blank", "untranslated",
)  # fmt: skip


class Pair(NamedTuple):
    """A source and its translation."""

    source: str
    target: str


class Flaw(NamedTuple):
    """What was done to which pair, and what came of it."""

    kind: str
    number: int
    pair: Pair


Injector = Callable[[Pair, str, Random], str | None]


def pairs(locale: str) -> list[Pair]:
    """Return the clean pairs of a locale."""
    lines = (HERE / f"news.en-{locale}.tsv").read_text("utf-8").splitlines()
    return [Pair(*line.split("\t")) for line in lines[1:] if line.strip()]


# --- flaws: each takes a pair and returns a worse target, or None where there is nothing to spoil


def _places(pattern: str, text: str) -> list[re.Match[str]]:
    """Where a pattern stands in the prose of a text."""
    apart = [match.span() for match in spans.APART.finditer(text)]
    return [
        match
        for match in re.finditer(pattern, text)
        if not any(start < match.end() and match.start() < end for start, end in apart)
    ]


def _replaced(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def digit(pair: Pair, _: str, chance: Random) -> str | None:
    """Change one digit."""
    if not (found := _places(r"\d", pair.target)):
        return None
    place = chance.choice(found)
    others = [one for one in "123456789" if one != place.group()]
    return _replaced(pair.target, place, chance.choice(others))


def value(pair: Pair, _: str, chance: Random) -> str | None:
    """Make a number ten times larger."""
    if not (found := _places(r"(?<![\d.,])\d+(?![\d.,\u00a0\u202f ]*\d)", pair.target)):
        return None
    place = chance.choice(found)
    return _replaced(pair.target, place, place.group() + "0")


WORDS = {
    "es": "tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte",
    "fr": "trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt",
}


def number_word(pair: Pair, locale: str, chance: Random) -> str | None:
    """Make a number in words another one."""
    if not (found := _places(rf"(?i)(?<![\w-])(?:{WORDS[locale]})(?![\w-])", pair.target)):
        return None
    place = chance.choice(found)
    others = [word for word in WORDS[locale].split("|") if word != place.group().lower()]
    return _replaced(pair.target, place, chance.choice(others))


_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(([^()\s]+)\)")


def link_changed(pair: Pair, _: str, chance: Random) -> str | None:
    """Let a link, or a bare address, lead elsewhere."""
    if found := list(_LINK.finditer(pair.target)):
        place = chance.choice(found)
        return _replaced(pair.target, place, f"{place[1]}[{place[2]}]({place[3].rstrip('/')}x)")
    if found := list(spans.ADDRESS.finditer(pair.target)):
        place = chance.choice(found)
        return _replaced(pair.target, place, place.group()[:-2] + "x" + place.group()[-1])
    return None


def link_dropped(pair: Pair, _: str, chance: Random) -> str | None:
    """Leave of a link its label alone."""
    if not (found := list(_LINK.finditer(pair.target))):
        return None
    place = chance.choice(found)
    return _replaced(pair.target, place, place[2])


def emphasis_lost(pair: Pair, _: str, chance: Random) -> str | None:
    """Take the marks off something emphasised."""
    pattern = r"(\*\*|(?<!\*)\*(?!\*)|__|(?<!\w)_)(?=\S)(.+?)(?<=\S)\1"
    if not (found := list(re.finditer(pattern, pair.target))):
        return None
    place = chance.choice(found)
    return _replaced(pair.target, place, place[2])


def tag_lost(pair: Pair, _: str, chance: Random) -> str | None:
    """Take an HTML tag away."""
    if not (found := list(re.finditer(spans.TAG, pair.target))):
        return None
    return _replaced(pair.target, chance.choice(found), "")


def _cut(pair: Pair, share: float, *, mended: bool) -> str | None:
    words = pair.target.split(" ")
    if len(words) < 9:
        return None
    kept = re.sub(r"[\W_]+$", "", " ".join(words[: round(len(words) * share)]))
    end = re.search(r"[.!?…]?[»”\"\s)*_]*$", pair.target)
    return kept + (end.group().strip("\u00a0\u202f") if mended and end else "")


def third_lost(pair: Pair, _: str, chance: Random) -> str | None:
    """Cut off the last third, in mid-sentence."""
    return _cut(pair, 2 / 3, mended=False)


def half_lost(pair: Pair, _: str, chance: Random) -> str | None:
    """Cut off the last half, in mid-sentence."""
    return _cut(pair, 1 / 2, mended=False)


def third_lost_mended(pair: Pair, _: str, chance: Random) -> str | None:
    """Cut off the last third, and end as the whole ended."""
    return _cut(pair, 2 / 3, mended=True)


def half_lost_mended(pair: Pair, _: str, chance: Random) -> str | None:
    """Cut off the last half, and end as the whole ended."""
    return _cut(pair, 1 / 2, mended=True)


def sentence_lost(pair: Pair, locale: str, chance: Random) -> str | None:
    """Leave a sentence out."""
    sentences = split_sentences(pair.target, locale)
    if len(sentences) < 2:
        return None
    del sentences[chance.randrange(len(sentences))]
    return "".join(sentences).rstrip()


def sentence_doubled(pair: Pair, locale: str, chance: Random) -> str | None:
    """Say a sentence twice."""
    sentences = split_sentences(pair.target, locale)
    place = chance.randrange(len(sentences))
    sentences.insert(place, sentences[place].rstrip() + " ")
    return "".join(sentences)


def word_doubled(pair: Pair, _: str, chance: Random) -> str | None:
    """Write a word twice."""
    if not (found := _places(r"(?<![\w'’-])[^\W\d_]{2,}(?= )", pair.target)):
        return None
    place = chance.choice(found)
    return _replaced(pair.target, place, f"{place.group()} {place.group().lower()}")


def copied(pair: Pair, _: str, chance: Random) -> str | None:
    """Leave the source as it is."""
    return pair.source


INJECTORS: dict[str, dict[str, Injector]] = {
    "number": {"a digit": digit, "times ten": value, "in words": number_word},
    "link": {"changed": link_changed, "dropped": link_dropped},
    "markup": {"emphasis lost": emphasis_lost, "tag lost": tag_lost},
    "truncation": {
        "last third": third_lost,
        "last half": half_lost,
        "last third, end mended": third_lost_mended,
        "last half, end mended": half_lost_mended,
        "a sentence": sentence_lost,
    },
    "doubling": {"a word": word_doubled, "a sentence": sentence_doubled},
    "copy": {"the source": copied},
}


def flaws(clean: list[Pair], locale: str) -> list[Flaw]:
    """Return every flaw that can be put into each pair, by a fixed seed."""
    chance = Random(SEED)
    made: list[Flaw] = []
    for family, injectors in INJECTORS.items():
        for name, inject in injectors.items():
            for number, pair in enumerate(clean):
                worse = inject(pair, locale, chance)
                if worse and worse.strip() and worse != pair.target:
                    made.append(Flaw(f"{family}: {name}", number, Pair(pair.source, worse)))
    return made


# --- two judges: each says of each pair what it has against it

Judge = Callable[[list[Pair], str], list[set[str]]]


def ours(those: list[Pair], locale: str) -> list[set[str]]:
    """Return the errors and warnings of communique's checks."""
    return [
        {
            f"{one.check}: {one.message}"
            for one in checks.run(Unit(pair.source, pair.target, "en", locale))
            if one.severity is not Severity.INFO
        }
        for pair in those
    ]


def pofilter(program: str, *options: str) -> Judge:
    """Return a judge that asks translate-toolkit."""

    def judge(those: list[Pair], locale: str) -> list[set[str]]:
        with tempfile.TemporaryDirectory() as folder:
            before, after = Path(folder) / "in.po", Path(folder) / "out.po"
            catalog = polib.POFile(wrapwidth=0)
            catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": locale}
            for number, pair in enumerate(those):
                catalog.append(
                    polib.POEntry(msgctxt=str(number), msgid=pair.source, msgstr=pair.target)
                )
            catalog.save(str(before))
            command = [program, "--progress=none", f"--language={locale}", *options]
            subprocess.run([*command, str(before), str(after)], check=True, capture_output=True)
            said: list[set[str]] = [set() for _ in those]
            for entry in polib.pofile(str(after)) if after.exists() else []:
                found = re.findall(r"\(pofilter\) (.*)", entry.tcomment)
                said[int(entry.msgctxt)] |= set(found or [entry.tcomment])
        return said

    return judge


def judges() -> dict[str, Judge]:
    """Return who judges: communique, and pofilter where its path is given."""
    asked: dict[str, Judge] = {"communique": ours}
    if program := os.environ.get("POFILTER"):
        asked["pofilter, all"] = pofilter(program)
        asked["pofilter, fitting"] = pofilter(program, *(f"--test={one}" for one in FITTING))
    return asked


# --- the table


class Score(NamedTuple):
    """What a judge said of the clean pairs, and which flaws it found."""

    alarms: list[set[str]]
    found: list[bool]


def judged(judge: Judge, locale: str, clean: list[Pair], made: list[Flaw]) -> Score:
    """Ask a judge about the clean pairs and the spoilt ones."""
    before = judge(clean, locale)
    after = judge([flaw.pair for flaw in made], locale)
    return Score(
        before,
        [bool(said - before[flaw.number]) for flaw, said in zip(made, after, strict=True)],
    )


def share(found: list[bool]) -> str:
    """Return how many of them are true, in per cent."""
    return f"{100 * sum(found) / len(found):6.1f} %" if found else "       –"


def table(made: list[Flaw], scores: dict[str, Score]) -> None:
    """Print a line for each kind of flaw, each family, and all of them."""
    kinds = list(dict.fromkeys(flaw.kind for flaw in made))
    for name in [*kinds, *INJECTORS, ""]:
        chosen = [
            n for n, flaw in enumerate(made) if name in {"", flaw.kind, flaw.kind.split(":")[0]}
        ]
        shown = name or "all flaws"
        values = "".join(
            f"{share([score.found[n] for n in chosen]):>20}" for score in scores.values()
        )
        print(f"  {shown:36}{len(chosen):6}{values}")


def speed(clean: list[Pair], locale: str) -> str:
    """Return the time that all checks take over a pair."""
    ours(clean, locale)
    start = time.perf_counter()
    ours(clean, locale)
    spent = 1000 * (time.perf_counter() - start) / len(clean)
    words = sum(len(pair.source.split()) for pair in clean) / len(clean)
    return f"{spent:.2f} ms a pair of {words:.0f} words"


def main() -> None:
    """Measure and print."""
    for locale in LOCALES:
        clean = pairs(locale)
        made = flaws(clean, locale)
        scores = {name: judged(judge, locale, clean, made) for name, judge in judges().items()}
        print(f"en → {locale}: {len(clean)} pairs, {speed(clean, locale)}")
        print(f"  {'':42}{''.join(f'{name:>20}' for name in scores)}")
        alarms = "".join(f"{share(list(map(bool, one.alarms))):>20}" for one in scores.values())
        print(f"  {'false alarms on clean pairs':36}{len(clean):6}{alarms}")
        table(made, scores)
        mine = scores["communique"]
        if "--alarms" in sys.argv:
            for pair, said in zip(clean, mine.alarms, strict=True):
                for one in sorted(said):
                    print(f"  alarm: {one}\n    {pair.source}\n    {pair.target}")
        if "--missed" in sys.argv:
            for flaw, found in zip(made, mine.found, strict=True):
                if not found:
                    print(f"  missed: {flaw.kind}\n    {flaw.pair.source}\n    {flaw.pair.target}")


if __name__ == "__main__":
    main()
