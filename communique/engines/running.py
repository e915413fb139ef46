"""Which module drives a model, and running a batch: what a worker of any kind calls."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from communique.engines.base import Batch, Done, Engine, Model, Settings

#: The engines there are, and the module of each: it has ``load`` and ``fingerprint``.
ENGINES = {
    "argos": "communique.engines.argos",
    "libretranslate": "communique.engines.libretranslate",
}


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
