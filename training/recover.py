"""A package's int8 model → float weights again, to train on from when no checkpoint is left.

    python -m training.recover PACKAGE

Writes ``model.pt`` as a training does, the inverse of ``training.convert``; what int8 rounded
away stays lost. The file is CTranslate2's: the version of the format; the name and the revision
of the specification; the variables, each with its name, dimensions, type and bytes; aliases.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
from numpy.typing import NDArray

from training import paths
from training.model import Sizes

FORMAT = 6  # the one that CTranslate2 4 writes
_SPECIFICATION = "TransformerSpec"
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)  # by their number in the file
_SCALE = "_scale"  # ends the name of what quantised rows were multiplied by

Variables = dict[str, NDArray[Any]]

# What a layer's parts are called in CTranslate2 and here.
_SELF_ATTENTION = {
    "self_attention/layer_norm": "attention.norm",
    "self_attention/linear_0": "attention.query_key_value",
    "self_attention/linear_1": "attention.output",
}
_CROSS_ATTENTION = {
    "attention/layer_norm": "cross_attention.norm",
    "attention/linear_0": "cross_attention.query",
    "attention/linear_1": "cross_attention.key_value",
    "attention/linear_2": "cross_attention.output",
}
_NETWORK = {
    "ffn/layer_norm": "network.norm",
    "ffn/linear_0": "network.inner",
    "ffn/linear_1": "network.output",
}
_LAYERS = {
    "encoder": _SELF_ATTENTION | _NETWORK,
    "decoder": _SELF_ATTENTION | _CROSS_ATTENTION | _NETWORK,
}
_PARAMETERS = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}
_WHOLE = {
    "decoder/embeddings/weight": "embedding.weight",
    "decoder/projection/bias": "output_bias",
    "decoder/position_encodings/encodings": "position",
    "encoder/layer_norm/gamma": "encoder_norm.weight",
    "encoder/layer_norm/beta": "encoder_norm.bias",
    "decoder/layer_norm/gamma": "decoder_norm.weight",
    "decoder/layer_norm/beta": "decoder_norm.bias",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step; see the module."""
    parser = paths.parser(__doc__)
    parser.add_argument("package", type=paths.folder, metavar="PACKAGE")
    options = parser.parse_args(arguments)
    recovered = recover(options.package)
    options.work.mkdir(parents=True, exist_ok=True)
    torch.save(recovered, paths.model(options.work))
    print(f"{paths.model(options.work)}: {Sizes(**recovered['sizes'])}")


def recover(package: Path) -> dict[str, Any]:
    """Return ``sizes`` and ``weights`` of a package that :mod:`training.convert` wrote.

    Args:
        package: its folder.

    Raises:
        ValueError: if its model is of another format or another network.
    """
    variables = dequantised(read_variables(package / "model" / "model.bin"))
    names = {name: ours for name in variables if (ours := _our_name(name))}
    weights = {ours: torch.from_numpy(variables[name]) for name, ours in names.items()}
    return {"sizes": asdict(_sizes(variables)), "weights": weights}


def read_variables(path: Path) -> Variables:
    """Return the variables of a ``model.bin`` by name; what is alike is kept once, with aliases.

    Raises:
        ValueError: if it is no Transformer in format 6.
    """
    with path.open("rb") as file:
        version, name, _ = _number(file, "I"), _text(file), _number(file, "I")
        if (version, name) != (FORMAT, _SPECIFICATION):
            raise ValueError(
                f"{path}: {name} in format {version}, not {_SPECIFICATION} in {FORMAT}"
            )
        variables = dict(_variable(file) for _ in range(_number(file, "I")))
        aliases = {_text(file): _text(file) for _ in range(_number(file, "I"))}
    return variables | {alias: variables[name] for alias, name in aliases.items()}


def dequantised(variables: Mapping[str, NDArray[Any]]) -> Variables:
    """Return variables with int8 matrices as float32, without their scales."""
    return {
        name: value / variables[name + _SCALE][:, None] if name + _SCALE in variables else value
        for name, value in variables.items()
        if not name.endswith(f"weight{_SCALE}")
    }


def _variable(file: BinaryIO) -> tuple[str, NDArray[Any]]:
    name = _text(file)
    shape = [_number(file, "I") for _ in range(_number(file, "B"))]
    kind = _TYPES[_number(file, "B")]
    data = file.read(_number(file, "I"))
    return name, np.frombuffer(bytearray(data), kind).reshape(shape)


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, "H")).rstrip(b"\0").decode()


def _number(file: BinaryIO, kind: str) -> int:
    form = f"<{kind}"
    (number,) = struct.unpack(form, file.read(struct.calcsize(form)))
    return int(number)


def _our_name(name: str) -> str | None:
    """Return what a variable is called in :class:`training.model.Transformer`, if it is there."""
    if name in _WHOLE:
        return _WHOLE[name]
    half, _, rest = name.partition("/layer_")
    number, _, rest = rest.partition("/")
    part, _, parameter = rest.rpartition("/")
    if number.isdigit() and part in _LAYERS.get(half, {}):
        return f"{half}.{number}.{_LAYERS[half][part]}.{_PARAMETERS[parameter]}"
    return None


def _sizes(variables: Mapping[str, NDArray[Any]]) -> Sizes:
    vocabulary, width = variables["decoder/embeddings/weight"].shape
    norm = "/self_attention/layer_norm/gamma"
    layers = [name.partition("/")[0] for name in variables if name.endswith(norm)]
    return Sizes(
        vocabulary,
        width,
        int(variables["encoder/num_heads"]),
        len(variables["encoder/layer_0/ffn/linear_0/weight"]),
        layers.count("encoder"),
        layers.count("decoder"),
    )


if __name__ == "__main__":
    main()
