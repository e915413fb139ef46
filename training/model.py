"""The network: a small pre-norm Transformer with one cross-attention head that aligns.

Vaswani et al. (2017), *Attention Is All You Need*, https://arxiv.org/abs/1706.03762, in the
pre-norm form, with tied embeddings; the head: Garg et al. (2019), *Jointly Learning to Align and
Translate with Transformer Models*, https://arxiv.org/abs/1909.02074. No dropout: in an hour and
a half the model sees most pairs less than twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.data import IGNORED

LONGEST = 512  # positions

_HIDDEN = -1e9  # what masks add to a score
_CHUNK = 768  # rows whose logits stay in a core's cache


@dataclass(frozen=True)
class Sizes:
    """The dimensions of the network; ``encoder`` and ``decoder`` count layers."""

    vocabulary: int
    width: int = 256
    heads: int = 4
    inner: int = 1024
    encoder: int = 4
    decoder: int = 2


class Transformer(nn.Module):
    """An encoder and a decoder over one vocabulary, whose embeddings are also the output layer.

    Args:
        sizes: the dimensions; ``width`` is a multiple of ``heads``.
    """

    position: Tensor
    future: Tensor

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.embedding = nn.Embedding(sizes.vocabulary, sizes.width)
        nn.init.normal_(self.embedding.weight, 0, sizes.width**-0.5)
        self.output_bias = nn.Parameter(torch.zeros(sizes.vocabulary))
        self.encoder = nn.ModuleList(EncoderLayer(sizes) for _ in range(sizes.encoder))
        self.encoder_norm = nn.LayerNorm(sizes.width)
        self.decoder = nn.ModuleList(DecoderLayer(sizes) for _ in range(sizes.decoder))
        self.decoder_norm = nn.LayerNorm(sizes.width)
        self.register_buffer("position", sinusoids(LONGEST, sizes.width))
        future = torch.full((LONGEST, LONGEST), _HIDDEN).triu(1)
        self.register_buffer("future", future, persistent=False)

    def forward(self, source: Tensor, source_mask: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Read source and target, each token of the target knowing only those before it.

        Args:
            source: ids, (pairs, source length).
            source_mask: true where there is a token, same shape.
            target: ids, (pairs, target length).

        Returns:
            the states, (pairs, target length, width), and the log-attention of the aligning
            head, (pairs, target length, source length).
        """
        hidden = torch.zeros(source_mask.shape).masked_fill(~source_mask, _HIDDEN)[:, None, None]
        memory = self._embed(source)
        for layer in self.encoder:
            memory = layer(memory, hidden)
        memory = self.encoder_norm(memory)

        length = target.shape[1]
        future = self.future[:length, :length]
        states = self._embed(target)
        for layer in self.decoder:
            states, query, key = layer(states, future, memory, hidden)
        return self.decoder_norm(states), log_attention(query[:, 0], key[:, 0], hidden[:, 0])

    def _embed(self, ids: Tensor) -> Tensor:
        scaled = self.embedding(ids) * math.sqrt(self.sizes.width)
        return scaled + self.position[: ids.shape[1]]

    def translation_loss(
        self, states: Tensor, labels: Tensor, smoothing: float = 0.0
    ) -> tuple[Tensor, int]:
        """Return the mean cross-entropy of the labels, and of how many tokens it is the mean."""
        kept = (labels.flatten() != IGNORED).nonzero()[:, 0]
        states = states.flatten(0, 1)[kept]
        loss = LinearCrossEntropy.apply(
            states, self.embedding.weight, self.output_bias, labels.flatten()[kept], smoothing
        )
        return loss, kept.numel()


def alignment_loss(attention: Tensor, links: Tensor) -> Tensor:
    """Return the mean negative log-attention that linked target tokens pay their source.

    Args:
        attention: log-attention, (pairs, target length, source length).
        links: places in the source, (pairs, target length).
    """
    total = functional.nll_loss(
        attention.flatten(0, 1), links.flatten(), ignore_index=IGNORED, reduction="sum"
    )
    return total / (links != IGNORED).sum().clamp(min=1)


class EncoderLayer(nn.Module):
    """Self-attention, then a feed-forward network, each added to what it reads."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.attention = SelfAttention(sizes)
        self.network = FeedForward(sizes)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Return the states after this layer; ``mask`` is added to the scores."""
        return self.network(self.attention(states, mask))


class DecoderLayer(nn.Module):
    """Self-attention, cross-attention and a feed-forward network."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.attention = SelfAttention(sizes)
        self.cross_attention = CrossAttention(sizes)
        self.network = FeedForward(sizes)

    def forward(
        self, states: Tensor, mask: Tensor, memory: Tensor, memory_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the states after this layer, and the queries and keys of its cross-attention."""
        states = self.attention(states, mask)
        states, query, key = self.cross_attention(states, memory, memory_mask)
        return self.network(states), query, key


class Packed(nn.Linear):
    """Several linear maps of one input in one matrix, as CTranslate2 keeps them too.

    Args:
        sizes: each map goes from ``width`` to ``width``.
        parts: how many maps.
    """

    def __init__(self, sizes: Sizes, parts: int) -> None:
        super().__init__(sizes.width, parts * sizes.width)
        self.parts = parts
        self._heads = sizes.heads

    def split(self, states: Tensor) -> list[Tensor]:
        """Return for each map its output, (pairs, heads, length, width of a head)."""
        maps = self(states).chunk(self.parts, -1)
        return [each.unflatten(-1, (self._heads, -1)).transpose(1, 2) for each in maps]


