"""A sheet drawn as one HTML file: no script, nothing fetched, no HTML of the texts."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import resources
from typing import TYPE_CHECKING

from communique.language.scripts import direction, endonym, html_tag
from communique.language.unfit import HTML, OVERRIDES
from communique.publishing.css import quoted
from communique.publishing.proof.diff import Change, diff
from communique.publishing.proof.marks import Stretch, Style, stretches
from communique.publishing.proof.sheet import Concern, concerns, gravity, grouped, spans
from communique.statement import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import jinja2
    from markupsafe import Markup

    from communique.inline import Syntax
    from communique.publishing.proof.sheet import Drafted, Row, Sheet

# What HTML cannot hold, or what would turn the words around it: shown by name instead.
_UNSAFE = re.compile(f"{HTML.pattern}|{OVERRIDES.pattern}|[\r\u202a-\u202c\ufeff]")
# What nobody sees, where it is what changed.
_UNSEEN = re.compile("[\t\n\u00a0\u00ad\u061c\u200b-\u200f\u202f\u2060\u2066-\u2069]|  +")
_NAMES = {
    "\t": "tab", "\n": "↵", "\u00a0": "no-break space", "\u00ad": "soft hyphen",
    "\u061c": "Arabic letter mark", "\u200b": "zero-width space", "\u200c": "non-joiner",
    "\u200d": "joiner", "\u200e": "left-to-right mark", "\u200f": "right-to-left mark",
    "\u202a": "left-to-right embedding", "\u202b": "right-to-left embedding",
    "\u202c": "end of embedding", "\u202d": "left-to-right override",
    "\u202e": "right-to-left override", "\u202f": "narrow no-break space",
    "\u2060": "word joiner", "\u2066": "left-to-right isolate", "\u2067": "right-to-left isolate",
    "\u2068": "first strong isolate", "\u2069": "end of isolate", "\ufeff": "byte order mark",
}  # fmt: skip
_ELEMENTS = {
    Style.STRONG: "strong", Style.EM: "em", Style.CODE: "code", Style.STRUCK: "s",
}  # fmt: skip
_STATES = {
    "empty": "no translation",
    "draft": "draft, not reviewed",
    "in work": "in work, not reviewed",
    "stale": "source changed since",
}
_ORIGINS = {
    "engine": "machine draft",
    "memory": "taken from the memory",
    "glossary": "taken from the glossary",
    "verbatim": "a fixed wording",
}
_WEIGHTS = {"error": "serious", "warning": "look at", "info": "note"}
_ADVICE = re.compile("[;,] see `[^`]*`")
_DEEPEST = 4


def as_page(sheet: Sheet) -> str:
    """Return a sheet as a page that stands alone, to be read, printed and signed.

    The same sheet gives the same bytes: the clock has no say.
    """
    style = _style() + _running(sheet)
    page = _template().render(
        sheet=sheet,
        style=_raw(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        source=_side(sheet.source_locale),
        target=_side(sheet.locale),
        concerns=[_Drawn(one) for one in concerns(sheet)],
        total=sum(1 for _ in sheet.segments),
        fingerprint=grouped(sheet.fingerprint),
        reason=_reason(sheet.reason),
        set=partial(_set, syntax=sheet.syntax),
    )
    return str(page)


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two languages."""

    tag: str
    dir: str
    name: str


