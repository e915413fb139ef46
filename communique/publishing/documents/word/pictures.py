"""Pictures in a Word document, as large as the page lets them be."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.publishing.documents.tree import Element

_PIXEL = 9525  # in the units of DrawingML, at 96 to the inch
_WIDEST = 160 * 36000  # the width of the text on the page, 160 mm
_HIGHEST = 200 * 36000


def drawing(part: Any, path: Path, node: Element, counter: Callable[[], int]) -> Any:
    """Return a picture with its alternative text; None where Word cannot show such a file.

    Args:
        part: the part of the document that shows it.
        path: its file; what Word does not know is turned into PNG if Pillow is installed.
        node: the ``img``.
        counter: hands out its number in the document.
    """
    content = path.read_bytes()
    try:
        return _drawn(part, content, node, counter())
    except Exception:  # whatever python-docx stumbles over: it has errors of many kinds
        other = _as_png(content)
    return _drawn(part, other, node, counter()) if other else None


def _drawn(part: Any, content: bytes, node: Element, number: int) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.shape import CT_Inline
    from docx.shared import Emu

    relation, image = part.get_or_add_image(io.BytesIO(content))
    width, height = _size(image.px_width, image.px_height, node)
    inline = CT_Inline.new_pic_inline(number, relation, f"picture{number}", Emu(width), Emu(height))
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    inline.docPr.set("descr", node.get("alt"))
    if node.get("title"):
        inline.docPr.set("title", node.get("title"))
    made = OxmlElement("w:drawing")
    made.append(inline)
    return made


def _size(width: int, height: int, node: Element) -> tuple[int, int]:
    """Return a picture's size on the page: what the text wishes, its proportions kept."""
    width, height = max(1, width), max(1, height)
    said = node.get("width")
    across = int(said) if said.isascii() and said.isdigit() and int(said) else width
    scale = min(across / width, _WIDEST / _PIXEL / width, _HIGHEST / _PIXEL / height)
    return max(1, round(width * scale)) * _PIXEL, max(1, round(height * scale)) * _PIXEL


def _as_png(content: bytes) -> bytes | None:
    try:
        from PIL import Image
    except ImportError:
        return None
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.convert("RGBA").save(out, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return out.getvalue()
