"""Papers in several scripts, and the programmes that read back what was made of them."""

from __future__ import annotations

import struct
import tomllib
import zlib
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from communique.publishing.documents.paper import Paper, Remark
from tests.debian import missing

if TYPE_CHECKING:
    from collections.abc import Callable

_SAMPLES = tomllib.loads(Path(__file__).with_name("samples.toml").read_text(encoding="utf-8"))
LOCALES = tuple(_SAMPLES)


@pytest.fixture(scope="session")
def pango() -> None:
    """Skip where no PDF can be drawn, and fail where CI runs it."""
    try:
        import_module("weasyprint")
    except (ImportError, OSError) as error:
        missing(f"what draws PDF ({error})", "libpango-1.0-0 libpangoft2-1.0-0")


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small PNG of one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    size = struct.pack(">IIBBBBB", 120, 60, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x5c\x8a\xa8" * 120) * 60)
    path: Path = tmp_path_factory.mktemp("pictures") / "map.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
    return path


@pytest.fixture(scope="session")
def samples(picture: Path) -> dict[str, Paper]:
    """One statement in eight languages, by locale."""
    return {locale: _sample(_SAMPLES[locale], picture) for locale in LOCALES}


def _sample(said: dict[str, str], picture: Path) -> Paper:
    heads = ("tag", "direction", "title", "subtitle", "summary", "dateline", "byline", "site")
    return Paper(
        slug="ferry",
        **{name: said[name] for name in heads},
        remarks=(Remark(said["remark"], "https://ferry.example.org/en/ferry/", said["label"]),),
        standing=(said["standing"],),
        body=said["body"],
        images={"map.png": picture},
        published=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        url=f"https://ferry.example.org/{said['tag']}/ferry/",
    )


@pytest.fixture
def paper() -> Callable[..., Paper]:
    """Make a paper of a body and whatever else a test is about."""

    def make(body: str = "<p>Text.</p>", **more: Any) -> Paper:
        values: dict[str, Any] = {
            "slug": "ferry",
            "tag": "en",
            "direction": "ltr",
            "title": "The ferry",
        }
        return Paper(body=body, **values | more)

    return make
