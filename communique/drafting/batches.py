"""Cutting a stream of sentences into batches."""

from __future__ import annotations

from collections.abc import Iterable

from communique.engines.base import Batch, Task


def batches(task: Task, sentences: Iterable[str], size: int) -> list[Batch]:
    """Cut distinct sentences into batches of about ``size`` characters each, the longest first.

    A native call cannot be cancelled, so a batch should take a few seconds, not minutes.
    """
    groups: list[list[str]] = []
    room = 0
    for sentence in sorted(sentences, key=len, reverse=True):
        if room < len(sentence) or not groups:
            groups.append([])
            room = size
        groups[-1].append(sentence)
        room -= len(sentence)
    return [Batch(task, tuple(group)) for group in groups]
