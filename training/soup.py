"""Trained weights, averaged with those of the package that their training began from.

    python -m training.soup PACKAGE [--share 0.7]

Without ``--share`` it prints the held-out losses of some shares of the new weights; with it, it
writes the average in place of ``model.pt``, and leaves the new weights in ``model.new.pt``.
Wortsman et al. (2022), *Robust fine-tuning of zero-shot models*, https://arxiv.org/abs/2109.01903.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from training import paths, recover
from training.model import Sizes, Transformer
from training.train import load_held_out, measure, save

_SHARES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

Weights = dict[str, Tensor]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step; see the module."""
    parser = paths.parser(__doc__)
    parser.add_argument("package", type=paths.folder, metavar="PACKAGE")
    parser.add_argument("--share", type=float, help="of the new weights")
    options = parser.parse_args(arguments)
    old = recover.recover(options.package)["weights"]
    new = torch.load(paths.model(options.work), weights_only=True)
    if options.share is not None:
        save(paths.model(options.work).with_suffix(".new.pt"), new)
        new["weights"] = mixed(old, new["weights"], options.share)
        save(paths.model(options.work), new)
        return
    held_out = load_held_out(options.work)
    model = Transformer(Sizes(**new["sizes"]))
    for share in _SHARES:
        model.load_state_dict(mixed(old, new["weights"], share))
        losses = (f"{name} {measure(model, rows):.3f}" for name, rows in held_out.items())
        print(f"{share:.1f}: {', '.join(losses)}", flush=True)


def mixed(old: Mapping[str, Tensor], new: Mapping[str, Tensor], share: float) -> Weights:
    """Return the weights that lie a share of the way from the old to the new."""
    return {name: weight.lerp(new[name], share) for name, weight in old.items()}


if __name__ == "__main__":
    main()
