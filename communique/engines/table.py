"""``[engine]`` of a workspace's settings: which engines to ask for which pair, and how."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from communique.engines.base import Pair
from communique.engines.running import ENGINES
from communique.errors import UsageError
from communique.language.locales import parse_locale


def normalised(code: str) -> str:
    """Normalise a locale as a setting names it; pydantic wants a ValueError."""
    try:
        return str(parse_locale(code))
    except UsageError as error:
        raise ValueError(str(error)) from None


def _engines(names: Any) -> list[str]:
    """Check names of engines; pydantic's own words would not say which there are."""
    known = ", ".join(ENGINES)
    if not isinstance(names, (list, tuple)):
        raise ValueError(f"a list of engines is wanted; there are: {known}")
    for name in names:
        if name not in list(ENGINES):
            raise ValueError(f"{name!r} is no engine; there are: {known}")
    return list(names)


def pair_of(name: str) -> Pair:
    """Read a pair such as ``en-pt_BR`` or ``zh-Hant-en``, at whichever dash it divides."""
    parts = name.split("-")
    pairs = [("-".join(parts[:n]), "-".join(parts[n:])) for n in range(1, len(parts))]
    for source, target in pairs:
        try:
            pair = str(parse_locale(source)), str(parse_locale(target))
        except UsageError:
            continue
        if pair[0] == pair[1]:
            raise ValueError(f"{name!r}: there is nothing to translate from {source} to {target}")
        return pair
    for code in pairs[0] if len(pairs) == 1 else ():
        normalised(code)  # says which one nobody knows
    raise ValueError(f"{name!r}: a pair of locales is written as en-pt_BR")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


class EngineTable(BaseModel):
    """``[engine]``: beam, batch size in tokens, threads (0: as many as cores); which engines to
    ask, the preferred first, for all pairs and for single ones (``en-pt_BR``); the address of a
    LibreTranslate server; the locale to go through where nothing is direct ("" for none). No
    engine for a pair: it is left to humans.
    """

    model_config = ConfigDict(extra="forbid")

    use: list[str] = ["argos"]
    pairs: dict[str, list[str]] = {}
    libretranslate: str = ""
    pivot: str = "en"
    beam: int = Field(default=4, ge=1, le=16)
    batch_tokens: int = Field(default=1024, ge=64, le=32768)
    threads: int = Field(default=0, ge=0, le=256)

    @field_validator("use", mode="before")
    @classmethod
    def _named(cls, names: Any) -> list[str]:
        return _engines(names)

    @field_validator("pairs", mode="before")
    @classmethod
    def _of_locales(cls, pairs: Any) -> dict[str, list[str]]:
        if not isinstance(pairs, dict):
            raise ValueError('a table is wanted, such as {en-es = ["argos"]}')
        spelt: dict[Pair, str] = {}
        for name in pairs:
            pair = pair_of(name)
            if pair in spelt:
                raise ValueError(f"{spelt[pair]!r} and {name!r} are one pair")
            spelt[pair] = name
        return {"-".join(pair): _engines(pairs[name]) for pair, name in spelt.items()}

    @field_validator("libretranslate")
    @classmethod
    def _address(cls, address: str) -> str:
        if address and not _is_address(address):
            raise ValueError(f"{address!r}: an address is written as http://localhost:5000")
        return urlsplit(address.strip()).geturl().rstrip("/")

    @field_validator("pivot")
    @classmethod
    def _known(cls, code: str) -> str:
        return normalised(code) if code else ""

    @model_validator(mode="after")
    def _there(self) -> EngineTable:
        named = [*self.use, *(name for names in self.pairs.values() for name in names)]
        if "libretranslate" in named and not self.libretranslate:
            raise ValueError("libretranslate is to be used: give its address (libretranslate = …)")
        return self
