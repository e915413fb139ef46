"""Accepted after a flip: a text let pass unchanged though its source changed its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register

if TYPE_CHECKING:
    from collections.abc import Iterator


@register("accepted_after_flip", Severity.ERROR)
def look(unit: Unit) -> Iterator[str]:
    """Hold back a translation that was made before its source came to say something else."""
    if unit.flip:
        yield (
            f"the source changed its meaning after this text was written ({unit.flip}), and the"
            " text was accepted as it stood: correct it, or waive this finding if it is right"
        )
