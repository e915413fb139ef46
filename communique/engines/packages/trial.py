"""The trial of a package: does it translate a few plain sentences, or does it babble?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from communique.engines.packages.codes import locale_of
from communique.language.scripts import language_of

_BEAM = 2
_FAILED = 0.25  # share of the sentences that may not come out as no translation at all
_WRONG_NUMBERS = 0.5  # share of the sentences with numbers that may lose them
_FEWEST_NUMBERS = 4
_DISTINCT = 0.7  # share of the translations that has to differ from one another
_SURE = 0.9
# Languages that what comes out might be in, by mistake of a label; a relative is the likeliest.
_OTHERS = frozenset({
    "ar", "az", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa",
    "fi", "fr", "ga", "gl", "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "mk", "mr",
    "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tl", "tr", "uk", "ur",
    "vi", "zh",
})  # fmt: skip
# Those that cannot be told from one another by letters, or hardly.
_ALIKE = (
    frozenset({"bs", "hr", "sr"}), frozenset({"id", "ms"}), frozenset({"da", "no", "nn", "nb"}),
)  # fmt: skip
_SHOWN = 60

_NAMES = {
    "empty": "came out empty",
    "loop": "came out as loops",
    "copy": "came out as they went in",
    "too long": "came out far too long",
    "too short": "came out far too short",
    "script": "came out in another script",
    "language": "came out in the language they were in",
}


class Carried(NamedTuple):
    """A carrier sentence, what a package made of it, and what is wrong with that."""

    source: str
    target: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial: how many sentences were tried, and why the package failed, if so."""

    sentences: int
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether the package may be used."""
        return not self.reason


def carriers(code: str) -> list[str]:
    """Return the carrier sentences of a language, by Argos's code; none for most languages."""
    folder = Path(str(resources.files("communique.engines.packages"))) / "carriers"
    for name in (code, language_of(locale_of(code))):
        path = folder / f"{name}.txt"
        if path.is_file():
            return path.read_text("utf-8").splitlines()
    return []


def run(folder: Path, source: str, target: str) -> Trial | None:
    """Translate the carrier sentences with a package, and judge what comes out.

    Args:
        folder: the package.
        source: its languages, by Argos's codes.
        target: likewise.

    Returns:
        None where there are no carrier sentences in the source language.

    Raises:
        CommuniqueError: the package cannot be loaded.
    """
    from communique.engines.argos import ArgosEngine
    from communique.engines.base import Settings

    sentences = carriers(source)
    engine = ArgosEngine(folder, Settings(beam=_BEAM))
    if not sentences:
        return None
    # The first thoughts, not what the ladder of retries would make of them: a package that needs
    # the ladder for every other sentence is what this is to find.
    found = engine.candidates(sentences, beam=_BEAM, best=1)
    texts = {place: hypotheses[0].text for place, hypotheses in found}
    return judge([(text, texts[place]) for place, text in enumerate(sentences)], source, target)


def judge(pairs: list[tuple[str, str]], source: str, target: str) -> Trial:
    """Judge what a package made of sentences.

    Args:
        pairs: each sentence and its translation.
        source: the languages, by Argos's codes.
        target: likewise.
    """
    from communique.engines import sanity

    locales = locale_of(source), locale_of(target)
    carried = [Carried(*pair, sanity.failures(*pair, locales)) for pair in pairs]
    reason = (
        _failing(carried)
        or _repeating(carried)
        or _counting(carried)
        or _straying(carried, locales)
    )
    return Trial(len(carried), reason)


def _failing(carried: list[Carried]) -> str:
    """Say how most sentences failed, if too many did."""
    from communique.engines import sanity

    failed = [one for one in carried if sanity.fatal(one.doubts)]
    if len(failed) <= _FAILED * len(carried):
        return ""
    kinds = Counter(_kind(one) for one in failed)
    kind = kinds.most_common(1)[0][0]
    worst = next(one for one in failed if _kind(one) == kind)
    how = _NAMES.get(kind, f"failed ({kind})")
    others = "" if len(kinds) == 1 else f", {len(failed) - kinds[kind]} failed otherwise"
    shown = f": {_quoted(worst.target)}" if worst.target.strip() else ""
    return f"it babbles: {kinds[kind]} of {len(carried)} carrier sentences {how}{others}{shown}"


def _kind(carried: Carried) -> str:
    from communique.engines import sanity

    return next(doubt for doubt in carried.doubts if doubt not in sanity.BEARABLE)


def _repeating(carried: list[Carried]) -> str:
    counts = Counter(one.target.strip() for one in carried)
    if len(counts) >= _DISTINCT * len(carried):
        return ""
    text, times = counts.most_common(1)[0]
    return (
        f"it babbles: {len(carried)} carrier sentences came out as {len(counts)} texts; "
        f"{times} of them as {_quoted(text)}"
    )


def _counting(carried: list[Carried]) -> str:
    """Say so where numbers get lost: random words are no loops, but they keep no numbers."""
    numbered = [one for one in carried if any(char.isdigit() for char in one.source)]
    lost = [one for one in numbered if "numbers" in one.doubts]
    if len(numbered) < _FEWEST_NUMBERS or len(lost) <= _WRONG_NUMBERS * len(numbered):
        return ""
    return (
        f"it loses numbers: {len(lost)} of {len(numbered)} carrier sentences came out with others: "
        f"{_quoted(lost[0].source)} became {_quoted(lost[0].target)}"
    )


def _straying(carried: list[Carried], locales: tuple[str, str]) -> str:
    """Say so where all that came out, taken together, is not in the target language."""
    from communique.language.identifying import identifier, knows

    source, target = map(language_of, locales)
    if source == target or not knows(source) or not knows(target):
        return ""
    alike = frozenset().union(*(group for group in _ALIKE if target in group))
    among = identifier((_OTHERS - alike) | {source, target})
    guessed, certainty = among.classify(" ".join(one.target for one in carried))
    if guessed == target and certainty >= _SURE:
        return ""
    return f"what comes out is not in the language {target}: {_quoted(carried[0].target)}"


def _quoted(text: str) -> str:
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[: _SHOWN - 1]}…”"
