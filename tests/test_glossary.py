"""The glossary: reading the file, finding terms in sources, whole-segment translations."""

# ruff: noqa: E501

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique import glossary
from communique.errors import CommuniqueError
from communique.glossary import Glossary, Match, Term

TABLE = """\
term,also,note,do-not-translate,es,FR,pt-br,zh_Hans,zh-TW
public well,,a well owned by a municipality,,pozo público|pozos públicos,puits public,,公共水井,公共水井
well,,,,pozo,puits,,,
trade union,labour union|labor union,,no,sindicato|gremio,syndicat,,,
ICPW,,International Committee for Public Water,yes,,,,,
Lake District,,,x,Distrito de los Lagos|los Lagos,,,,
General Assembly,,,,Asamblea General,,,,大會
climate,,,,clima,,,,
"""


def load(tmp_path: Path, table: str = TABLE, encoding: str = "utf-8") -> Glossary:
    path = tmp_path / "glossary.csv"
    path.write_bytes(table.encode(encoding))
    return glossary.load(path)


@pytest.fixture
def terms(tmp_path: Path) -> Glossary:
    return load(tmp_path)


def written(terms: Glossary, text: str) -> list[str]:
    return [match.written for match in terms.terms_in(text)]


def test_a_table_is_read_in_any_spelling_of_its_columns(terms: Glossary) -> None:
    assert list(terms.terms)[:2] == ["public well", "well"]
    assert terms.terms["public well"] == Term(
        "public well",
        (),
        "a well owned by a municipality",
        False,
        {
            "es": ("pozo público", "pozos públicos"),
            "fr": ("puits public",),
            "zh_Hans": ("公共水井",),
            "zh_Hant_TW": ("公共水井",),
        },
        2,
    )
    assert terms.terms["trade union"].also == ("labour union", "labor union")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_spreadsheets_file_says_the_same(
    tmp_path: Path, encoding: str, ending: str, terms: Glossary
) -> None:
    spreadsheet = TABLE.replace(",", ";").replace("\n", ";;" + ending)
    assert load(tmp_path, spreadsheet, encoding).terms == terms.terms


def test_cells_may_be_quoted_span_lines_and_hold_the_other_separator(tmp_path: Path) -> None:
    found = load(tmp_path, 'term;note;es\n\n"a ""b""";"one,\ntwo; three";c, d\nlast;;e\n')
    assert found.terms['a "b"'].note == "one, two; three"
    assert found.terms['a "b"'].translations == {"es": ("c, d",)}
    assert found.terms["last"].line == 5


def test_no_file_and_a_header_alone_hold_no_terms(tmp_path: Path) -> None:
    assert load(tmp_path, "").version == load(tmp_path, "\ufeff\n").version == ""
    none = glossary.load(tmp_path / "nowhere.csv")
    assert none.terms == {}
    assert none.version == ""
    assert none.terms_in("any text") == ()
    assert none.find("any text", "es") is None
    assert load(tmp_path, "term,also,note,do_not_translate,es\n").terms == {}


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        ("\n,\n", 1, "column `term`"),
        ("word,es\n", 1, "column `term`"),
        ("term,klingonish\n", 1, "unknown column `klingonish`"),
        ("term,,es\n", 1, "unknown column ``"),
        ("term,es,ES\n", 1, "two columns are named `es`"),
        ("term,pt_BR,pt-br\n", 1, "two columns are named `pt_BR`"),
        ("term,es\na,b\n\na,c\n", 4, "“a” stands in line 2 already"),
        ("term,also\na,b|c\nc,\n", 3, "“c” stands in line 2 already"),
        ("term,also\nc,\na,b|c\n", 3, "“c” stands in line 2 already"),
        ("term,es\na,b\n,c\n", 3, "needs one term"),
        ("term,es\na|b,c\n", 2, "needs one term"),
        ("term,do_not_translate\na,perhaps\n", 2, "yes or no, not “perhaps”"),
        ("term,es\na,b,c\n", 2, "more cells"),
        ('term,es\na,b\nc,"d\n', 3, "not CSV from here on"),
        ('term,es\na,"b"c\n', 2, "not CSV from here on"),
    ],
)
def test_a_bad_file_gives_one_error_with_its_line(
    tmp_path: Path, table: str, line: int, said: str
) -> None:
    with pytest.raises(CommuniqueError) as caught:
        load(tmp_path, table)
    assert said in caught.value.message
    assert caught.value.line == line
    assert caught.value.path == tmp_path / "glossary.csv"


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CommuniqueError, match=r"csv:2: not in UTF-8") as caught:
        load(tmp_path, "term,es\nwell,público\n", "latin-1")
    assert caught.value.__cause__ is None
    with pytest.raises(CommuniqueError, match="UTF-8"):
        load(tmp_path, TABLE, "utf-16")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommuniqueError, match="cannot be read"):
        glossary.load(tmp_path / "folder")


