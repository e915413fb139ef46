"""A package of Argos's full size with random weights, to time what nobody can download here.

Six encoder and six decoder layers of width 512, eight heads, feed-forward 2048, a vocabulary of
32,000, int8: what Argos's training recipe makes. The subwords are the starter's, filled up to
32,000 with some that no text has, so that sentences come in real lengths. What it says is noise;
how long it takes is not, if the length of what it says is forced.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import common_spec, transformer_spec

from communique.engines import packages

LAYERS, WIDTH, HEADS, INNER, WORDS, LONGEST = 6, 512, 8, 2048, 32_000, 512


def make(folder: Path) -> Path:
    """Make the package in a folder, unless it is there; return its path."""
    package = folder / "translate-en_es-synthetic"
    if (package / "metadata.json").is_file():
        return package
    shutil.rmtree(package, ignore_errors=True)
    (package / "model").mkdir(parents=True)
    starter = next(one for one in packages.shipped() if one.pair == ("en", "es")).path
    shutil.copyfile(starter / "sentencepiece.model", package / "sentencepiece.model")
    words = json.loads((starter / "model" / "shared_vocabulary.json").read_text("utf-8"))
    words += [f"▁filler{number}" for number in range(len(words), WORDS)]
    _model(words).save(str(package / "model"))
    metadata = {
        "package_version": "1.0", "argos_version": "1.9.0",
        "from_code": "en", "from_name": "English", "to_code": "es", "to_name": "Spanish",
    }  # fmt: skip
    (package / "metadata.json").write_text(json.dumps(metadata), "utf-8")
    return package


def _model(words: list[str]) -> transformer_spec.TransformerSpec:
    spec = transformer_spec.TransformerSpec.from_config((LAYERS, LAYERS), HEADS, pre_norm=True)
    chance = np.random.default_rng(7)
    embedding = _random(chance, len(words), WIDTH)
    positions = _positions()
    spec.encoder.embeddings[0].weight = embedding
    spec.decoder.embeddings.weight = embedding
    spec.decoder.projection.weight = embedding
    spec.decoder.projection.bias = np.zeros(len(words), dtype=np.float32)
    for half in (spec.encoder, spec.decoder):
        half.position_encodings.encodings = positions
        _norm(half.layer_norm)
        for layer in half.layer:
            _attention(chance, layer.self_attention, (3 * WIDTH, WIDTH))
            if half is spec.decoder:
                _attention(chance, layer.attention, (WIDTH, 2 * WIDTH, WIDTH))
            _norm(layer.ffn.layer_norm)
            _linear(chance, layer.ffn.linear_0, INNER, WIDTH)
            _linear(chance, layer.ffn.linear_1, WIDTH, INNER)
    spec.register_source_vocabulary(words)
    spec.register_target_vocabulary(words)
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _attention(chance: np.random.Generator, spec: Any, sizes: tuple[int, ...]) -> None:
    _norm(spec.layer_norm)
    for linear, size in zip(spec.linear, sizes, strict=True):
        _linear(chance, linear, size, WIDTH)


def _linear(
    chance: np.random.Generator, spec: common_spec.LinearSpec, size: int, width: int
) -> None:
    spec.weight = _random(chance, size, width)
    spec.bias = np.zeros(size, dtype=np.float32)


def _norm(spec: common_spec.LayerNormSpec) -> None:
    spec.gamma = np.ones(WIDTH, dtype=np.float32)
    spec.beta = np.zeros(WIDTH, dtype=np.float32)


def _random(chance: np.random.Generator, rows: int, columns: int) -> Any:
    return chance.normal(0, columns**-0.5, (rows, columns)).astype(np.float32)


def _positions() -> Any:
    """Sines and cosines of each position, as the Transformer has them."""
    angles = np.arange(LONGEST)[:, None] / 10_000 ** (np.arange(0, WIDTH, 2) / WIDTH)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
