"""Sentence boundaries: sentencex on a plain view of the text, corrected by rules per language."""

VERSION = "sentencex-1.0.32+rules-1"


def split_sentences(text: str, language: str) -> list[str]:
    """X."""
    from sentencex import segment

    return list(segment(language, text))


def join_sentences(texts: list[str], gaps: tuple[str, ...]) -> str:
    """X."""
    out = texts[:1]
    for g, t in zip(gaps, texts[1:]):
        out += [g, t]
    return "".join(out)
