"""The toy package: its grammar where the recipe runs, the package itself wherever tests run."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import ctranslate2
import pytest
import sentencepiece

PACKAGES = Path(__file__).parents[1] / "data" / "packages"
TOY = PACKAGES / "translate-eo_en-0_1"


def _sentences() -> list[tuple[str, str]]:
    lines = (PACKAGES / "sentences.eo-en.tsv").read_text("utf-8").splitlines()
    return [(eo, en) for eo, en in (line.split("\t") for line in lines)]


def test_the_package_is_small() -> None:
    assert sum(path.stat().st_size for path in TOY.rglob("*") if path.is_file()) <= 400_000


@pytest.mark.parametrize("beam", [1, 2, 4])
def test_the_package_translates_its_sentences_exactly(beam: int) -> None:
    tokens = sentencepiece.SentencePieceProcessor(model_file=str(TOY / "sentencepiece.model"))
    translator = ctranslate2.Translator(str(TOY / "model"), device="cpu", intra_threads=1)
    pairs = _sentences()
    assert len(pairs) == 60
    given = [tokens.encode(eo, out_type=str) for eo, _ in pairs]
    results = translator.translate_batch(given, beam_size=beam)
    assert [tokens.decode(result.hypotheses[0]) for result in results] == [en for _, en in pairs]


def test_the_grammar_agrees_in_number_and_case() -> None:
    toy = pytest.importorskip("training.toy")
    made = list(islice(toy.sentences(seed=3), 2_000))
    assert made == list(islice(toy.sentences(seed=3), 2_000))
    assert not [pair for pair in made if "  " in pair.eo + pair.en or pair.en != pair.en.strip()]
    spanned = [pair for pair in made if pair.eo.startswith("La vilaĝoj ne estas ")]
    assert all(pair.en.startswith("The villages are not ") for pair in spanned)
    assert all(
        word.rstrip(".:?!").endswith("j") for pair in spanned for word in pair.eo.split()[4:]
    )
    negated = [pair for pair in made if " ne " in pair.eo]
    assert negated
    assert all(" not" in pair.en for pair in negated)
