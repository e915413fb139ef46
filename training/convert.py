"""Trained weights → an Argos package for each language, in CTranslate2's int8.

    python -m training.convert [--out FOLDER] [--version 0.1]

All packages hold the same ``model.bin``. What tells the model the language is its tag, which
``config.json`` has CTranslate2 put before the source and at the start of the decoder.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sentencepiece
import torch
from ctranslate2.specs import transformer_spec
from numpy.typing import NDArray

from training import data, evaluate, model_card, paths, text
from training.model import Sizes

ARGOS_VERSION = "1.9.0"  # the oldest Argos whose packages look like this
LONGEST = 50  # tokens; on longer held-out sentences, cutting there beat 25, 35 and 70
NAMES = {"en": "English", "es": "Spanish", "fr": "French", "eo": "Esperanto"}

Weights = Mapping[str, NDArray[np.float32]]


class Direction(NamedTuple):
    """From which language into which a package translates; ``tag`` is the id of its tag."""

    source: str
    target: str
    tag: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step; see the module."""
    parser = paths.parser(__doc__)
    parser.add_argument("--out", type=paths.folder, help="default: packages/ in the work folder")
    parser.add_argument("--version", default="0.1", help="of the packages")
    options = parser.parse_args(arguments)
    trained = torch.load(paths.model(options.work), weights_only=True)
    for language in text.LANGUAGES:
        name = f"translate-en_{language}-{options.version.replace('.', '_')}"
        package = (options.out or options.work / "packages") / name
        direction = Direction("en", language, data.TAGS[language])
        write_package(package, direction, trained, paths.tokeniser(options.work), options.version)
        score = evaluate.measure(package, options.tests)
        model_card.write(package, score)
        print(f"{package}\n  {score}")


def write_package(
    package: Path,
    direction: Direction,
    trained: Mapping[str, Any],
    tokeniser: Path,
    version: str,
    *,
    longest: int = LONGEST,
) -> None:
    """Write a package: ``metadata.json``, ``sentencepiece.model``, ``model/``.

    Args:
        package: the folder; what is there is replaced.
        direction: the languages.
        trained: what :meth:`training.train.Trainer.result` returned.
        tokeniser: the SentencePiece model.
        version: of the package.
        longest: tokens that communique gives it at a time.
    """
    shutil.rmtree(package, ignore_errors=True)
    (package / "model").mkdir(parents=True)
    metadata = {
        "package_version": version,
        "argos_version": ARGOS_VERSION,
        "from_code": direction.source,
        "from_name": NAMES[direction.source],
        "to_code": direction.target,
        "to_name": NAMES[direction.target],
        "communique_alignment": True,
        "communique_longest": longest,
    }
    text_of_metadata = json.dumps(metadata, indent=2, ensure_ascii=False)
    (package / "metadata.json").write_text(text_of_metadata + "\n", "utf-8")
    shutil.copyfile(tokeniser, package / "sentencepiece.model")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tokeniser))
    vocabulary = [processor.id_to_piece(number) for number in range(len(processor))]
    weights = arrays(trained["weights"])
    spec = build(Sizes(**trained["sizes"]), weights, vocabulary, direction.tag)
    spec.save(str(package / "model"))


def arrays(weights: Mapping[str, torch.Tensor]) -> dict[str, NDArray[np.float32]]:
    """Return copies of the weights: CTranslate2 changes in place what it is given."""
    return {name: weight.float().numpy().copy() for name, weight in weights.items()}


def build(
    sizes: Sizes, weights: Weights, vocabulary: Sequence[str], tag: int
) -> transformer_spec.TransformerSpec:
    """Return the model as CTranslate2 specifies it, quantised to int8.

    Args:
        sizes: the dimensions of the network.
        weights: its parameters by name; they are changed.
        vocabulary: the subwords in the order of their ids.
        tag: the id of the subword that starts source and target.
    """
    spec = transformer_spec.TransformerSpec.from_config(
        (sizes.encoder, sizes.decoder),
        sizes.heads,
        pre_norm=True,
        alignment_layer=-1,
        alignment_heads=1,
    )
    _fill_encoder(spec.encoder, weights)
    _fill_decoder(spec.decoder, weights)
    spec.register_source_vocabulary(list(vocabulary))
    spec.register_target_vocabulary(list(vocabulary))
    spec.config.add_source_bos = True
    spec.config.bos_token = vocabulary[tag]
    spec.config.decoder_start_token = vocabulary[tag]
    spec.config.eos_token = vocabulary[data.END]
    spec.config.unk_token = vocabulary[data.UNKNOWN]
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _fill_encoder(spec: transformer_spec.TransformerEncoderSpec, weights: Weights) -> None:
    spec.embeddings[0].weight = weights["embedding.weight"]
    spec.position_encodings.encodings = weights["position"]
    for number, layer in enumerate(spec.layer):
        name = f"encoder.{number}"
        _fill_self_attention(layer.self_attention, weights, f"{name}.attention")
        _fill_network(layer.ffn, weights, f"{name}.network")
    _fill_norm(spec.layer_norm, weights, "encoder_norm")


def _fill_decoder(spec: transformer_spec.TransformerDecoderSpec, weights: Weights) -> None:
    spec.embeddings.weight = weights["embedding.weight"]
    spec.position_encodings.encodings = weights["position"]
    for number, layer in enumerate(spec.layer):
        name = f"decoder.{number}"
        _fill_self_attention(layer.self_attention, weights, f"{name}.attention")
        _fill_cross_attention(layer.attention, weights, f"{name}.cross_attention")
        _fill_network(layer.ffn, weights, f"{name}.network")
    _fill_norm(spec.layer_norm, weights, "decoder_norm")
    spec.projection.weight = weights["embedding.weight"]
    spec.projection.bias = weights["output_bias"]


def _fill_self_attention(spec: Any, weights: Weights, name: str) -> None:
    _fill_norm(spec.layer_norm, weights, f"{name}.norm")
    for linear, part in zip(spec.linear, ("query_key_value", "output"), strict=True):
        _fill_linear(linear, weights, f"{name}.{part}")


def _fill_cross_attention(spec: Any, weights: Weights, name: str) -> None:
    _fill_norm(spec.layer_norm, weights, f"{name}.norm")
    for linear, part in zip(spec.linear, ("query", "key_value", "output"), strict=True):
        _fill_linear(linear, weights, f"{name}.{part}")


def _fill_network(spec: Any, weights: Weights, name: str) -> None:
    _fill_norm(spec.layer_norm, weights, f"{name}.norm")
    _fill_linear(spec.linear_0, weights, f"{name}.inner")
    _fill_linear(spec.linear_1, weights, f"{name}.output")


def _fill_linear(spec: Any, weights: Weights, name: str) -> None:
    spec.weight = weights[f"{name}.weight"]
    spec.bias = weights[f"{name}.bias"]


def _fill_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma = weights[f"{name}.weight"]
    spec.beta = weights[f"{name}.bias"]


if __name__ == "__main__":
    main()