class SelfAttention(nn.Module):
    """Pre-norm self-attention with its residual."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(sizes.width)
        self.query_key_value = Packed(sizes, 3)
        self.output = nn.Linear(sizes.width, sizes.width)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Return the states after attention; ``mask`` is added to the scores."""
        query, key, value = self.query_key_value.split(self.norm(states))
        return states + self.output(attend(query, key, value, mask))


class CrossAttention(nn.Module):
    """Pre-norm attention to the encoder's memory with its residual."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(sizes.width)
        self.query = Packed(sizes, 1)
        self.key_value = Packed(sizes, 2)
        self.output = nn.Linear(sizes.width, sizes.width)

    def forward(
        self, states: Tensor, memory: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the states after attention, the queries and the keys."""
        (query,) = self.query.split(self.norm(states))
        key, value = self.key_value.split(memory)
        return states + self.output(attend(query, key, value, mask)), query, key


class FeedForward(nn.Module):
    """Pre-norm feed-forward network with its residual."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(sizes.width)
        self.inner = nn.Linear(sizes.width, sizes.inner)
        self.output = nn.Linear(sizes.inner, sizes.width)

    def forward(self, states: Tensor) -> Tensor:
        """Return the states after the network."""
        return states + self.output(functional.relu(self.inner(self.norm(states))))


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Return scaled dot-product attention, heads joined: (pairs, length, width).

    On a CPU, in bfloat16 and at the lengths of sentences, this is faster than PyTorch's flash
    kernel. Autocast would take the softmax to float32 and back.
    """
    scores = (query * query.shape[-1] ** -0.5) @ key.transpose(2, 3)
    scores = scores + mask.to(scores.dtype)
    with torch.autocast("cpu", enabled=False):
        mixed = scores.softmax(-1).to(value.dtype) @ value
    return mixed.transpose(1, 2).flatten(2)


def log_attention(query: Tensor, key: Tensor, mask: Tensor) -> Tensor:
    """Return the logarithm of one head's attention, in float32: (pairs, target, source)."""
    scores = (query @ key.transpose(1, 2)).float() / math.sqrt(query.shape[-1])
    return functional.log_softmax(scores + mask, -1)


def sinusoids(length: int, width: int) -> Tensor:
    """Return position encodings (length × width): sines in the first half, cosines after."""
    places = torch.arange(length, dtype=torch.float64)[:, None]
    rates = 10_000 ** (-2 * torch.arange(width // 2, dtype=torch.float64) / width)
    return torch.cat([(places * rates).sin(), (places * rates).cos()], -1).float()


class LinearCrossEntropy(torch.autograd.Function):
    """The output layer and its label-smoothed cross-entropy in one.

    The gradients are made together with the loss, a few hundred rows at a time, so that the
    logits of a batch (146 MB for 3,650 tokens in float32) are never in memory at once. The idea
    is that of Hsu et al. (2024), *Liger Kernel*, https://arxiv.org/abs/2410.10989.
    """

    @staticmethod
    def forward(
        ctx: Any, states: Tensor, weight: Tensor, bias: Tensor, labels: Tensor, smoothing: float
    ) -> Tensor:
        """Return the mean loss.

        Args:
            ctx: PyTorch's context.
            states: (tokens, width).
            weight: (vocabulary, width).
            bias: (vocabulary,).
            labels: (tokens,).
            smoothing: share of the probability that is spread over the vocabulary.
        """
        states, narrow, narrow_bias = states.bfloat16(), weight.bfloat16(), bias.bfloat16()
        total = torch.zeros(())
        state_gradients = torch.empty_like(states)
        weight_gradient = torch.zeros_like(weight)
        bias_gradient = torch.zeros_like(bias)
        for start in range(0, len(states), _CHUNK):
            rows = slice(start, start + _CHUNK)
            logits = torch.addmm(narrow_bias, states[rows], narrow.T).float()
            loss, gradient = _smoothed(logits, labels[rows], smoothing)
            gradient /= len(states)
            bias_gradient += gradient.sum(0)
            gradient = gradient.bfloat16()
            state_gradients[rows] = gradient @ narrow
            weight_gradient += (gradient.T @ states[rows]).float()
            total += loss
        ctx.save_for_backward(state_gradients, weight_gradient, bias_gradient)
        return total / len(states)

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradients, made already, times the outer one."""
        (gradient,) = outer
        return *(each * gradient for each in ctx.saved_tensors), None, None


def _smoothed(logits: Tensor, labels: Tensor, smoothing: float) -> tuple[Tensor, Tensor]:
    """Return the summed loss of some rows and its gradient, which overwrites the logits."""
    labels = labels[:, None]
    highest = logits.amax(-1, keepdim=True)
    at_label = logits.gather(1, labels)
    mean = logits.mean(-1, keepdim=True)
    total = logits.sub_(highest).exp_().sum(-1, keepdim=True)
    loss = (total.log() + highest - (1 - smoothing) * at_label - smoothing * mean).sum()
    gradient = logits.div_(total).sub_(smoothing / logits.shape[1])
    gradient.scatter_add_(1, labels, torch.full_like(at_label, smoothing - 1))
    return loss, gradient