@pytest.mark.parametrize("said", ["yes", "Yes", "TRUE", "1", "x", "VERDADERO", "vrai"])
def test_a_tick_may_be_written_in_many_ways(tmp_path: Path, said: str) -> None:
    assert load(tmp_path, f"term,do_not_translate\na,{said}\n").terms["a"].do_not_translate


@given(st.text())
def test_any_text_is_read_or_refused_with_a_line(table: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "glossary.csv"
        path.write_bytes(("term,also,es\n" + table).encode("utf-8", "surrogatepass"))
        try:
            found = glossary.load(path)
        except CommuniqueError as error:
            assert error.line  # noqa: PT017
        else:
            for text in found.terms:
                found.find(text, "es")


@pytest.mark.parametrize(
    ("text", "locale", "wanted"),
    [
        ("public well", "es", "pozo público"),
        ("  public  well ", "es_AR", "pozo público"),
        ("Public well", "fr", "Puits public"),
        ("Public Well", "fr", "Puits public"),
        ("PUBLIC WELL", "es", "POZO PÚBLICO"),
        ("public well", "pt_BR", None),
        ("public well", "zh", "公共水井"),
        ("public well", "zh_CN", "公共水井"),
        ("General Assembly", "zh_TW", "大會"),
        ("General Assembly", "zh_Hant_TW", "大會"),
        ("General Assembly", "zh_Hant", None),
        ("General Assembly", "zh_Hans", None),
        ("General assembly", "es", None),
        ("GENERAL ASSEMBLY", "es", "ASAMBLEA GENERAL"),
        ("labour union", "es", None),
        ("public wells", "es", None),
        ("ICPW", "es", "ICPW"),
        ("ICPW", "zh_Hant", "ICPW"),
        ("Lake District", "es_MX", "Distrito de los Lagos"),
        ("Lake District", "fr", "Lake District"),
        ("a public well", "es", None),
    ],
)
def test_a_whole_segment_gives_what_was_agreed(
    terms: Glossary, text: str, locale: str, wanted: str | None
) -> None:
    assert terms.find(text, locale) == wanted


def test_a_script_never_serves_another(tmp_path: Path) -> None:
    found = load(tmp_path, "term,zh_Hant,sr,es_419\npeace,和平,мир,paz\n")
    assert found.find("peace", "zh_Hant_TW") == found.find("peace", "zh_HK") == "和平"
    for locale in ("zh", "zh_Hans", "zh_CN", "sr_Latn", "es"):
        assert found.find("peace", locale) is None
    assert found.find("peace", "sr_Cyrl") == "мир"
    assert found.find("peace", "es_AR") == "paz"


def test_capitals_follow_the_locale(tmp_path: Path) -> None:
    found = load(tmp_path, "term,tr\nworker,işçi\ndeal,iş\n")
    assert found.find("Deal", "tr") == "İş"
    assert found.find("WORKER", "tr") == "İŞÇİ"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The sale of public wells.", ["public wells"]),
        ("Public Wells and a WELL.", ["Public Wells", "WELL"]),
        ("A public, well known thing", ["well"]),
        ("well-being and a stairwell", []),
        ("the ICPW-led and well - being", ["ICPW", "well"]),
        ("icpw, ICPWs and Icpw", []),
        ("The **ICPW** and the [trade](https://well.org) unions", ["ICPW", "trade unions"]),
        ("See https://example.org/well or `well`", []),
        ("the well's water", ["well"]),
        ("the general assembly", []),
        ("GENERAL ASSEMBLY of the General Assemblys", ["GENERAL ASSEMBLY"]),
        ("two labor unions", ["labor unions"]),
        ("acclimate", []),
        ("pub\u00adlic well", ["public well"]),
        ("public\u00a0well", ["public\u00a0well"]),
    ],
)
def test_terms_stand_in_a_text_as_whole_words(
    terms: Glossary, text: str, wanted: list[str]
) -> None:
    assert written(terms, text) == wanted


