"""Which models bring a text from one locale into another: directly, or through a third language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from communique.engines import packages
from communique.engines.base import Model, Pair
from communique.errors import CommuniqueError

#: The models that a sentence goes through, one after the other: one, or two with a pivot between.
Route = tuple[Model, ...]


@dataclass(frozen=True)
class Choice:
    """What the settings say of engines.

    Attributes:
        engines: the engines to ask, the preferred first.
        pairs: the same for single pairs, by ``en-pt_BR``.
        server: the address of a LibreTranslate server.
        pivot: the locale to go through where no package is direct; empty for none.
    """

    engines: tuple[str, ...] = ("argos",)
    pairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    server: str = ""
    pivot: str = "en"

    def order(self, pair: Pair) -> tuple[str, ...]:
        """Return the engines to ask for a pair, the preferred first."""
        return self.pairs.get(f"{pair[0]}-{pair[1]}", self.engines)


def models(source: str, target: str, choice: Choice | None = None) -> list[Model]:
    """Return what translates a pair of locales directly, the preferred first."""
    choice = choice or Choice()
    found: list[Model] = []
    for engine in choice.order((source, target)):
        if engine == "argos":
            found += [_model(package) for package in _packages(source, target)]
        elif choice.server:
            codes = packages.argos_code(source), packages.argos_code(target)
            found.append(Model(engine, *codes, choice.server, origin="server"))
    return found


def routes(source: str, target: str, choice: Choice | None = None) -> list[Route]:
    """Return the ways from one locale to another, the preferred first.

    What fails on one may be had on the next. A pivot is taken only where nothing is direct.

    Raises:
        CommuniqueError: there is none; says what there is.
    """
    choice = choice or Choice()
    if direct := [(model,) for model in models(source, target, choice)]:
        return list(direct)
    pivot = choice.pivot
    if pivot and pivot not in (source, target):
        first, second = models(source, pivot, choice), models(pivot, target, choice)
        if first and second:
            return [(one, other) for one in first for other in second]
    packages.find(source, target)  # says what there is
    raise CommuniqueError(f"nothing translates {source}→{target}")


def _packages(source: str, target: str) -> Iterator[packages.Package]:
    """The packages on this machine for a pair; a language's own serve its variants."""
    there = packages.by_pair()
    for source_code in packages.argos_codes(source):
        for target_code in packages.argos_codes(target):
            yield from there.get((source_code, target_code), ())


def _model(package: packages.Package) -> Model:
    return Model(
        "argos",
        package.source,
        package.target,
        str(package.path),
        package.version,
        package.origin,
    )
