"""Styles, typefaces and settings of a Word document, for one language."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from communique.publishing.documents.faces import MONO, STAND_INS, faces
from communique.publishing.documents.word.tongue import word_tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communique.publishing.documents.faces import Faces

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XMLNS = f'xmlns:w="{NAMESPACE}"'
_ACCENT = "8A1C14"
_QUIET = "5C5850"
_SLOTS = {"latin": "val", "eastAsia": "eastAsia", "cs": "bidi"}
QUOTED = 567  # how far a quotation is indented, in twentieths of a point


class _Style(NamedTuple):
    """A paragraph style: its looks as WordprocessingML, sizes in points of Latin letters."""

    id: str
    name: str
    paragraph: str = ""
    size: float = 0.0
    run: str = ""
    based: str = "Normal"
    following: str = "Normal"
    sans: bool = False


_BOLD = "<w:b/><w:bCs/>"
_ITALIC = "<w:i/><w:iCs/>"
_COLOUR = '<w:color w:val="{}"/>'.format
_KEEP = "<w:keepNext/><w:keepLines/>"
_BOX = "".join(
    f'<w:{side} w:val="single" w:sz="6" w:space="6" w:color="{_ACCENT}"/>'
    for side in ("top", "left", "bottom", "right")
)


def _spacing(before: int, after: int, leading: float | None = None) -> str:
    line = f' w:line="{round(240 * leading)}" w:lineRule="auto"' if leading else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{line}/>'


def _heading(level: int, size: float, before: int) -> _Style:
    outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    paragraph = f"{_KEEP}{_spacing(before, 80, 1.1)}{outline}"
    return _Style(f"Heading{level}", f"heading {level}", paragraph, size, _BOLD)


_STYLES = (
    _Style("Title", "Title", f"{_KEEP}{_spacing(120, 120, 1.05)}", 24, _BOLD),
    _Style("Subtitle", "Subtitle", f"{_KEEP}{_spacing(0, 120, 1.1)}", 14, _COLOUR(_QUIET)),
    _Style("Date", "Date", _spacing(0, 240), 9.5, _COLOUR(_QUIET), sans=True),
    _Style(
        "Notice",
        "Notice",
        f"<w:keepLines/><w:pBdr>{_BOX}</w:pBdr>"
        '<w:shd w:val="clear" w:color="auto" w:fill="FBF3EE"/>'
        f'{_spacing(120, 240)}<w:ind w:left="142" w:right="142"/>',
        10,
        sans=True,
    ),
    _Style("Standfirst", "Standfirst", _spacing(0, 240), 12.5, _COLOUR("3A3833")),
    _heading(1, 15, 320),
    _heading(2, 12.5, 280),
    _heading(3, 11, 240),
    _heading(4, 11, 200),
    _heading(5, 10.5, 200),
    _heading(6, 10.5, 200),
    _Style("Quote", "Quote", f'{_spacing(160, 220)}<w:ind w:left="{QUOTED}" w:right="{QUOTED}"/>'),
    _Style("ListParagraph", "List Paragraph", f"{_spacing(0, 80)}"),
    _Style("Caption", "caption", _spacing(40, 200), 9, _COLOUR(_QUIET), sans=True),
    _Style("Figure", "Figure", f"<w:keepNext/>{_spacing(160, 60, 1.0)}"),
    _Style("Rule", "Rule", f'{_spacing(240, 240)}<w:jc w:val="center"/>', 0, _COLOUR(_QUIET)),
    _Style("DefinitionTerm", "Definition Term", f"{_KEEP}{_spacing(80, 20)}", 0, _BOLD),
    _Style(
        "HTMLPreformatted",
        "HTML Preformatted",
        f'<w:shd w:val="clear" w:color="auto" w:fill="F4F0E4"/>{_spacing(80, 160, 1.1)}',
        9.5,
        f'<w:rFonts w:ascii="{MONO}" w:hAnsi="{MONO}"/>',
    ),
    _Style("TableText", "Table Text", _spacing(40, 40, 1.15), 10),
    _Style(
        "TableHeading",
        "Table Heading",
        f"<w:keepNext/>{_spacing(40, 40, 1.15)}",
        10,
        _BOLD,
        "TableText",
        "TableText",
    ),
    _Style("AfterTable", "After Table", _spacing(0, 80, 1.0), 6),
    _Style("Standing", "Standing", _spacing(0, 40), 9, _COLOUR(_QUIET), sans=True),
    _Style("FootnoteText", "footnote text", _spacing(0, 40, 1.15), 9, following="FootnoteText"),
    _Style("Header", "header", _spacing(0, 0, 1.0), 8.5, _COLOUR(_QUIET), sans=True),
    _Style(
        "Footer",
        "footer",
        f'{_spacing(0, 0, 1.0)}<w:jc w:val="center"/>',
        8.5,
        _COLOUR(_QUIET),
        sans=True,
    ),
)

# The names that are not Word's own, which it translates for its user.
_OURS = {
    "Notice", "Standfirst", "Figure", "Rule", "Definition Term", "Table Text", "Table Heading",
    "After Table", "Standing",
}  # fmt: skip

_CHARACTERS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/></w:style>',
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
    f'<w:rPr>{_COLOUR("1F4E8C")}<w:u w:val="single"/></w:rPr></w:style>',
    '<w:style w:type="character" w:styleId="FootnoteReference">'
    '<w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>',
    '<w:style w:type="character" w:styleId="HTMLCode"><w:name w:val="HTML Code"/>'
    f'<w:rPr><w:rFonts w:ascii="{MONO}" w:hAnsi="{MONO}"/></w:rPr></w:style>',
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList">'
    '<w:name w:val="No List"/></w:style>',
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A8A296"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr></w:style>",
)


def styles(tag: str, *, rtl: bool) -> str:
    """Return the styles of a document in a language, as XML."""
    face = faces(tag)
    bidi = "<w:bidi/>" if rtl else ""
    leading = 1.25 if face.slot == "latin" else 1.3 if face.slot == "eastAsia" else 1.15
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{bidi}{_spacing(0, 160, leading)}</w:pPr></w:style>"
    )
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(face)}{_size(11, face)}"
        f"{language(tag)}</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    written = "".join(_written(style, face) for style in _STYLES)
    return f"<w:styles {_XMLNS}>{defaults}{normal}{written}{''.join(_CHARACTERS)}</w:styles>"


def _written(style: _Style, face: Faces) -> str:
    run = (fonts(face, sans=True) if style.sans else "") + style.run
    run += _size(style.size, face) if style.size else ""
    ours = ' w:customStyle="1"' if style.name in _OURS else ""
    return (
        f'<w:style w:type="paragraph"{ours} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based}"/><w:next w:val="{style.following}"/><w:qFormat/>'
        f"<w:pPr>{style.paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _size(points: float, face: Faces) -> str:
    larger = round(2 * points * (face.size if face.slot == "cs" else 1))
    return f'<w:sz w:val="{round(2 * points)}"/><w:szCs w:val="{larger}"/>'


def fonts(face: Faces, *, sans: bool = False) -> str:
    """Return the typefaces of a document: the language's own in its slot, Noto's in the others."""
    own = face.sans if sans else face.serif
    family = "Sans" if sans else "Serif"
    latin = own if face.slot == "latin" else f"Noto {family}"
    asian = own if face.slot == "eastAsia" else f"Noto {family} CJK SC"
    complex_ = own if face.slot == "cs" else f"Noto {'Sans' if sans else 'Naskh'} Arabic"
    latin = own if face.slot == "eastAsia" else latin
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{asian}" w:cs="{complex_}"/>'


def language(tag: str) -> str:
    """Return a document's language in the slot where Word looks for it."""
    said = {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"} | slot(tag)
    return "<w:lang " + " ".join(f'w:{name}="{escape(said[name])}"' for name in said) + "/>"


def slot(tag: str) -> dict[str, str]:
    """Return the attribute of ``w:lang`` that says a language."""
    return {_SLOTS[faces(tag).slot]: word_tag(tag)}


def font_table(families: Iterable[str]) -> str:
    """Return the table that says what may stand in for a typeface that is not installed."""
    written = []
    for family in sorted(set(families)):
        other = STAND_INS.get(family, "")
        alternative = f'<w:altName w:val="{other}"/>' if other else ""
        kind = "swiss" if "Sans" in family else "roman"
        written.append(
            f'<w:font w:name="{family}">{alternative}<w:family w:val="{kind}"/>'
            '<w:pitch w:val="variable"/></w:font>'
        )
    return f"<w:fonts {_XMLNS}>{''.join(written)}</w:fonts>"


def settings(tag: str) -> str:
    """Return a document's settings."""
    said = "".join(f' w:{name}="{escape(value)}"' for name, value in slot(tag).items())
    return (
        f'<w:settings {_XMLNS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang{said}/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )
