"""Where markup belongs in a translation: hints from the texts inside it, translated once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from communique import inline
from communique.drafting.compose import joined
from communique.drafting.jobs import Job, Sentence, Splitter, sentences_of
from communique.engines.base import Translation


def bare(job: Job, known: Mapping[str, Translation]) -> dict[str, str]:
    """Return what the texts inside a segment's markup are by themselves, as far as is known."""
    return {text: known[text].text for text in job.pieces if text in known and known[text].text}


def is_placed(
    job: Job, known: Mapping[str, Translation], hints: Sequence[Mapping[str, str]]
) -> bool:
    """Say whether a segment's markup can be put into the translation of its sentences; one that
    has no translation at all is no matter of markup.
    """
    parts = [known.get(sentence.text, Translation("")) for sentence in job.sentences]
    if not all(part.text for part in parts):
        return True
    text, links = joined(job.marked.plain, job.sentences, parts)
    return inline.restore(job.marked, text, links, *hints) is not None


@dataclass(frozen=True, slots=True)
class Shown:
    """A segment with markers round what its markup holds, for the engine: what comes out between
    them is a hint, and no draft: markers make engines choose other words.
    """

    shown: inline.Shown
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, job: Job, split: Splitter) -> Shown | None:
        """Return a segment with markers; None where there is nothing to show."""
        shown = inline.with_markers(job.marked)
        if shown is None:
            return None
        return cls(shown, sentences_of(shown.plain, job.language, split))

    def hints(self, known: Mapping[str, Translation]) -> dict[str, str]:
        """Return what came out between the markers; nothing where a sentence is not known."""
        if not all(one.text in known for one in self.sentences):
            return {}
        parts = [known[one.text] for one in self.sentences]
        return inline.between(self.shown, joined(self.shown.plain, self.sentences, parts)[0])
