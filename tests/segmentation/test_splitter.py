"""A splitter with abbreviations of one's own: what it knows, what its version says, settings."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from communique import formats
from communique.errors import UsageError
from communique.project import FILE, Project
from communique.segmentation import VERSION, Splitter, split_sentences

TEXT = "The Brot. Sec. Ana Lopes and Qxa. Mary spoke. Others listened."


def workspace(root: Path, settings: str) -> Project:
    (root / FILE).write_text(settings, "utf-8")
    return Project(root)


def test_without_any_it_is_the_plain_one() -> None:
    assert Splitter().version == Splitter.of({}).version == VERSION
    assert Splitter.of({"en": []}).version == VERSION
    assert Splitter()(TEXT, "en") == split_sentences(TEXT, "en")


def test_what_is_added_ends_no_sentence_and_only_in_its_language() -> None:
    splitter = Splitter.of({"en": ["Brot. Sec.", "Qxa"]})
    assert len(split_sentences(TEXT, "en")) > 2
    assert splitter(TEXT, "en_GB") == [
        "The Brot. Sec. Ana Lopes and Qxa. Mary spoke. ",
        "Others listened.",
    ]
    assert splitter("Wir. Qxa. Mary ging.", "de") == split_sentences("Wir. Qxa. Mary ging.", "de")


def test_lists_of_a_language_are_not_lost_by_adding() -> None:
    text = "Dr. Mary and Gen. Sec. Ana spoke."
    assert Splitter.of({"en": ["Qxa."]})(text, "en") == [text]


def test_the_version_tells_what_was_added_but_not_in_which_order() -> None:
    one = Splitter.of({"en": ["Qxa.", "Qxb."], "el": ["Σ. Γ."]})
    other = Splitter.of({"el": ["Σ.  Γ."], "en": ["Qxb", "Qxa."]})
    assert one == other
    assert one.version == other.version
    assert one.version.startswith(f"{VERSION}, abbreviations ")
    assert one.version != Splitter.of({"en": ["Qxa."]}).version


def test_it_travels_and_serves_as_a_key() -> None:
    splitter = Splitter.of({"en": ["Qxa."]})
    assert pickle.loads(pickle.dumps(splitter)) == splitter  # noqa: S301
    assert len({splitter, Splitter.of({"en": ["Qxa."]}), Splitter()}) == 2


@pytest.mark.parametrize("entry", ["", "5.", "...", " № "])
def test_an_entry_without_a_letter_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="no letter"):
        Splitter.of({"en": [entry]})


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("a b c d e f g.", "too many words"),
        ("有限会社。", "ends with '。'"),
        ("डॉ॰", "ends with '॰'"),
        ("Vol!", "ends with '!'"),
        ("(Qxa.", r"begins with '\('"),
    ],
)
def test_an_entry_that_could_never_match_is_refused(entry: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Splitter.of({"en": [entry]})


def test_the_longest_entry_works() -> None:
    text = "See the a b c Qxa. Mary has it."
    assert Splitter.of({"en": ["a b c Qxa."]})(text, "en") == [text]


def test_a_wrong_setting_is_told_in_our_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        workspace(tmp_path, '[abbreviations]\nen = ["Vol!"]\n')
    assert "Value error" not in str(told.value)


def test_a_workspace_adds_its_own(tmp_path: Path) -> None:
    project = workspace(tmp_path, '[abbreviations]\nen = ["Qxa."]\n"pt_BR" = ["Qxb"]\n')
    assert project.splitter == Splitter.of({"en": ["Qxa."], "pt": ["Qxb."]})
    assert workspace(tmp_path, "").splitter == Splitter()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[abbreviations]\nenglish_speakers = ["Qxa."]\n', "english_speakers"),
        ('[abbreviations]\nen = ["5."]\n', "no letter"),
        ('[abbreviations]\nen = "Qxa."\n', "abbreviations"),
    ],
)
def test_a_wrong_setting_is_refused(tmp_path: Path, settings: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        workspace(tmp_path, settings)


def test_a_statement_says_which_splitter_cut_it(tmp_path: Path) -> None:
    source = tmp_path / "call.md"
    source.write_text(f"{TEXT}\n", "utf-8")
    splitter = Splitter.of({"en": ["Brot. Sec.", "Qxa."]})
    cut = formats.read(source, language="en", level="sentence", splitter=splitter)
    assert [segment.text for segment in cut.blocks[0].segments] == [
        "The Brot. Sec. Ana Lopes and Qxa. Mary spoke.",
        "Others listened.",
    ]
    assert cut.segmentation == f"sentence, {splitter.version}"
    plain = formats.read(source, language="en", level="sentence")
    assert plain.segmentation == f"sentence, {VERSION}"
    assert len(plain.blocks[0].segments) > 2
