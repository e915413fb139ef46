"""Packages → their chrF on the Universal Declaration of Human Rights, which none was trained on.

    python -m training.evaluate [--card] PACKAGE...

Any folder that holds an Argos package will do. It is measured twice: the model alone (CTranslate2,
beam 4, length penalty 1), and as communique drafts with it: sentences split, failures tried anew,
the locale's typography. chrF: Popović (2015), https://aclanthology.org/W15-3049, by sacreBLEU.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import ctranslate2
import sacrebleu
import sentencepiece

from training import model_card, paths, text

_BEAM = 4
_LENGTH_PENALTY = 1.0
_BATCH = 1024  # tokens
_LONGEST = 330  # tokens of a translation


class Score(NamedTuple):
    """The chrF of a package's model, of its drafts, and of the source texts left as they are."""

    language: str
    chrf: float
    drafted: float
    copied: float
    sentences: int
    signature: str

    def __str__(self) -> str:
        return (
            f"en→{self.language}: chrF {self.chrf:.1f}, as communique drafts {self.drafted:.1f}, "
            f"on {self.sentences} sentences (source copied: {self.copied:.1f}; {self.signature})"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step; see the module."""
    parser = paths.parser(__doc__)
    parser.add_argument("packages", type=paths.folder, nargs="+", metavar="PACKAGE")
    parser.add_argument("--card", action="store_true", help="write the model card, too")
    options = parser.parse_args(arguments)
    for package in options.packages:
        score = measure(package, options.tests)
        print(f"{package}\n  {score}")
        if options.card:
            model_card.write(package, score)


def measure(package: Path, tests: Path) -> Score:
    """Return the score of a package on the test set of its language."""
    metadata = json.loads((package / "metadata.json").read_text("utf-8"))
    language = metadata["to_code"]
    rows = text.read_test(tests, language)
    sources = [source for source, _ in rows]
    references = [[reference for _, reference in rows]]
    prefix = metadata.get("target_prefix", "")
    metric = sacrebleu.metrics.CHRF()
    chrf = metric.corpus_score(translate(package, sources, prefix), references).score
    drafted = metric.corpus_score(draft(package, sources, language), references).score
    copied = metric.corpus_score(sources, references).score
    return Score(language, chrf, drafted, copied, len(rows), str(metric.get_signature()))


def draft(package: Path, sentences: Sequence[str], language: str) -> list[str]:
    """Return sentences as communique drafts them with a package."""
    from communique.drafting.lines import translate_lines
    from communique.engines.base import Model, Settings

    model = Model("argos", "en", language, str(package), "0", "evaluated")
    lines = translate_lines(sentences, [(model,)], ("en", language), Settings(beam=_BEAM))
    return [line.text for line in lines]


def translate(
    package: Path, sentences: Sequence[str], prefix: str = "", beam: int = _BEAM
) -> list[str]:
    """Return the translations of sentences by a package.

    Args:
        package: its folder.
        sentences: in the package's source language.
        prefix: a token that every translation begins with, where the package has one.
        beam: hypotheses kept at a time.
    """
    tokens = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    translator = ctranslate2.Translator(
        str(package / "model"), inter_threads=len(os.sched_getaffinity(0)), intra_threads=1
    )
    plain = [text.normalise(sentence, "en") for sentence in sentences]
    results = translator.translate_batch(
        tokens.encode(plain, out_type=str),
        target_prefix=[[prefix]] * len(plain) if prefix else None,
        beam_size=beam,
        length_penalty=_LENGTH_PENALTY,
        max_batch_size=_BATCH,
        batch_type="tokens",
        max_decoding_length=_LONGEST,
    )
    start = 1 if prefix else 0
    return [tokens.decode(result.hypotheses[0][start:]) for result in results]


if __name__ == "__main__":
    main()
