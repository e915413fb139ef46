"""Lines that sites put around a text: known in eleven languages, never taken from the middle."""

from __future__ import annotations

from importlib.resources import files

import pytest

from communique.importing.boilerplate import SECTIONS, parse, proposals

FOLDER = files("communique.importing").joinpath("boilerplate")
LANGUAGES = ("en", "es", "fr", "de", "it", "pt", "ru", "el", "ar", "tr")
FILES = sorted(each.name for each in FOLDER.iterdir() if each.name.endswith(".txt"))
PROSE = "The council of the harbour workers decided on Sunday that nobody goes back before all do."
ENTRIES = [
    (name, section, entry)
    for name in FILES
    for section, entries in parse(FOLDER.joinpath(name).read_text("utf-8")).items()
    for entry in entries
]


def test_there_is_a_file_for_each_of_the_commonest_languages() -> None:
    wanted = {f"{code}.txt" for code in ("any", *LANGUAGES)}
    assert wanted <= set(FILES)
    for name in FILES:
        found = parse(FOLDER.joinpath(name).read_text("utf-8"))
        assert name == "any.txt" or all(
            found[section] for section in ("lines", "author", "published")
        )


@pytest.mark.parametrize("name", FILES)
def test_every_entry_is_found_before_and_after_a_text(name: str) -> None:
    for _, section, entry in (each for each in ENTRIES if each[0] == name):
        line = entry.replace("0", "5")
        if section == "published":
            line = line.replace("*", "7.3.2024")
        else:
            line = line.replace("*", " Maria Santos ")
        text = ["A title", line, "", PROSE, PROSE, PROSE, PROSE, "", line, "One more post"]
        found = proposals(text)
        where = [8] if section == "from here on" else [1, 8]
        assert [number for number in where if number not in found] == [], (section, entry)
        assert not {0, 3, 4, 5, 6} & found.keys(), (section, entry)
        if section.startswith("author"):
            assert found[1].author == "Maria Santos", entry


def test_no_entry_is_twice_in_a_file() -> None:
    for name in FILES:
        entries = [(section, entry) for file, section, entry in ENTRIES if file == name]
        doubled = {entry for entry in entries if entries.count(entry) > 1}
        assert doubled == set(), name
    assert {section for _, section, _ in ENTRIES} == set(SECTIONS)


@pytest.mark.parametrize(
    "line",
    ["By the sea", "By 2030 all must have water", "Por la paz", "Par amour",
     "For peace, against war", "We share the bread", "Print is not dead", "Home is where we fight",
     "Contact with the masses",
     "Published in 2021 we find nothing of it", "Comments on the congress of 1903"],
)  # fmt: skip
def test_a_line_that_only_begins_so_is_the_texts(line: str) -> None:
    assert proposals(["A title", line, PROSE]) == {}


def test_a_title_is_no_author() -> None:
    assert proposals(["By Land and Sea", PROSE]) == {}
    assert proposals(["A title", "By Ana Brook", PROSE])[1].author == "Ana Brook"


def test_lines_that_join_several() -> None:
    found = proposals(["A title", "By Ana Brook | March 7, 2024", "Share · Print · Email", PROSE])
    assert (found[1].author, found[1].published) == ("Ana Brook", "March 7, 2024")
    assert found[2].why == "a line of the site"
    told = proposals(["A title", "Published on 7 March 2024 by Ana Brook", PROSE])[1]
    assert told.published.startswith("7 March 2024")


def test_an_end_with_much_text_after_it_is_none() -> None:
    assert proposals(["A title", PROSE, "Comments", PROSE, PROSE]) == {}
    found = proposals(["A title", *[PROSE] * 5, "Comments", "Ana", "So true!"])
    assert sorted(found) == [6, 7, 8]


@pytest.mark.parametrize("text", ["Share", "[what]\nShare"])
def test_a_file_that_is_wrong_says_where(text: str) -> None:
    with pytest.raises(ValueError, match="unknown section"):
        parse(text)
