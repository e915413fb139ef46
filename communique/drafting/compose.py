"""From the translations of its sentences to a segment's draft, and what the ledger keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from communique import inline
from communique.catalogs.fill import Filling
from communique.catalogs.ledger import Draft, key_digest
from communique.drafting.jobs import Job, Sentence, Via
from communique.engines.base import Link, Translation, worst
from communique.engines.doubt import band
from communique.engines.routing import Route
from communique.statement import Key, digest

#: Typography of a draft, (text, locale, what is left as it is) → text; it keeps out of code,
#: links and tags by itself.
Tidy = Callable[[str, str, Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A segment's draft: what goes into the catalog, what the ledger keeps.

    ``origin`` is ``engine``, ``memory``, ``glossary`` or ``verbatim``; ``route`` names the models
    that the engine used, ``via`` the reviewed text that it started from, if it was not the
    source. ``score`` and ``risk`` are None where no engine was asked.
    """

    key: Key
    filling: Filling
    origin: str = "engine"
    route: Route = ()
    via: Via | None = None
    score: float | None = None
    risk: float | None = None


def compose(
    job: Job,
    known: Mapping[str, Translation],
    route: Route,
    locale: str,
    tidy: Tidy,
    warnings: Sequence[str] = (),
    hints: Sequence[Mapping[str, str]] = (),
) -> Drafted:
    """Make a segment's draft from the translations of its sentences.

    Args:
        job: the segment, as planned.
        known: translations by sentence; each of the job's sentences must be there.
        route: the models that made them.
        locale: the language of the draft.
        tidy: typography of a draft.
        warnings: what else the draft's comment is to say.
        hints: where markup belongs: translations of the texts inside it.
    """
    parts = [known[sentence.text] for sentence in job.sentences]
    doubts = sorted({doubt for part in parts for doubt in part.doubts})
    if any(not part.text for part in parts):
        note = f"the engine failed here ({', '.join(doubts)}); translate by hand"
        return Drafted(job.key, Filling("", (note,)), route=route, via=job.via, risk=1.0)
    plain, links = joined(job.marked.plain, job.sentences, parts)
    placed = inline.restore(job.marked, plain, links, *hints)
    text = inline.verbatim(job.marked, plain) if placed is None else placed
    risk = max((part.risk for part in parts), default=0.0) if placed is not None else 1.0
    notes = [f"machine draft ({_made_by(job, route)}); doubt: {band(risk)}"]
    notes += [f"look at: {', '.join(doubts)}"] if doubts else []
    notes += warnings
    notes += ["the markup was lost: put it back where it belongs"] if placed is None else []
    return Drafted(
        job.key,
        Filling(tidy(text, locale, tuple(job.kept.values())), tuple(notes)),
        route=route,
        via=job.via,
        score=worst(parts),
        risk=risk,
    )


def _made_by(job: Job, route: Route) -> str:
    names = " and ".join(model.name for model in route)
    return f"{names}, from the reviewed {job.via.locale} text" if job.via else names


def joined(
    plain: str, sentences: Sequence[Sentence], parts: Sequence[Translation]
) -> tuple[str, list[Link]]:
    """Put sentences together with the white space that the plain text has between them.

    Returns:
        The text, and the links from the plain text to it.
    """
    text = ""
    links: list[Link] = []
    end = 0
    for sentence, part in zip(sentences, parts, strict=True):
        text += plain[end : sentence.start]
        links += [link.shifted(sentence.start, len(text)) for link in part.links]
        text += part.text
        end = sentence.start + len(sentence.text)
    return text + plain[end:], links


def ready(key: Key, text: str, origin: str, where: str = "") -> Drafted:
    """Return the draft of a segment whose translation is known already; it is reviewed all the
    same, because the same words can mean something else in another place.
    """
    place = f" ({where})" if where else ""
    names = {"verbatim": "a fixed wording", "memory": "the memory", "glossary": "the glossary"}
    return Drafted(key, Filling(text, (f"from {names[origin]}{place}",)), origin)


def record(drafted: Drafted, time: str) -> Draft:
    """Return the ledger's record of a draft; a pivot's origin is told beside the draft's own."""
    model = drafted.route[-1] if drafted.route else None
    return Draft(
        key=key_digest(drafted.key),
        text=digest(drafted.filling.text),
        origin=drafted.origin,
        package=model.label if model else "",
        version=model.version if model else "",
        score=drafted.score,
        risk=drafted.risk,
        draft=drafted.filling.text,
        time=time,
        **_pivot(drafted),
    )


def _pivot(drafted: Drafted) -> dict[str, str]:
    """Return what the ledger says of the text in between, if there was one."""
    if via := drafted.via:
        return {
            "pivot": via.locale, "pivot_origin": "reviewed", "pivot_text": digest(via.text),
        }  # fmt: skip
    if len(drafted.route) < 2:
        return {}
    first = drafted.route[0]
    return {
        "pivot": first.target, "pivot_origin": "engine",
        "pivot_package": first.label, "pivot_version": first.version,
    }  # fmt: skip
