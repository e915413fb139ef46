"""Token ids and alignments → the weights of one model for all languages.

    python -m training.train --minutes 95 [--start PACKAGE] [--resume]

Two stages: until 60 % of the time all corpora, after that the register of public statements,
parliament and news above all. What is kept is the average of the weights over the last quarter.
``--start`` begins with the weights of a package, in the second stage and with an eighth of
the learning rates; the optimizers begin anew.
A checkpoint is written with every line of progress; ``--resume`` goes on from it, in the
middle of a round. With ``--steps`` in place of ``--minutes`` the schedule follows the steps, and
the same seed and number of threads give the same model.
"""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from torch import Tensor, nn

from training import data, paths, recover, text
from training.data import Mixture, Part, Row
from training.model import Sizes, Transformer, alignment_loss
from training.optimizer import optimizers

_LATE = 0.6  # share of the time after which the second stage begins
_AVERAGED = 0.75  # share of the time after which weights are averaged
_AVERAGE_EVERY = 20  # steps
_NEWEST = 0.01  # the least that new weights count in the average
_WARMUP = 150  # steps
_DECAY = 0.6  # last share of the time, over which the learning rate falls
_FLOOR = 0.02  # of the learning rate
_SMOOTHING = 0.1
_CLIP = 1.0
_WARM_RATE, _WARM_DECAY = 1 / 8, 0.8  # the same where trained weights are trained on
_LONGEST_STEP = 10.0  # seconds that a step may count: the process may have been stopped in it
_MEASURED = 50  # held-out pairs at a time

Weights = dict[str, Tensor]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step; see the module."""
    options = _options(arguments)
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)

    processor = sentencepiece.SentencePieceProcessor(model_file=str(paths.tokeniser(options.work)))
    sizes = Sizes(len(processor), options.width, options.heads, options.inner,
                  options.encoder, options.decoder)  # fmt: skip
    trainer = Trainer(sizes, load_mixture(options.work), Recipe.of(options))
    print(f"{sum(each.numel() for each in trainer.model.parameters()) / 1e6:.2f} M parameters")
    path = paths.checkpoint(options.work)
    if options.start:
        trainer.start(recover.recover(options.start)["weights"])
    if options.resume:
        trainer.restore(torch.load(path, weights_only=True))
    for line in trainer.run(load_held_out(options.work), options.every):
        print(line, flush=True)
        save(path, trainer.state())
    save(paths.model(options.work), trainer.result())


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = paths.parser(__doc__)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, default=95.0)
    length.add_argument("--steps", type=int, help="in place of --minutes: reproducible")
    parser.add_argument("--start", type=paths.folder, metavar="PACKAGE", help="its weights first")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument("--every", type=float, default=180.0, help="seconds between reports")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tokens", type=int, default=4_000, help="in a batch, on a side")
    parser.add_argument("--matrix-rate", type=float, default=0.02, help="learning rate of Muon")
    parser.add_argument("--vector-rate", type=float, default=1.5e-3, help="that of AdamW")
    parser.add_argument("--adamw", action="store_true", help="AdamW for all, to compare")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--inner", type=int, default=1024)
    parser.add_argument("--encoder", type=int, default=4, help="layers")
    parser.add_argument("--decoder", type=int, default=2, help="layers")
    return parser.parse_args(arguments)


@dataclass(frozen=True)
class Recipe:
    """How a model is trained; ``steps``, where given, rules in place of ``minutes``.

    ``warm`` says that its weights are trained already.
    """

    minutes: float = 95.0
    steps: int | None = None
    seed: int = 0
    tokens: int = 4_000
    matrix_rate: float = 0.02
    vector_rate: float = 1.5e-3
    muon: bool = True
    warm: bool = False

    @classmethod
    def of(cls, options: Namespace) -> Recipe:
        """Return the recipe given on the command line."""
        return cls(options.minutes, options.steps, options.seed, options.tokens,
                   options.matrix_rate, options.vector_rate, not options.adamw,
                   options.start is not None)  # fmt: skip


def load_mixture(work: Path) -> Mixture:
    """Return the training pairs of all languages with their alignments."""
    return Mixture(
        [
            Part(
                data.TAGS[language],
                data.load_pairs(paths.pairs(work, language)),
                data.load_links(paths.links(work, language)),
            )
            for language in text.LANGUAGES
        ]
    )


def load_held_out(work: Path) -> dict[str, list[Row]]:
    """Return the pairs held out of training, by language; those of the register apart."""
    held_out = {}
    for language in text.LANGUAGES:
        pairs = data.load_pairs(paths.held_out(work, language))
        rows = data.held_out_rows(pairs, data.TAGS[language])
        written = (pairs.groups == data.Group.REGISTER).tolist()
        held_out[language] = [row for row, ours in zip(rows, written, strict=True) if not ours]
        ours = [row for row, ours in zip(rows, written, strict=True) if ours]
        held_out[f"{language} register"] = ours
    return held_out


@dataclass
class Progress:
    """How far a training has come; ``place`` is the next batch in the round."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    round: int = 0
    place: int = 0
    late: bool = False
    averaged: int = 0


