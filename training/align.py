"""Token ids → for each target token the source token it renders, by counting alone.

    python -m training.align

The association of two subwords is their Dice coefficient over all corpus pairs; a link is the
source token of the best association weighed by how near it lies to the diagonal. Dice
alignments: Och & Ney (2003), *A Systematic Comparison of Various Statistical Alignment Models*,
https://aclanthology.org/J03-1002; the diagonal: Dyer, Chahuneau & Smith (2013), *A Simple, Fast,
and Effective Reparameterization of IBM Model 2*, https://aclanthology.org/N13-1073.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sentencepiece
from numpy.typing import NDArray
from scipy import sparse

from training import data, paths, text
from training.data import Group, Ints, Pairs, Rows

_FEWEST = 3  # pairs in which two subwords must meet
_DOUBT = 5.0  # added to the counts, against what is seen rarely
_TENSION = 2.5  # how fast a link loses weight away from the diagonal
_WEAKEST = 0.02  # weighed association below which a token stays without a link

Scores = NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step; see the module."""
    options = paths.parser(__doc__).parse_args(arguments)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(paths.tokeniser(options.work)))
    for language in text.LANGUAGES:
        pairs = data.load_pairs(paths.pairs(options.work, language))
        links = align(pairs, len(processor))
        data.save_links(paths.links(options.work, language), links)
        share = np.mean(links.values != data.NO_LINK)
        print(f"en→{language}: {share:.0%} of {len(links.values):,} target tokens have a link")


def align(pairs: Pairs, vocabulary: int) -> Rows:
    """Return the links of all pairs; the register's own pairs are linked, but not counted.

    Args:
        pairs: token ids, all below ``vocabulary``.
        vocabulary: how many subwords there are.
    """
    counted = np.flatnonzero(pairs.groups != Group.REGISTER)
    scores = dice(
        presence(pairs.source, counted, vocabulary), presence(pairs.target, counted, vocabulary)
    )
    return Rows.of(
        link(pairs.source[place], pairs.target[place], scores) for place in range(len(pairs))
    )


def presence(rows: Rows, places: NDArray[np.int64], vocabulary: int) -> sparse.csr_matrix:
    """Return a matrix (rows × vocabulary) with a one for each subword that a row has."""
    unique = Rows.of(np.unique(rows[place]) for place in places.tolist())
    ones = np.ones(len(unique.values), np.float32)
    return sparse.csr_matrix((ones, unique.values, unique.starts), shape=(len(places), vocabulary))


def dice(source: sparse.csr_matrix, target: sparse.csr_matrix) -> Scores:
    """Return how strongly each source subword goes with each target subword, from 0 to 1.

    Args:
        source, target: presence of subwords in the same pairs.
    """
    together: Scores = (source.T @ target).toarray()
    apart = np.add.outer(_counts(source), _counts(target)) + np.float32(_DOUBT)
    scores = np.divide(2 * together, apart, out=apart)
    scores[together < _FEWEST] = 0
    return scores


def _counts(matrix: sparse.csr_matrix) -> Scores:
    return np.asarray(matrix.sum(0), np.float32).ravel()


def link(source: Ints, target: Ints, scores: Scores) -> Ints:
    """Return for each target token the place of its source token, or :data:`data.NO_LINK`."""
    source_places = np.arange(len(source))[:, None] / len(source)
    target_places = np.arange(len(target))[None, :] / len(target)
    prior = np.exp(-_TENSION * np.abs(source_places - target_places))
    weighed = scores[np.ix_(source, target)] * prior
    return np.where(weighed.max(0) < _WEAKEST, data.NO_LINK, weighed.argmax(0)).astype(np.int32)


if __name__ == "__main__":
    main()
