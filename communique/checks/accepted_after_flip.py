"""A translation that was made before its source came to say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.checks.base import Severity, Unit, register

if TYPE_CHECKING:
    from collections.abc import Iterator


@register("accepted_after_flip", Severity.ERROR)
def accepted(unit: Unit) -> Iterator[str]:
    """Hold back a translation that a human let pass as it stood."""
    if unit.flip and unit.accepted:
        yield (
            f"the source changed its meaning after this text was written ({unit.flip}), and the"
            " text was accepted as it stood: correct it, or waive this finding if it is right"
        )


@register("changed_meaning", Severity.ERROR)
def waiting(unit: Unit) -> Iterator[str]:
    """Hold back a translation that waits for a human: not even a labelled draft may say it."""
    if unit.flip and not unit.accepted:
        yield f"the source changed its meaning after this text was written ({unit.flip})"
