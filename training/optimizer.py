"""Muon for the matrices of the network, AdamW for all else.

Jordan et al. (2024), *Muon: An optimizer for hidden layers in neural networks*,
https://kellerjordan.github.io/posts/muon/.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from training.model import Packed, Transformer

# The quintic that takes singular values towards one, from the paper.
_LINEAR, _CUBIC, _QUINTIC = 3.4445, -4.7750, 2.0315
_ITERATIONS = 5
_BETAS = (0.9, 0.98)
_EPSILON = 1e-9


class Muon(torch.optim.Optimizer):
    """Momentum whose every update is made orthogonal, with decoupled weight decay.

    Args:
        groups: dictionaries of ``params`` (matrices) and ``parts``, how many matrices are
            stacked in each of them; every one is made orthogonal by itself.
        lr: learning rate; an update of a matrix has about this spectral norm.
        momentum: of Nesterov's kind.
        weight_decay: share of a weight that is lost at each step, times the learning rate.
    """

    def __init__(
        self,
        groups: Iterable[dict[str, Any]],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.02,
    ) -> None:
        super().__init__(groups, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """Update all matrices that have a gradient."""
        for group in self.param_groups:
            for matrix in group["params"]:
                if matrix.grad is not None:
                    self._update(matrix, group)

    def _update(self, matrix: Tensor, group: dict[str, Any]) -> None:
        state = self.state[matrix]
        if not state:
            state["momentum"] = torch.zeros_like(matrix)
        momentum = state["momentum"].mul_(group["momentum"]).add_(matrix.grad)
        direction = matrix.grad.add(momentum, alpha=group["momentum"])
        parts = direction.chunk(group["parts"])
        update = torch.cat([orthogonal(part) for part in parts])
        rows, columns = parts[0].shape
        scale = max(1.0, rows / columns) ** 0.5
        matrix.mul_(1 - group["lr"] * group["weight_decay"])
        matrix.add_(update, alpha=-group["lr"] * scale)


def orthogonal(matrix: Tensor) -> Tensor:
    """Return a matrix with the same singular vectors and singular values near one.

    Five Newton–Schulz iterations in bfloat16, as in the paper.
    """
    tall = matrix.shape[0] > matrix.shape[1]
    wide = matrix.bfloat16()
    wide = wide.T if tall else wide
    wide = wide / (wide.norm() + 1e-7)
    for _ in range(_ITERATIONS):
        square = wide @ wide.T
        polynomial = _CUBIC * square + _QUINTIC * (square @ square)
        wide = _LINEAR * wide + polynomial @ wide
    return (wide.T if tall else wide).to(matrix.dtype)


def optimizers(
    model: Transformer, matrix_rate: float, vector_rate: float, *, muon: bool = True
) -> list[torch.optim.Optimizer]:
    """Return what trains a model: Muon and AdamW, or AdamW alone to compare with.

    Args:
        model: its linear layers' matrices go to Muon; embeddings, norms and biases to AdamW.
        matrix_rate: learning rate of Muon.
        vector_rate: learning rate of AdamW.
        muon: false gives everything to AdamW.
    """
    if not muon:
        return [_adamw(model.parameters(), vector_rate, weight_decay=0.01)]
    groups = _matrices(model)
    taken = {id(matrix) for group in groups for matrix in group["params"]}
    rest = [each for each in model.parameters() if id(each) not in taken]
    return [Muon(groups, matrix_rate), _adamw(rest, vector_rate, weight_decay=0.0)]


def _adamw(parameters: Iterable[Tensor], rate: float, weight_decay: float) -> torch.optim.AdamW:
    return torch.optim.AdamW(
        parameters, rate, betas=_BETAS, eps=_EPSILON, weight_decay=weight_decay, fused=True
    )


def _matrices(model: Transformer) -> list[dict[str, Any]]:
    groups: dict[int, list[Tensor]] = {}
    for module in model.modules():
        if isinstance(module, nn.Linear):
            parts = module.parts if isinstance(module, Packed) else 1
            groups.setdefault(parts, []).append(module.weight)
    return [{"params": matrices, "parts": parts} for parts, matrices in groups.items()]