def _side(locale: str) -> _Side:
    return _Side(html_tag(locale), direction(locale), endonym(locale))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A concern as the template draws it."""

    concern: Concern

    @property
    def word(self) -> str:
        return _WEIGHTS[self.concern.weight]

    @property
    def places(self) -> list[tuple[int, int]]:
        return spans(self.concern.numbers)


def _shown(text: str, *, unseen: bool = False) -> Markup:
    """Return a text as HTML, to the character; what could deceive is shown by its name.

    Args:
        text: the text.
        unseen: whether to name what nobody sees, too.
    """
    from markupsafe import Markup

    pattern = re.compile(f"{_UNSAFE.pattern}|{_UNSEEN.pattern}") if unseen else _UNSAFE
    parts, place = [], 0
    for match in pattern.finditer(text):
        parts += [_lines(text[place : match.start()]), _sign(match.group())]
        place = match.end()
    return Markup("").join([*parts, _lines(text[place:])])


def _safe(value: object) -> object:
    """Let nothing into a page that is not HTML of our own, or shown as :func:`_shown` does."""
    from markupsafe import Markup

    return _shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _lines(text: str) -> Markup:
    from markupsafe import Markup, escape

    return Markup("<br>").join(map(escape, text.split("\n")))


def _sign(raw: str) -> Markup:
    from markupsafe import Markup

    if raw.startswith(" "):
        return Markup("").join(Markup('<span class="named">space</span>') for _ in raw)
    name = _NAMES.get(raw) or f"U+{ord(raw):04X}"
    end = Markup("<br>") if raw == "\n" else Markup("")
    return Markup('<span class="named" lang="en" dir="ltr">{}</span>{}').format(name, end)


def _set(text: str, addresses: Mapping[str, str] | None = None, *, syntax: Syntax) -> Markup:
    """Return a text with its inline markup dimmed and its words set as they are meant."""
    from markupsafe import Markup

    return Markup("").join(
        _wrapped(one, (addresses or {}).get(one.text, "")) for one in stretches(text, syntax)
    )


def _wrapped(one: Stretch, address: str) -> Markup:
    """Return a stretch as HTML, and after it the address that it stands for."""
    from markupsafe import Markup

    text = _shown(one.text)
    for style, element in _ELEMENTS.items():
        if style in one.style:
            text = Markup("<{0}>{1}</{0}>").format(element, text)
    if Style.LINK in one.style:
        text = Markup('<span class="link">{}</span>').format(text)
    if Style.ADDRESS in one.style:
        text = Markup('<bdi class="mark address" dir="ltr">{}</bdi>').format(text)
    elif Style.MARK in one.style:
        text = Markup('<span class="mark">{}</span>').format(text)
    if address:
        text += Markup(' <bdi class="mark address" dir="ltr">{}</bdi>').format(_shown(address))
    return text


def _diffed(old: str, new: str) -> Markup:
    """Return what changed between two texts, as HTML."""
    from markupsafe import Markup

    return Markup("").join(
        _shown(piece.text)
        if piece.change is Change.SAME
        else Markup("<{0}>{1}</{0}>").format(
            "del" if piece.change is Change.GONE else "ins", _changed(piece.text)
        )
        for piece in diff(old, new)
    )


def _changed(text: str) -> Markup:
    """What nobody sees is named where nothing else changed."""
    return _shown(text, unseen=not text.strip() or "\n" in text)


def _reason(said: str) -> str:
    """Return what the gate says, without the advice that is for people at a terminal."""
    plain = _ADVICE.sub("", said)
    return plain[:1].upper() + plain[1:]


def _state(row: Row) -> str:
    return _STATES.get(row.state, row.state)


def _origin(drafted: Drafted) -> str:
    """Say what made a draft."""
    made = _ORIGINS.get(drafted.origin, drafted.origin)
    by = f" by {drafted.package}" if drafted.package else ""
    through = f", through {endonym(drafted.pivot)}" if drafted.pivot else ""
    return f"{made}{by}{through}"


def _fate(row: Row) -> str:
    """Say what became of a draft."""
    if row.drafted is None or not row.drafted.text:
        return ""
    if row.drafted.text != row.target:
        return "changed by hand"
    return "unchanged" if row.state == "draft" else "let pass unchanged"


def _doubted(row: Row) -> bool:
    """Whether a draft's doubt still matters: of what a human let pass, a low one does not."""
    doubt = row.drafted.doubt if row.drafted else ""
    return bool(doubt) and (doubt != "low" or row.state in _STATES)


def _class(row: Row) -> str:
    """Return the class of a row's text: what its block is, and how deep."""
    depth = f" depth{min(row.depth, _DEEPEST)}" if row.kind is Kind.HEADING else ""
    return f"text is-{str(row.kind).replace(' ', '-')}{depth}"


def _percent(likeness: float) -> str:
    """Return a likeness in words, cut off: 100 % is the same and nothing else."""
    return f"{int(likeness * 100 + 1e-6)} %"


def _running(sheet: Sheet) -> str:
    """Return the style of what each printed page repeats: which sheet it is of, and its number."""
    names = f"{endonym(sheet.source_locale)} → {endonym(sheet.locale)}"
    place = "{ content: "
    return (
        "@page {\n"
        f"  @top-left {place}{quoted(f'{sheet.slug} · {names}')}; }}\n"
        f"  @top-right {place}{quoted(sheet.date)}; }}\n"
        f"  @bottom-left {place}{quoted(f'Fingerprint {grouped(sheet.fingerprint)[:17]} …')}; }}\n"
        "}\n"
    )


def _texts(row: Row, sheet: Sheet) -> Iterator[tuple[str, str, bool]]:
    """Yield what differs from the last release: old, new, and whether it is the translation."""
    known = sheet.released(row)
    if known is None:
        return
    source, target = known
    if source not in (row.source, row.before):
        yield source, row.source, False
    if target != row.target:
        yield target, row.target, True


def _raw(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - the package's own style sheet


@lru_cache(maxsize=1)
def _style() -> str:
    return (resources.files("communique.publishing.proof") / "templates" / "proof.css").read_text(
        "utf-8"
    )


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    from jinja2 import Environment, StrictUndefined

    source = resources.files("communique.publishing.proof") / "templates" / "proof.html"
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_safe,
    )
    environment.filters |= {"state": _state, "origin": _origin, "percent": _percent}
    environment.globals |= {
        "diffed": _diffed, "fate": _fate, "doubted": _doubted, "class_of": _class,
        "grave": gravity, "is_open": lambda row: row.state in _STATES, "moved": _texts,
    }  # fmt: skip
    return environment.from_string(source.read_text("utf-8"))
