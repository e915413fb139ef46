"""How well doubt finds bad drafts, and where its figures come from.

Drafts of sentences that no package was trained on (``statements.tsv``, written for this) are
measured against their references, sentence by sentence (chrF). Printed, for each starter:

- how many of the worst tenth by chrF lie in the riskiest fifth (by chance: a fifth of them);
- for each band: how many drafts, their mean chrF, how many have less than 50.

With ``--fit``, also the figures for ``communique/engines/doubt.py``: a logistic regression, by
Newton's method, of "chrF below 50" on the score and the stretch; the bands begin at the half and at
the last fifth. Run it with ``make bench``, or ``python -m benchmarks.doubt [--fit] [TSV ...]``:
tables of English, Spanish, French.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import NamedTuple

import numpy as np
import sacrebleu
from numpy.typing import NDArray

from communique.engines import doubt
from communique.engines.base import Settings, Translation
from communique.engines.routing import routes
from communique.engines.running import load

STATEMENTS = Path(__file__).with_name("statements.tsv")
COLUMNS = {"es": 1, "fr": 2}
POOR = 50  # chrF below which a draft is of little use
ROUNDS = 25

Floats = NDArray[np.float64]


class Measured(NamedTuple):
    """A draft that was made, and how near it came to its reference."""

    source: str
    made: Translation
    chrf: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--fit", action="store_true", help="print the figures of doubt.py anew")
    parser.add_argument("--beam", type=int, default=Settings().beam)
    parser.add_argument("files", nargs="*", type=Path, default=[STATEMENTS])
    options = parser.parse_args(arguments)
    rows = [line.split("\t") for file in options.files for line in _lines(file)]
    every: list[Measured] = []
    for target, column in COLUMNS.items():
        found = measure(target, [(row[0], row[column]) for row in rows], options.beam)
        print(f"en→{target}: {len(found)} sentences, mean chrF {_mean(found):.1f}")
        print(f"  of the worst tenth by chrF, {caught(found):.0%} are in the riskiest fifth")
        for band in ("low", "medium", "high"):
            own = [one for one in found if doubt.band(one.made.risk) == band]
            poor = sum(one.chrf < POOR for one in own)
            print(f"  {band:7} {len(own):4}  chrF {_mean(own):5.1f}  below {POOR}: {poor}")
        every += found
    if options.fit:
        fit(every)


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()


def _mean(found: Sequence[Measured]) -> float:
    return float(np.mean([one.chrf for one in found])) if found else 0.0


def measure(target: str, pairs: Sequence[tuple[str, str]], beam: int) -> list[Measured]:
    """Translate sources from English with what serves the pair; measure what has a draft."""
    metric = sacrebleu.metrics.CHRF()
    engine = load(routes("en", target)[0][0], Settings(beam=beam))
    made = engine.translate([source for source, _ in pairs], ("en", target)).translations
    return [
        Measured(source, one, metric.sentence_score(one.text, [reference]).score)
        for (source, reference), one in zip(pairs, made, strict=True)
        if one.text
    ]


def caught(found: Sequence[Measured]) -> float:
    """Return which share of the worst tenth by chrF lies in the riskiest fifth."""
    worst = sorted(range(len(found)), key=lambda n: found[n].chrf)[: ceil(len(found) / 10)]
    risky = sorted(range(len(found)), key=lambda n: -found[n].made.risk)[: ceil(len(found) / 5)]
    return len(set(worst) & set(risky)) / max(1, len(worst))


def fit(found: Sequence[Measured]) -> None:
    """Print the figures of :mod:`communique.engines.doubt` that suit these drafts best."""
    sound = [one for one in found if not one.made.doubts and one.made.score is not None]
    inputs = np.array([[1.0, -(one.made.score or 0), _stretch(one)] for one in sound])
    poor = np.array([float(one.chrf < POOR) for one in sound])
    weights = logistic(inputs, poor)
    chances = np.sort(1 / (1 + np.exp(-inputs @ weights)))
    low, high = np.quantile(chances, [0.5, 0.8])
    print(f"base {weights[0]:.2f}, of score {weights[1]:.2f}, of length {weights[2]:.2f}")
    print(f"low below {low:.3f}, high from {high:.3f}; {poor.mean():.0%} are poor")


def _stretch(one: Measured) -> float:
    return doubt.stretch(one.source, one.made.text)


def logistic(inputs: Floats, labels: Floats) -> Floats:
    """Return the weights of a logistic regression, by Newton's method."""
    weights = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        chances = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (labels - chances)
        curve = (inputs * (chances * (1 - chances))[:, None]).T @ inputs
        weights = weights + np.linalg.solve(curve + 1e-6 * np.eye(len(weights)), slope)
    return weights


if __name__ == "__main__":
    main()
