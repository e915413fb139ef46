"""Differential: no reviewed text that msgmerge keeps is lost, over random histories of edits."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import polib
import pytest
from babel import Locale

from communique.catalogs import files
from communique.catalogs.ledger import Ledger
from communique.catalogs.template import Header, template
from communique.catalogs.update import update
from communique.statement import Block, Kind, Segment, Statement

ES = Locale.parse("es")
HEADER = Header("Tests", "https://example.org/", "communique")
WORDS = sorted(
    {
        word
        for line in (
            "the council members agreed that wages must rise before winter and no family",
            "may be left without water light schools hospitals in every village of our region",
            "since the strike began on Monday we demand an answer from government ministers",
            "judges banks owners peace justice",
        )
        for word in line.split()
    }
)


def pot(texts: list[str]) -> polib.POFile:
    blocks = tuple(Block(Kind.PARAGRAPH, 0, 0, (Segment(text),)) for text in texts)
    statement = Statement("a", Path("a.md"), "markdown", "en", "", blocks)
    return template(statement, "source_texts/a.md", HEADER)


def sentence(dice: random.Random) -> str:
    words = dice.choices(WORDS, k=dice.randint(4, 25))
    return " ".join(words).capitalize() + "."


def edited(texts: list[str], dice: random.Random) -> list[str]:
    """Do to a source what authors do: reword, insert, remove, move, split, join."""
    texts = list(texts)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(texts))
        words = texts[place].split()
        match dice.randrange(6):
            case 0:
                words[dice.randrange(len(words))] = dice.choice(WORDS)
                texts[place] = " ".join(words)
            case 1:
                texts.insert(place, sentence(dice))
            case 2 if len(texts) > 2:
                del texts[place]
            case 3:
                texts.insert(dice.randrange(len(texts)), texts.pop(place))
            case 4 if len(words) > 6:
                half = len(words) // 2
                texts[place : place + 1] = [" ".join(words[:half]), " ".join(words[half:])]
            case 5 if place:
                texts[place - 1 : place + 1] = [f"{texts[place - 1]} {texts[place]}"]
    return list(dict.fromkeys(texts))


def msgmerge(old: Path, new: Path) -> set[str]:
    """Return the translations that msgmerge still has after an update, obsolete ones too."""
    done = subprocess.run(
        ["msgmerge", "--quiet", "--previous", "--no-wrap", str(old), str(new)],
        capture_output=True, check=True,
    )  # fmt: skip
    old.write_bytes(done.stdout)
    return {entry.msgstr for entry in polib.pofile(done.stdout.decode())}


def history(seed: int, folder: Path) -> tuple[set[str], set[str], set[str]]:
    """Play one history; return all texts, those msgmerge still has, and those we have."""
    dice = random.Random(seed)
    texts = list(dict.fromkeys(sentence(dice) for _ in range(dice.randint(2, 12))))
    catalog, _ = update(None, pot(texts), ES, Ledger())
    for number, entry in enumerate(catalog):
        entry.msgstr = f"Texto revisado {seed}-{number}."
    written = {entry.msgstr for entry in catalog}
    theirs = folder / "theirs.po"
    theirs.write_bytes(files.dump(catalog))
    kept = set(written)
    for _ in range(dice.randint(1, 3)):
        texts = edited(texts, dice)
        new = pot(texts)
        (folder / "new.pot").write_bytes(files.dump(new))
        kept = msgmerge(theirs, folder / "new.pot")
        catalog, _ = update(catalog, new, ES, Ledger())
    ours = {text for entry in catalog for text in written if text in entry.msgstr}
    return written, kept & written, ours


def play(seeds: range, folder: Path) -> None:
    for seed in seeds:
        written, kept, ours = history(seed, folder)
        assert kept <= ours, seed
        assert written == ours, seed


def test_nothing_that_msgmerge_keeps_is_lost(tmp_path: Path) -> None:
    play(range(60), tmp_path)


@pytest.mark.verify
def test_nothing_that_msgmerge_keeps_is_lost_in_a_thousand_histories(tmp_path: Path) -> None:
    play(range(1000), tmp_path)
