"""PDF: reads back in every script, holds its typefaces, fetches nothing, says the same twice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
import zlib
from typing import TYPE_CHECKING

import pytest

from communique.errors import CommuniqueError
from communique.publishing.documents import tree, write
from communique.publishing.documents.paper import Remark, fitted
from tests.debian import needs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.publishing.documents.paper import Paper

    Make = Callable[..., Paper]

pytestmark = pytest.mark.usefixtures("pango")
POPPLER = "poppler-utils"
LOCALES = ("en", "es", "ar", "he", "hi", "zh_Hans", "ru", "el")


@pytest.fixture(scope="module")
def printed(samples: dict[str, Paper], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pdf")
    paths = {}
    for locale, paper in samples.items():
        paths[locale] = folder / f"{locale}.pdf"
        paths[locale].write_bytes(write("pdf", paper))
    return paths


def _read(path: Path, *options: str) -> str:
    done = subprocess.run(
        [needs("pdftotext", POPPLER), *options, str(path), "-"],
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def _letters(text: str) -> str:
    """Return a text's letters and figures: pages break lines, hyphenate, and turn brackets."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub("ل([اأإآ])", r"\1ل", plain)  # pdftotext turns this ligature's letters round
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN")


def _said(paper: Paper) -> list[str]:
    paper = fitted(paper)
    said = [paper.title, paper.subtitle, paper.dateline, paper.byline, paper.summary]
    said += [remark.text for remark in paper.remarks] + [paper.remarks[0].label, *paper.standing]
    for block in tree.blocks(paper):
        leaves = [e for e in block.every() if e.name in tree.LEAVES]
        said += [tree.words(n for n in leaf.children if _printed(n)) for leaf in leaves]
    return said


def _printed(node: tree.Element | str) -> bool:
    return isinstance(node, str) or node.name != "img"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_same_words_are_read_back(
    locale: str, printed: dict[str, Path], samples: dict[str, Paper]
) -> None:
    read = _letters(_read(printed[locale]))
    for text in _said(samples[locale]):
        for word in re.findall(r"\w+", text):
            assert _letters(word) in read, word


@pytest.mark.parametrize("locale", ["en", "es", "ru", "el", "zh_Hans", "ar", "he"])
def test_the_order_is_kept(
    locale: str, printed: dict[str, Path], samples: dict[str, Paper]
) -> None:
    read = _letters(_read(printed[locale]))
    paper = samples[locale]
    order = [paper.title, paper.subtitle, paper.remarks[0].text, paper.summary]
    order += [tree.words(b.children) for b in tree.blocks(fitted(paper)) if b.name == "h2"]
    order += list(paper.standing)
    places = [read.find(_letters(text)) for text in order]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("locale", "families"),
    [
        ("en", {"Noto-Serif", "Noto-Sans"}),
        ("ar", {"Noto-Naskh-Arabic", "Noto-Sans-Arabic"}),
        ("he", {"Noto-Serif-Hebrew", "Noto-Sans-Hebrew"}),
        ("hi", {"Noto-Serif-Devanagari", "Noto-Sans-Devanagari"}),
        ("zh_Hans", {"Noto-Serif-CJK-SC", "Noto-Sans-CJK-SC"}),
    ],
)
def test_typefaces_are_embedded(locale: str, families: set[str], printed: dict[str, Path]) -> None:
    done = subprocess.run(
        [needs("pdffonts", POPPLER), str(printed[locale])],
        capture_output=True,
        check=True,
        text=True,
    )
    rows = done.stdout.splitlines()[2:]
    names = {row.split()[0].partition("+")[2] for row in rows}
    assert families <= {re.sub(r"-(Bold|Italic)\b.*", "", name) for name in names}
    assert all(name.startswith("Noto") for name in names), names
    assert all(re.search(r"\byes +yes +yes\b", row) for row in rows), done.stdout
    if locale == "en":
        assert not any("CJK" in name or "Arabic" in name for name in names)


def test_the_file_says_what_it_is(printed: dict[str, Path]) -> None:
    done = subprocess.run(
        [needs("pdfinfo", POPPLER), str(printed["ar"])],
        capture_output=True,
        check=True,
        text=True,
    )
    said = dict(re.findall(r"^([\w ]+): +(.*)$", done.stdout, re.MULTILINE))
    assert said["Title"] == "الجزيرة تحتفظ بعبّارتها"
    assert said["Tagged"] == "yes"
    assert said["Page size"].endswith("(A4)")
    assert "2026" in said["CreationDate"]
    content = printed["ar"].read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    packed = b"".join(zlib.decompress(s) for s in streams if s.startswith(b"x"))
    assert b"/Lang (ar)" in packed


def test_a_list_keeps_its_numbers(paper: Make, tmp_path: Path) -> None:
    body = (
        '<ol start="3"><li>alpha</li><li value="9">beta</li></ol>'
        '<ol type="a"><li>gamma</li></ol><ol reversed><li>delta</li><li>epsilon</li></ol>'
    )
    path = tmp_path / "lists.pdf"
    path.write_bytes(write("pdf", paper(body)))
    read = re.sub(r"[ \n]+", " ", _read(path, "-layout"))
    for item in ("3. alpha", "9. beta", "a. gamma", "2. delta", "1. epsilon"):
        assert item in read


def test_the_same_paper_gives_the_same_bytes(
    samples: dict[str, Paper], printed: dict[str, Path], tmp_path: Path
) -> None:
    assert write("pdf", samples["ar"]) == printed["ar"].read_bytes()
    script = (
        "import sys, time; later = time.time() + 90_000; time.time = lambda: later\n"
        "from communique.publishing.documents import write\n"
        "from communique.publishing.documents.paper import Paper\n"
        "paper = Paper('a', 'zh-Hans', 'ltr', '渡轮', body='<p>a 渡轮 <em>b</em></p>')\n"
        "sys.stdout.buffer.write(write('pdf', paper))"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-")


def test_only_given_images_are_fetched(paper: Make, picture: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture.read_bytes())
    body = (
        f'<p><img src="map.png" alt="given"><img src="file://{secret}" alt="one">'
        f'<img src="{secret}" alt="two"><img src="https://example.org/x.png" alt="three">'
        '<img src="../secret.png" alt="four"></p>'
    )
    path = tmp_path / "images.pdf"
    path.write_bytes(write("pdf", paper(body, images={"map.png": picture})))
    done = subprocess.run(
        [needs("pdfimages", POPPLER), "-list", str(path)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert len(done.stdout.splitlines()) == 3  # two lines of heading, one image
    read = _read(path)
    assert all(f"[{alt}]" in read for alt in ("one", "two", "three", "four"))


def test_untrusted_text_stays_text(paper: Make, tmp_path: Path) -> None:
    hostile = '</title><script>alert(1)</script>\x00\x01\x0b\ud800\ufffe"} @page{size:1cm}'
    made = paper(
        f"<p lang='x\"){{}}*{{display:none}}'>kept {hostile}</p>" + "<blockquote>" * 900 + "deep",
        title=hostile,
        site=hostile,
        remarks=(Remark(hostile, "javascript:alert(1)", hostile),),
        standing=(hostile,),
    )
    path = tmp_path / "hostile.pdf"
    path.write_bytes(write("pdf", made))
    read = _read(path)
    assert "kept" in read
    assert "deep" in read
    assert read.count("<script>alert(1)</script>") >= 3
    assert b"javascript" not in path.read_bytes().lower()


def test_what_to_install_is_said(paper: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(CommuniqueError, match=r"pip install 'communique\[pdf\]'"):
        write("pdf", paper())
