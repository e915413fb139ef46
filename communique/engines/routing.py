"""Which models bring a text from one locale into another: directly, or through a third language."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product
from pathlib import Path

from communique.engines import packages
from communique.engines.base import Model, Pair
from communique.errors import CommuniqueError

log = logging.getLogger(__name__)

#: The models that a sentence goes through, one after the other: one, or two with a pivot between.
Route = tuple[Model, ...]


@dataclass(frozen=True)
class Choice:
    """What the settings say of engines.

    Attributes:
        engines: the engines to ask, the preferred first.
        pairs: the same for single pairs of locales; what is said of a language holds for its
            variants, too.
        server: the address of a LibreTranslate server.
        pivot: the locale to go through where no package is direct; empty for none.
        lock: the workspace's lock file: for a pair that it pins, no other package is used.
    """

    engines: tuple[str, ...] = ("argos",)
    pairs: Mapping[Pair, tuple[str, ...]] = field(default_factory=dict)
    server: str = ""
    pivot: str = "en"
    lock: Path | None = None

    def order(self, pair: Pair) -> tuple[str, ...]:
        """Return the engines to ask for a pair, the preferred first."""
        wider = product(_wider(pair[0]), _wider(pair[1]))
        found = (one for one in wider if one in self.pairs)
        return next((self.pairs[one] for one in found), self.engines)


def models(source: str, target: str, choice: Choice | None = None) -> list[Model]:
    """Return what translates a pair of locales directly, the preferred first.

    Raises:
        CommuniqueError: the package that the workspace pins for the pair is not here, and no
            engine that is preferred to it serves; or there is no telling which packages are.
    """
    choice = choice or Choice()
    found: list[Model] = []
    for engine in choice.order((source, target)):
        if engine == "argos":
            try:
                found += [_model(package) for package in _packages(source, target, choice)]
            except CommuniqueError as error:
                if not found:
                    raise
                log.warning("%s", error)
        elif choice.server:
            codes = packages.argos_code(source), packages.argos_code(target)
            found.append(Model(engine, *codes, choice.server, origin="server"))
    return found


def routes(source: str, target: str, choice: Choice | None = None) -> list[Route]:
    """Return the ways from one locale to another, the preferred first.

    What fails on one may be had on the next. A pivot comes after what is direct, and is no way
    at all where a package is.

    Raises:
        CommuniqueError: there is none, and what there is; or a package that the workspace pins is
            not here.
    """
    choice = choice or Choice()
    if not choice.order((source, target)):
        raise CommuniqueError(
            f"the settings name no engine for {source}→{target}: see `use` and `pairs` in [engine]"
        )
    found: list[Route] = [(model,) for model in models(source, target, choice)]
    pivot = choice.pivot
    if not any(model.engine == "argos" for (model,) in found) and pivot not in ("", source, target):
        try:
            first, second = models(source, pivot, choice), models(pivot, target, choice)
        except CommuniqueError as error:
            if not found:
                raise
            log.warning("%s", error)
        else:
            found += [(one, other) for one in first for other in second]
    if not found:
        packages.find(source, target)  # says what there is
        raise CommuniqueError(f"nothing translates {source}→{target}")
    return found


def _packages(source: str, target: str, choice: Choice) -> Iterator[packages.Package]:
    """The packages on this machine for a pair; a language's own serve its variants.

    Of a pair that the workspace pins, only that package: no other, and no starter instead.
    """
    from communique.engines.packages import lock

    there = packages.by_pair()
    pins = lock.read(choice.lock) if choice.lock else {}
    pin = lock.pinned(pins, source, target)
    if pin is None:
        for pair in packages.argos_pairs(source, target):
            yield from there.get(pair, ())
        return
    here = there.get(pin.pair, [])
    found = [one for one in here if lock.is_pinned(one, pin)]
    if not found:
        raise CommuniqueError(lock.missing(pin, here), choice.lock)
    yield from found


def stages(route: Route, pair: Pair) -> list[tuple[Model, Pair]]:
    """Return the models of a route, each with the locales between which it translates."""
    between = (packages.locale_of(model.target) for model in route[:-1])
    stops = pairwise((pair[0], *between, pair[1]))
    return list(zip(route, stops, strict=True))


def _model(package: packages.Package) -> Model:
    return Model(
        "argos",
        package.source,
        package.target,
        str(package.path),
        package.version,
        package.origin,
    )


def _wider(locale: str) -> Iterator[str]:
    """A locale, and what it is a variant of: ``zh_Hant_HK``, ``zh_Hant``, ``zh``."""
    while locale:
        yield locale
        locale = locale.rpartition("_")[0]
