"""TMX: what is written comes back, what tools write is understood, what is hostile is refused."""

from __future__ import annotations

import io
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import CommuniqueError
from communique.memory import Unit, tmx

UNIT = Unit("en", "es", None, "We demand peace.", "Exigimos la paz.", "tmx:a.tmx")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.tmx"


def written(*units: Unit, source_language: str = "en") -> bytes:
    stream = io.BytesIO()
    assert tmx.write(stream, units, source_language=source_language) == len(units)
    return stream.getvalue()


TEXTS = st.text(st.characters()).filter(str.strip) | st.text(
    st.sampled_from("ab <>&\"'\r\n\t\x00\x0b\x1f\x85\u2028\ufffe\uffff\U0001f54a]"), min_size=1
).map(lambda text: f"a{text}")
CONTEXTS = st.none() | st.text(st.sampled_from("ab &<\r\n\t"), min_size=1)


@given(
    source=TEXTS,
    target=TEXTS,
    context=CONTEXTS,
    by=st.text(st.sampled_from("ab &<\"'\r\n\t")),
    locale=st.sampled_from(["es", "pt_BR", "zh_Hant_TW", "sr_Latn"]),
    flags=st.tuples(st.booleans(), st.booleans()),
    changed=st.sampled_from(["", "2026-05-04T10:00:00Z"]),
)
def test_what_is_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    source: str,
    target: str,
    context: str | None,
    by: str,
    locale: str,
    flags: tuple[bool, bool],
    changed: str,
) -> None:
    path = tmp_path_factory.getbasetemp() / "a.tmx"
    unit = Unit("en", locale, context, source, target, "tmx:a.tmx", *flags, changed, by)
    path.write_bytes(written(unit))
    assert list(tmx.read(path)) == [unit]


# What the TMX 1.4b document type asks for: attributes that must be, and children in order.
REQUIRED = {
    "tmx": {"version"},
    "header": {
        *("creationtool", "creationtoolversion", "segtype", "o-tmf"),
        *("adminlang", "srclang", "datatype"),
    },
    "tuv": {LANG},
    "prop": {"type"},
}
CHILDREN = {
    "tmx": r"header body ",
    "header": r"((note|prop|ude) )*",
    "body": r"(tu )*",
    "tu": r"((note|prop) )*(tuv )+",
    "tuv": r"((note|prop) )*seg ",
    "seg": r"((bpt|ept|ph|it|hi|ut) )*",
    "ph": r"(sub )*",
    "prop": "",
}


def test_the_structure_is_that_of_the_document_type() -> None:
    units = [
        replace(UNIT, context="title", approved=True, changed="2026-05-04 12:00+0200", by="Ana"),
        replace(UNIT, sentence=True, source="a\x01b"),
        replace(UNIT, source_language="fr", locale="pt_BR"),
    ]
    root = ElementTree.fromstring(written(*units))  # noqa: S314 (our own)
    for element in root.iter():
        assert REQUIRED.get(element.tag, set()) <= set(element.attrib)
        assert re.fullmatch(CHILDREN[element.tag], "".join(f"{one.tag} " for one in element))
        assert element.get("segtype", "block") in {"block", "paragraph", "sentence", "phrase"}
        assert re.fullmatch(r"\d{8}T\d{6}Z", element.get("changedate", "20260504T100000Z"))
    first, second, third = root.iter("tu")
    assert [tuv.get(LANG) for tuv in third][-2:] == ["fr", "pt-BR"]
    assert third.get("srclang") == "fr"
    assert "srclang" not in first.attrib
    assert second.get("segtype") == "sentence"
    assert first.findall("tuv")[1].get("changedate") == "20260504T100000Z"


def test_the_same_units_give_the_same_bytes(path: Path) -> None:
    units = [UNIT, replace(UNIT, changed="2026-05-04T10:00:00Z")]
    assert tmx.write(path, iter(units), source_language="en") == 2
    assert path.read_bytes() == written(*units)
    assert b"\r" not in path.read_bytes()
    assert [one.name for one in path.parent.iterdir()] == ["a.tmx"]


def test_a_write_that_fails_leaves_the_old_file(path: Path) -> None:
    path.write_text("old")

    def broken() -> Iterator[Unit]:
        yield UNIT
        raise CommuniqueError("no such luck")

    with pytest.raises(CommuniqueError, match="no such luck"):
        tmx.write(path, broken(), source_language="en")
    assert path.read_text() == "old"
    assert [one.name for one in path.parent.iterdir()] == ["a.tmx"]
    with pytest.raises(CommuniqueError, match="cannot write"):
        tmx.write(path / "b.tmx", [UNIT], source_language="en")


