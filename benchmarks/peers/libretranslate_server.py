"""The real LibreTranslate server, offline: run by the environment that ``make peers`` builds.

It takes LibreTranslate's own options. Only its sentence splitter is replaced, which would fetch a
neural model: here a line is a sentence. The packages are those in $ARGOS_PACKAGES_DIR; it looks for
more where there are fewer than two.
"""

from __future__ import annotations

from argostranslate import sbd
from libretranslate.main import main


def _line(self: sbd.MiniSBDSentencizer, text: str) -> list[str]:
    del self
    return [text]


if __name__ == "__main__":
    sbd.MiniSBDSentencizer.split_sentences = _line
    main()
