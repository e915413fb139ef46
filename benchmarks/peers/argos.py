"""Argos Translate itself, in an environment of its own with all that it declares (``make peers``).

The job: ``{"document": bool, "threads": number, "forced": tokens}``, where 0 is its default;
the package is the one in $ARGOS_PACKAGES_DIR. Nothing of Argos Translate is changed: its settings
are its defaults but for the sentence splitter, chosen by $ARGOS_CHUNK_TYPE.
"""

from __future__ import annotations

import os
from typing import Any

import work


def prepare(job: dict[str, Any]) -> work.Way:
    """Return the way: a call a text, or one call for all texts as the lines of a document."""
    work.force(job["forced"])
    os.environ["ARGOS_INTRA_THREADS"] = str(job["threads"])
    from argostranslate import translate

    def segments(texts: list[str]) -> list[str]:
        return [translate.translate(text, "en", "es") for text in texts]

    def document(texts: list[str]) -> list[str]:
        return translate.translate("\n".join(texts), "en", "es").split("\n")

    def fresh(texts: list[str]) -> list[str]:
        translate.translate("Nothing.", "en", "es")  # it remembers the lines of the last call
        return texts

    return work.Way(document if job["document"] else segments, fresh)


if __name__ == "__main__":
    work.serve(prepare)