def test_a_character_that_xml_cannot_hold_is_shown_to_other_tools() -> None:
    assert b'<seg>a<ph type="x-character">U+001B</ph>b</seg>' in written(
        replace(UNIT, source="a\x1bb", context="c\x04d")
    )
    assert "c\ufffdd" in written(replace(UNIT, context="c\x04d")).decode()


OMEGAT = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
    creationtoolversion="6.0.0" segtype="sentence" srclang="EN-US"/>
  <body>
<!-- Default translations -->
    <tu>
      <tuv xml:lang="EN-US">
        <seg>Read <bpt i="0" x="0">&lt;a0&gt;</bpt>the report<ept i="0">&lt;/a0&gt;</ept> now.</seg>
      </tuv>
      <tuv xml:lang="ES-ES" changeid="ana" changedate="20260504T101112Z" creationid="bo"
        creationdate="20250504T101112Z">
        <seg>Lea ya <bpt i="0" x="0">&lt;a0&gt;</bpt>el informe<ept i="0">&lt;/a0&gt;</ept>.</seg>
      </tuv>
    </tu>
<!-- Alternative translations -->
    <tu>
      <prop type="file">a.md</prop>
      <prop type="prev">x</prop>
      <tuv xml:lang="EN-US"><seg>Peace</seg></tuv>
      <tuv xml:lang="ES-ES"><seg></seg></tuv>
    </tu>
  </body>
</tmx>
"""

WEBLATE = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="Translate Toolkit" creationtoolversion="3.8" segtype="sentence"
    o-tmf="UTF-8" adminlang="en" srclang="en" datatype="PlainText"/>
  <body>
    <tu tuid="12"><note>a/b</note><prop type="x-context">title</prop>
      <tuv xml:lang="en"><seg>Peace &amp; *bread*
now</seg></tuv>
      <tuv xml:lang="pt_BR"><seg>Paz e *pão*
já</seg></tuv>
    </tu>
  </body>
</tmx>
"""

TRADOS = """\
<?xml version="1.0" encoding="utf-16"?>
<tmx version="1.1">
<header creationtool="TRADOS Translator's Workbench" creationtoolversion="7" segtype="sentence"
 o-tmf="TW4Win 2.0 Format" adminlang="EN-US" srclang="EN-GB" datatype="rtf">
<prop type="RTFFontTable">{\\fonttbl }</prop></header>
<body>
<tu creationdate="20040504T101112Z" creationid="ANA">
<prop type="Txt::Domain">law</prop>
<tuv lang="EN-GB"><seg><ut>{\\b </ut>Bold<ut>}</ut> and <hi type="x">high <hi>er</hi></hi><ph
 type="lb"/>line<it pos="begin">{\\i </it></seg></tuv>
<tuv lang="DE-DE"><seg>Fett und höher</seg></tuv>
<tuv lang="ZH-TW"><seg>粗體</seg></tuv>
<tuv><seg>no language</seg></tuv>
</tu>
</body></tmx>
"""

MEMOQ = """\
<?xml version="1.0" encoding="utf-8"?>
<tmx version="1.4">
  <header creationtool="MemoQ" creationtoolversion="9" segtype="sentence" adminlang="en-us"
    creationid="x" srclang="*all*" o-tmf="MemoQTM" datatype="unknown">
    <prop type="defclient">x</prop>
  </header>
  <body>
    <tu changedate="20260504T101112Z" changeid="bo">
      <prop type="x-context-pre">&lt;seg&gt;before&lt;/seg&gt;</prop>
      <tuv xml:lang="es-mx"><prop type="x">x</prop><seg>La <ph>&lt;b&gt;</ph>paz<ph>&lt;mq:ch
        val="1" /&gt;</ph><ph><sub>hidden <ph>x</ph></sub>&lt;/b&gt;</ph></seg></tuv>
      <tuv xml:lang="en"><seg>Peace</seg></tuv>
      <tuv xml:lang="es"><seg>Paz</seg></tuv>
    </tu>
  </body>
</tmx>
"""