def test_a_match_says_what_a_translation_may_say(terms: Glossary) -> None:
    text = "ICPW: public wells, the Lake District, a public well."
    assert terms.terms_in(text, "es_AR") == (
        Match("ICPW", "ICPW", ("ICPW",), keep=True),
        Match("public well", "public wells", ("pozo público", "pozos públicos")),
        Match("Lake District", "Lake District", ("Distrito de los Lagos", "los Lagos"), keep=True),
    )
    assert [match.forms for match in terms.terms_in(text, "pt_BR")] == [
        ("ICPW",),
        (),
        ("Lake District",),
    ]
    assert terms.terms_in("ICPW", None)[0].forms == ("ICPW",)


def test_each_spelling_of_a_term_is_told(terms: Glossary) -> None:
    text = "LAKE DISTRICT: trade unions of the Lake District, a labour union, trade unions."
    found = terms.spellings_in(text, "es")
    assert [(match.term, match.written) for match in found] == [
        ("Lake District", "LAKE DISTRICT"),
        ("trade union", "trade unions"),
        ("Lake District", "Lake District"),
        ("trade union", "labour union"),
    ]
    assert terms.terms_in(text, "es") == found[:2]


def test_the_longer_term_claims_its_words(tmp_path: Path) -> None:
    found = load(tmp_path, "term\nclimate change\nchange of the law\nlaw\nchange\n")
    assert written(found, "Climate change of the law") == ["change of the law"]
    assert written(found, "Climate change, law, change") == ["Climate change", "law", "change"]


def test_of_two_cases_the_one_as_written_counts(tmp_path: Path) -> None:
    found = load(tmp_path, "term,es\nboard,tabla\nBoard,Junta\n")
    assert [match.term for match in found.terms_in("The Board has a board.")] == ["Board", "board"]
    assert found.find("Board", "es") == "Junta"
    assert found.find("board", "es") == "tabla"


@pytest.mark.parametrize(
    ("term", "text", "wanted"),
    [
        ("公共水井", "停止出售公共水井。", ["公共水井"]),
        ("pozo público", "los pozos públicos", ["pozos públicos"]),
        ("droit d'asile", "le droit d’asile", ["droit d’asile"]),
        ("काम", "कम", []),
        ("काम", "यह काम है", ["काम"]),
        ("สันติภาพ", "เราต้องการสันติภาพ", ["สันติภาพ"]),
        ("U.S.", "the U.S. and us", ["U.S."]),
        ("C++", "in C++ now", ["C++"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("peace", "peac\u0065\u0301", []),
    ],
)
def test_terms_in_other_scripts_and_with_marks(
    tmp_path: Path, term: str, text: str, wanted: list[str]
) -> None:
    assert written(load(tmp_path, f"term\n{term}\n"), text) == wanted


def test_notes_say_source_side_facts_alone(terms: Glossary) -> None:
    text = "The ICPW and trade unions defend public wells in the Lake District; a public well."
    assert terms.notes(text) == [
        "do not translate: “ICPW” (International Committee for Public Water)",
        "glossary: “public well” (a well owned by a municipality)",
        "do not translate: “Lake District”",
    ]


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    first = load(tmp_path).version
    assert first
    assert load(tmp_path).version == load(tmp_path, TABLE, "utf-8-sig").version == first
    assert load(tmp_path, TABLE + "a,,,,,,,,\n").version != first


@given(
    st.lists(st.text("abs -'", min_size=1, max_size=6).filter(str.strip), unique=True, max_size=8),
    st.text("abs -'S.", max_size=40),
)
def test_matches_stand_in_the_text_in_order_and_apart(words: list[str], text: str) -> None:
    terms = {word: Term(word) for word in {" ".join(word.split()) for word in words}}
    at = 0
    for match in Glossary(terms).terms_in(text):
        at = text.index(match.written, at) + len(match.written)
        solid = "".join(match.written.split()).casefold()
        assert solid.startswith("".join(match.term.split())[:1].casefold())


def test_thousands_of_terms_cost_a_text_little(tmp_path: Path) -> None:
    shared = "".join(f"public w{number},,\n" for number in range(3000))
    found = load(tmp_path, "term,note,es\n" + shared + "public well,,pozo\n")
    text = "The sale of public wells to companies is condemned by the public, and by us. " * 2
    found.terms_in(text, "es")
    start = time.process_time()
    for _ in range(500):
        found.terms_in(text, "es")
    assert time.process_time() - start < 0.5
