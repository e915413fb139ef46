"""The trial: sound packages pass, and each way of babbling is told by its name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from communique.engines.packages import shipped, trial
from communique.errors import CommuniqueError
from communique.language.scripts import expected_scripts, letters_by_script

GREAT = ("en", "es", "fr", "de", "pt", "it", "nl", "ru")
ALL = (*GREAT, "uk", "pl", "ar", "fa", "hi", "zh", "zt", "ja", "tr", "el")


@pytest.mark.parametrize("code", ALL)
def test_carriers_are_sentences_of_their_language(code: str) -> None:
    from communique.engines.packages.codes import locale_of
    from communique.language.identifying import identifier

    lines = trial.carriers(code)
    assert len(lines) >= (30 if code in GREAT else 22)
    assert len(set(lines)) == len(lines)
    assert all(line == line.strip() and len(line) > 4 for line in lines)
    assert sum(any(char.isdigit() for char in line) for line in lines) >= 6
    counted = letters_by_script(" ".join(lines))
    expected = expected_scripts(locale_of(code))
    assert sum(counted[script] for script in expected) == counted.total()
    guessed, sure = identifier().classify(" ".join(lines))
    assert guessed == code.replace("zt", "zh")
    assert sure > 0.95


def test_a_language_without_carriers_and_one_with_a_neighbours() -> None:
    assert trial.carriers("ga") == []
    assert trial.carriers("pb") == trial.carriers("pt") != []


@pytest.mark.parametrize("place", [0, 1])
def test_the_starters_pass(place: int) -> None:
    starter = shipped()[place]
    tried = trial.run(starter.path, *starter.pair)
    assert tried is not None
    assert tried.passed
    assert tried.sentences == 30


def test_a_shuffled_vocabulary_babbles(tmp_path: Path, babbler_archive: bytes) -> None:
    zipfile.ZipFile(io.BytesIO(babbler_archive)).extractall(tmp_path)
    tried = trial.run(next(tmp_path.glob("translate-*")), "en", "es")
    assert tried is not None
    assert not tried.passed


def test_what_cannot_be_loaded_says_so(tmp_path: Path) -> None:
    (tmp_path / "metadata.json").write_text('{"from_code": "en", "to_code": "es"}')
    with pytest.raises(CommuniqueError, match="not a package that can be loaded"):
        trial.run(tmp_path, "en", "es")


ALIGNED = [*range(17), 18, 19, 21, 26, 29]  # of the long lists, what the short ones have


@pytest.mark.parametrize("target", ALL)
def test_a_perfect_translation_passes_in_every_pair(target: str) -> None:
    def short(code: str) -> list[str]:
        lines = trial.carriers(code)
        return [lines[n] for n in ALIGNED] if len(lines) == 30 else lines

    for source in ALL:
        if source != target:
            pairs = list(zip(short(source), short(target), strict=True))
            assert trial.judge(pairs, source, target).reason == "", source


@pytest.mark.parametrize("target", ["pb", "pt", "gl", "ca", "it"])
def test_a_neighbours_package_under_another_label_is_refused(target: str) -> None:
    pairs = list(zip(trial.carriers("en"), trial.carriers("es"), strict=True))
    assert "what comes out is not in the language" in trial.judge(pairs, "en", target).reason


def test_languages_that_letters_do_not_tell_apart_are_not_held_against_a_package() -> None:
    texts = [
        "Mi zahtijevamo mir.",
        "Vijeće se sastalo 4. svibnja 2026. i zatražilo prekid vatre.",
        "Radnici nastavljaju štrajk dok se ne potpiše sporazum.",
        "Svi ljudi imaju pravo na vodu.",
    ]
    pairs = [(f"Sentence {n}", text) for n, text in enumerate(texts)]
    for code in ("hr", "bs", "sr"):
        assert "not in the language" not in trial._straying(
            [trial.Carried(*pair, ()) for pair in pairs], ("en", code)
        )


SPANISH = trial.carriers("es")
ENGLISH = trial.carriers("en")


def judged(targets: list[str], source: str = "en", target: str = "es") -> str:
    pairs = list(zip(ENGLISH, targets, strict=True))
    return trial.judge(pairs, source, target).reason


def test_a_good_translation_passes_and_few_slips_do_not_matter() -> None:
    assert judged(SPANISH) == ""
    assert judged(["", "", "", ENGLISH[3], *SPANISH[4:]]) == ""


def test_loops_are_quoted() -> None:
    loop = "mainstre" * 30
    reason = judged([loop] * 24 + SPANISH[24:])
    assert reason == (f"it babbles: 24 of 30 carrier sentences came out as loops: “{loop[:59]}…”")


@pytest.mark.parametrize(
    ("targets", "says"),
    [
        ([""] * 20 + SPANISH[20:], "20 of 30 carrier sentences came out empty"),
        (ENGLISH[:20] + SPANISH[20:], "came out as they went in, .*: “We demand|came out as they"),
        (["Мы требуем мира, и ничего больше"] * 20 + SPANISH[20:], "came out in another script"),
        ([text + " y más" * 40 for text in SPANISH], "babbles"),
        ([f"Sí, {n} veces sí" if any(map(str.isdigit, ENGLISH[n])) else text
          for n, text in enumerate(SPANISH)], "it loses numbers: 8 of 9|it loses numbers"),
        (["Esto es lo que dice siempre esta máquina."] * 30, "babbles|numbers"),
    ],
)  # fmt: skip
def test_every_way_to_fail_has_its_reason(targets: list[str], says: str) -> None:
    import re

    assert re.search(says, judged(targets))


def test_the_same_words_for_everything_are_no_translation() -> None:
    plain = [text for text in ENGLISH if not any(map(str.isdigit, text))]
    pairs = [(text, "Esto es lo que dice siempre, diga lo que diga.") for text in plain[:10]]
    reason = trial.judge(pairs, "en", "es").reason
    assert "10 carrier sentences came out as 1 texts; 10 of them as “Esto es" in reason


def test_a_third_language_is_not_what_was_asked_for() -> None:
    dutch = trial.carriers("nl")
    assert trial.judge(list(zip(SPANISH, dutch, strict=True)), "es", "nl").passed
    pairs = list(zip(SPANISH, ENGLISH, strict=True))
    assert "not in the language nl" in trial.judge(pairs, "es", "nl").reason
