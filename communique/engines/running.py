"""Which module drives a model, and running a batch: what a worker of any kind calls."""

from __future__ import annotations

import socket
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from communique.engines import packages
from communique.engines.base import PROCESSING_VERSION, Batch, Done, Engine, Model, Settings
from communique.errors import CommuniqueError

#: The engines there are, and the module of each: it has ``load`` and ``fingerprint``.
ENGINES = {
    "argos": "communique.engines.argos",
    "libretranslate": "communique.engines.libretranslate",
}


class PassingError(CommuniqueError):
    """An engine cannot now, and may a little later: its server is away, or has too much to do."""


class Parcel(NamedTuple):
    """A batch on its way to another process, which may be on another machine.

    Attributes:
        batch: its model's place is the sender's.
        fingerprint: what the model must be, wherever it lies.
        processing: the sender's :data:`~communique.engines.base.PROCESSING_VERSION`.
    """

    batch: Batch
    fingerprint: str
    processing: str


def packed(batch: Batch) -> Parcel:
    """Return a batch with what another machine has to know of it.

    Raises:
        CommuniqueError: the model's files cannot be read here.
    """
    return Parcel(batch, fingerprint(batch.task.model), PROCESSING_VERSION)


def unpacked(parcel: Parcel) -> Batch:
    """Return a batch as this machine can run it: the same model, where it lies here.

    The store keeps what comes of it under the sender's fingerprint and version: nothing else will
    do.

    Raises:
        CommuniqueError: this machine has no such model, or another version of communique; says
            which machine it is, and what to install there.
    """
    batch, digest, processing = parcel
    if processing != PROCESSING_VERSION:
        raise CommuniqueError(
            f"the worker on {socket.gethostname()} runs another version of communique (processing "
            f"{PROCESSING_VERSION}, not {processing}); install there the version that runs the flow"
        )
    model = batch.task.model
    if model.engine != "argos":
        return batch
    found = packages.like(model.source, model.target, digest, Path(model.place))
    if found is None:
        raise _missing(model)
    return replace(batch, task=replace(batch.task, model=replace(model, place=str(found))))


def _missing(model: Model) -> CommuniqueError:
    how = "install there the version of communique that runs the flow"
    if model.origin != "starter":
        pair = packages.locale_of(model.source), packages.locale_of(model.target)
        how = f"run `communique models install {' '.join(pair)}` there"
    host = socket.gethostname()
    return CommuniqueError(f"the worker on {host} lacks the package {model.name}; {how}")


def translate_batch(batch: Batch) -> Done:
    """Translate a batch; a module-level function of plain data, so that any worker can run it.

    Raises:
        CommuniqueError: the engine cannot, whatever the sentences.
    """
    task = batch.task
    engine = load(task.model, task.settings)
    return engine.translate(batch.sentences, task.pair, aligned=task.aligned, best=task.best)


def load(model: Model, settings: Settings) -> Engine:
    """Return the engine of a model, loaded once in each process.

    Raises:
        CommuniqueError: it cannot be had.
    """
    loaded: Engine = _module(model).load(model, settings)
    return loaded


def fingerprint(model: Model) -> str:
    """Return a digest of what decides a model's output, for cache keys."""
    return str(_module(model).fingerprint(model))


def _module(model: Model) -> Any:
    return import_module(ENGINES[model.engine])
