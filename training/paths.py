"""Where the recipe reads and writes by default, and the options that change it."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared" / "data"
REGISTER = Path(__file__).resolve().with_name("register")
WORK = Path(__file__).resolve().with_name("work")


def parser(description: str | None) -> ArgumentParser:
    """Return a parser with the options that every step of the recipe has."""
    options = ArgumentParser(description=description, formatter_class=RawDescriptionHelpFormatter)
    options.add_argument("--work", type=folder, default=WORK, help="folder of what is built here")
    options.add_argument("--tests", type=folder, default=SHARED, help="folder of udhr.en-*.tsv")
    return options


def folder(text: str) -> Path:
    """Return a path given on the command line; a file there is refused."""
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise ArgumentTypeError(f"{path} is no folder")
    return path


def tokeniser(work: Path) -> Path:
    """Return where the SentencePiece model lies in a work folder."""
    return work / "sentencepiece.model"


def pairs(work: Path, language: str) -> Path:
    """Return where the training pairs of a language lie."""
    return work / f"pairs.{language}.npz"


def held_out(work: Path, language: str) -> Path:
    """Return where the pairs held out of training lie."""
    return work / f"dev.{language}.npz"


def links(work: Path, language: str) -> Path:
    """Return where the word alignments of the training pairs lie."""
    return work / f"links.{language}.npz"


def checkpoint(work: Path) -> Path:
    """Return where the state of an unfinished training lies."""
    return work / "checkpoint.pt"


def model(work: Path) -> Path:
    """Return where the weights of the finished training lie."""
    return work / "model.pt"