def test_omegat(path: Path) -> None:
    path.write_text(OMEGAT, "utf-8")
    expected = Unit(
        "en", "es", None, "Read the report now.", "Lea ya el informe.", "tmx:a.tmx",
        changed="2026-05-04T10:11:12Z", by="ana",
    )  # fmt: skip
    assert list(tmx.read(path, source_languages=["en"], locales=["es", "fr"])) == [expected]
    plain = replace(expected, source_language="en_US", locale="es_ES")
    assert list(tmx.read(path)) == [plain]
    assert list(tmx.read(path, locales=["es_ES"])) == [plain]
    assert list(tmx.read(path, locales=["es_MX"])) == []
    assert list(tmx.read(path, source_languages=["fr"])) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_weblate(path: Path, encoding: str) -> None:
    path.write_text(WEBLATE, encoding)
    assert list(tmx.read(path, source_languages=["en"], locales=["pt_BR", "es"])) == [
        Unit("en", "pt_BR", "title", "Peace & *bread*\nnow", "Paz e *pão*\njá", "tmx:a.tmx")
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_trados(path: Path, encoding: str) -> None:
    path.write_text(TRADOS, encoding)
    found = list(tmx.read(path, source_languages=["en"], locales=["zh_Hant", "zh_Hans", "de"]))
    source = "Bold and high er\nline"
    assert [(unit.locale, unit.source, unit.target) for unit in found] == [
        ("de", source, "Fett und höher"),
        ("zh_Hant", source, "粗體"),
    ]
    assert {(unit.changed, unit.by) for unit in found} == {("2004-05-04T10:11:12Z", "ANA")}


def test_memoq(path: Path) -> None:
    path.write_text(MEMOQ, "utf-8")
    found = list(tmx.read(path, source_languages=["en"], locales=["es"]))
    assert [unit.target for unit in found] == ["La <b>paz</b>", "Paz"]
    assert found[0].by == "bo"
    both = list(tmx.read(path, source_languages=["en"], locales=["es", "es_MX"]))
    assert [unit.locale for unit in both] == ["es_MX", "es"]
    reverse = list(tmx.read(path, source_languages=["es"], locales=["en"]))
    assert [(unit.source, unit.target) for unit in reverse] == [
        ("La <b>paz</b>", "Peace"),
        ("Paz", "Peace"),
    ]
    assert [unit.source_language for unit in tmx.read(path)] == ["es_MX", "es_MX"]


LAUGHS = """\
<?xml version="1.0"?>
<!DOCTYPE tmx [
<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>&b;</seg></tuv></tu>
</body></tmx>
"""


@pytest.mark.parametrize(
    "declared",
    [
        LAUGHS,
        LAUGHS.replace('"ha"', 'SYSTEM "file:///etc/passwd"'),
        LAUGHS.replace("<!ENTITY a", "<!ENTITY % p").replace("&a;", ""),
        LAUGHS.replace('"ha"', 'SYSTEM "http://localhost/x"'),
    ],
)
def test_entities_are_refused(path: Path, declared: str) -> None:
    path.write_text(declared)
    with pytest.raises(CommuniqueError, match="entities are not read") as error:
        list(tmx.read(path))
    assert error.value.line == 3


def test_an_entity_from_elsewhere_is_refused(path: Path) -> None:
    path.write_text(WEBLATE.replace("Peace &amp;", "Peace &nbsp;"), "utf-8")
    with pytest.raises(CommuniqueError, match="entities are not read") as error:
        list(tmx.read(path))
    assert error.value.line == 8


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", 1, "the XML is broken"),
        (b"<html>\n<body/></html>", 1, "not a TMX file: it begins with <html>"),
        (b"hello", 1, "the XML is broken"),
        (b'<tmx version="1.4">\n<body>\n<tu></body></tmx>', 3, "the XML is broken"),
        (b'<tmx version="1.4">\n<body>\n', 3, "the XML is broken"),
        (b'<tmx version="1.4">\n<body>\n\xff</body></tmx>', 3, "the XML is broken"),
        (b'<?xml version="1.0" encoding="klingon"?><tmx/>', 1, "encoding"),
        (b'<?xml version="1.0" encoding="shift_jis"?><tmx/>', 1, "encoding"),
    ],
)
def test_what_is_broken_is_named_by_its_line(
    path: Path, content: bytes, line: int, says: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(CommuniqueError, match=says) as error:
        list(tmx.read(path))
    assert (error.value.path, error.value.line) == (path, line)


def test_a_file_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(CommuniqueError, match="cannot be read") as error:
        list(tmx.read(path))
    assert error.value.path == path


def test_elements_in_strange_places_do_no_harm(path: Path) -> None:
    path.write_text(
        '<tmx><seg>x</seg><prop type="a">y</prop><tuv xml:lang="en"><seg>z</seg></tuv><ph>q</ph>'
        '<tu><seg>x</seg><tuv xml:lang="en"><seg>a<seg>b</seg>c</seg></tuv></tu></tmx>'
    )
    assert list(tmx.read(path)) == []


def test_an_endless_segment_is_refused(path: Path) -> None:
    path.write_text(WEBLATE.replace("Peace", "Peace " * 200_000), "utf-8")
    with pytest.raises(CommuniqueError, match="more than 1,000,000 characters"):
        list(tmx.read(path))


def test_a_long_file_takes_little_memory(path: Path) -> None:
    def many() -> Iterator[Unit]:
        for number in range(4_000):
            yield replace(UNIT, source=f"{number} " * 40, target=f"{number}")

    tracemalloc.start()
    try:
        assert tmx.write(path, many(), source_language="en") == 4_000
        assert sum(1 for _ in tmx.read(path)) == 4_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 1_500_000
    assert peak < 1_000_000
