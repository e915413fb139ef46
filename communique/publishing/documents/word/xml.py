"""Elements of WordprocessingML, written down as short as they can be."""

from __future__ import annotations

from typing import Any


def w(name: str, /, *children: Any, **values: object) -> Any:
    """Return an element of the main namespace, its attributes in the same one.

    Args:
        name: without the prefix.
        children: elements; None stands for none.
        values: attributes; what is None is left out.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        if value is not None:
            made.set(qn(f"w:{key}"), str(value))
    made.extend([child for child in children if child is not None])
    return made


def when(condition: object, name: str, /, **values: object) -> Any:
    """Return an element if a condition holds, else None."""
    return w(name, **values) if condition else None


def text(said: str) -> Any:
    """Return a run's text, its spaces kept."""
    from docx.oxml.ns import qn

    made = w("t")
    made.set(qn("xml:space"), "preserve")
    made.text = said
    return made
