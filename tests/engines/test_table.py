"""The table [engine]: every spelling of a pair, and words for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.errors import UsageError
from communique.project import FILE, Project


def opened(folder: Path, text: str) -> Project:
    (folder / FILE).write_text(f"[engine]\n{text}\n", "utf-8")
    return Project(folder)


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("en-es", ("en", "es")), ("en-pt-BR", ("en", "pt_BR")), ("pt-BR-en", ("pt_BR", "en")),
        ("zh-Hant-en", ("zh_Hant", "en")), ("zh-Hant-pt-BR", ("zh_Hant", "pt_BR")),
        ("pt_BR-en", ("pt_BR", "en")),
    ],
)  # fmt: skip
def test_a_pair_divides_at_whichever_dash_it_can(
    tmp_path: Path, name: str, pair: tuple[str, str]
) -> None:
    assert opened(tmp_path, f'pairs = {{{name} = ["argos"]}}').engines.pairs == {pair: ("argos",)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('use = ["deepl"]', "engine.use: 'deepl' is no engine; there are: argos, libretranslate"),
        ('use = "argos"', "engine.use: a list of engines is wanted"),
        ('use = [["argos"]]', "is no engine"),
        ("pairs = {en-en = []}", "'en-en': there is nothing to translate from en to en"),
        ("pairs = {en-pt-BR = [], en-pt_BR = []}", "'en-pt-BR' and 'en-pt_BR' are one pair"),
        ("pairs = {en-xx = []}", "unknown locale 'xx'"),
        ("pairs = {enes = []}", "a pair of locales is written as en-pt_BR"),
        ('pairs = {en-es = ["x"]}', "'x' is no engine"),
        ("pairs = 5", "engine.pairs: a table is wanted"),
        ('libretranslate = "http://"', "an address is written as http://localhost:5000"),
        ('libretranslate = "http://x:99999"', "an address is written as"),
        ('libretranslate = "ftp://x"', "an address is written as"),
        ('use = ["libretranslate"]', "give its address"),
        ("beam = 99", "engine.beam: 16 is the most"),
        ('threads = "many"', "engine.threads: a whole number is wanted"),
    ],
)
def test_what_is_wrong_is_said_in_words(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        opened(tmp_path, text)
    assert says in str(caught.value)


def test_an_address_in_capitals_is_an_address(tmp_path: Path) -> None:
    assert opened(tmp_path, 'libretranslate = "HTTP://x:5/"').engines.server == "http://x:5"


def test_the_workspaces_pins_go_along(tmp_path: Path) -> None:
    assert opened(tmp_path, "").engines.lock == tmp_path / "communique.lock.json"