class Trainer:
    """A model in training.

    Args:
        sizes: of the model.
        mixture: what to train on.
        recipe: how.
    """

    def __init__(self, sizes: Sizes, mixture: Mixture, recipe: Recipe) -> None:
        self.model = Transformer(sizes)
        self.progress = Progress(late=recipe.warm)
        self._mixture = mixture
        self._recipe = recipe
        self._optimizers = optimizers(
            self.model, recipe.matrix_rate, recipe.vector_rate, muon=recipe.muon
        )
        self._rates = [each.defaults["lr"] for each in self._optimizers]
        self._average: Weights = {}
        self._batches = self._draw()

    @property
    def done(self) -> float:
        """The share of the training that is over."""
        if self._recipe.steps is not None:
            return self.progress.step / max(1, self._recipe.steps)
        return self.progress.seconds / (self._recipe.minutes * 60)

    def start(self, weights: Weights) -> None:
        """Begin with trained weights in place of random ones."""
        self.model.load_state_dict(weights)

    def run(self, held_out: Mapping[str, Sequence[Row]], every: float) -> Iterator[str]:
        """Train to the end; yield a line of progress every so many seconds, and at the end."""
        losses = RunningMean()
        reported = self.progress.seconds
        while self.done < 1:
            started = time.monotonic()
            losses.add(*self.step())
            self.progress.seconds += min(time.monotonic() - started, _LONGEST_STEP)
            if self.progress.seconds - reported >= every:
                yield self._report(losses, held_out)
                losses = RunningMean()
                reported = self.progress.seconds
        yield self._report(losses, held_out)

    def step(self) -> tuple[float, int]:
        """Train on one batch; return the mean loss and the number of target tokens."""
        done = self.done
        batch = data.collate([self._mixture.row(place) for place in self._next()])
        source, mask, target, labels, links = (torch.from_numpy(array) for array in batch)
        self.progress.step += 1
        self._set_rates(learning_rate(self.progress.step, done, warm=self._recipe.warm))
        with torch.autocast("cpu", torch.bfloat16):
            states, attention = self.model(source, mask, target)
            loss, tokens = self.model.translation_loss(states, labels, _SMOOTHING)
            guide = alignment_loss(attention, links)
        self.model.zero_grad(set_to_none=True)
        (loss + guide_weight(done, warm=self._recipe.warm) * guide).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), _CLIP)
        for optimizer in self._optimizers:
            optimizer.step()
        self.progress.tokens += tokens
        if done > _AVERAGED and self.progress.step % _AVERAGE_EVERY == 0:
            self._take_into_average()
        return loss.item(), tokens

    def _next(self) -> list[int]:
        progress = self.progress
        if progress.place >= len(self._batches):  # fewer than before, if the pairs are others
            progress.round += 1
            progress.place = 0
            progress.late = self._recipe.warm or self.done > _LATE
            self._batches = self._draw()
        progress.place += 1
        return self._batches[progress.place - 1]

    def _draw(self) -> list[list[int]]:
        seed = (self._recipe.seed, self.progress.round)
        return data.draw(self._mixture, self._recipe.tokens, late=self.progress.late, seed=seed)

    def _set_rates(self, share: float) -> None:
        for optimizer, rate in zip(self._optimizers, self._rates, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * share

    def _take_into_average(self) -> None:
        self.progress.averaged += 1
        weights = self.model.state_dict()
        if not self._average:
            self._average = {name: weight.clone() for name, weight in weights.items()}
        share = max(1 / self.progress.averaged, _NEWEST)
        for name, weight in weights.items():
            self._average[name].lerp_(weight, share)

    def _report(self, losses: RunningMean, held_out: Mapping[str, Sequence[Row]]) -> str:
        progress = self.progress
        measured = ", ".join(
            f"{key} {measure(self.model, rows):.3f}" for key, rows in held_out.items()
        )
        return (
            f"{self.done:4.0%} {progress.seconds / 60:6.1f} min, step {progress.step:,}, "
            f"{progress.tokens / 1e6:.2f} M tokens ({progress.tokens / progress.seconds:,.0f}/s), "
            f"loss {losses.mean:.3f}, held out: {measured}"
        )

    def state(self) -> dict[str, Any]:
        """Return all that is needed to go on from here."""
        return {
            "weights": self.model.state_dict(),
            "average": self._average,
            "optimizers": [each.state_dict() for each in self._optimizers],
            "progress": asdict(self.progress),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state that a trainer of the same sizes and recipe was in."""
        self.model.load_state_dict(state["weights"])
        self._average = state["average"]
        for optimizer, saved in zip(self._optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.progress = Progress(**state["progress"])
        self._batches = self._draw()

    def result(self) -> dict[str, Any]:
        """Return the averaged weights (or the last, before there is an average) and the sizes."""
        return {
            "sizes": asdict(self.model.sizes),
            "weights": self._average or self.model.state_dict(),
            "progress": asdict(self.progress),
        }


class RunningMean:
    """The mean of values that count differently."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._count = 0

    def add(self, value: float, count: int) -> None:
        """Take in a mean of ``count`` values."""
        self._sum += value * count
        self._count += count

    @property
    def mean(self) -> float:
        """The mean so far."""
        return self._sum / max(1, self._count)


def learning_rate(step: int, done: float, *, warm: bool = False) -> float:
    """Return the share of the full learning rate: a short rise, level, a long straight fall."""
    highest, decay = (_WARM_RATE, _WARM_DECAY) if warm else (1.0, _DECAY)
    fall = min(1.0, (1 - done) / decay)
    return highest * min(step / _WARMUP, 1.0) * (fall * (1 - _FLOOR) + _FLOOR)


def guide_weight(done: float, *, warm: bool = False) -> float:
    """Return how much the alignment counts: all at first, a tenth from 45 % of the time on."""
    return 0.1 if warm else max(0.1, 1 - 2 * done)


@torch.no_grad()
def measure(model: Transformer, rows: Sequence[Row]) -> float:
    """Return the mean cross-entropy of the rows' target tokens, in nats."""
    losses = RunningMean()
    for start in range(0, len(rows), _MEASURED):
        batch = data.collate(rows[start : start + _MEASURED])
        source, mask, target, labels, _ = (torch.from_numpy(array) for array in batch)
        with torch.autocast("cpu", torch.bfloat16):
            states, _ = model(source, mask, target)
            loss, tokens = model.translation_loss(states, labels)
        losses.add(loss.item(), tokens)
    return losses.mean


def save(path: Path, state: Mapping[str, Any]) -> None:
    """Write a state to a file, which is at no time half written."""
    unfinished = path.with_suffix(".tmp")
    torch.save(dict(state), unfinished)
    unfinished.replace(path)


if __name__ == "__main__":
    main()
