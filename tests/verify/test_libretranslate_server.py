"""Long proof: the real LibreTranslate server serves the starters to our engine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from communique.engines import libretranslate, packages, running
from communique.engines.base import Model, Settings
from communique.errors import CommuniqueError

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / ".venv-peers" / "libretranslate" / "bin" / "python"
LAUNCHER = ROOT / "benchmarks" / "peers" / "libretranslate_server.py"
PAIR = ("en", "es")
COUNT = 100

pytestmark = [
    pytest.mark.verify,
    pytest.mark.skipif(not PYTHON.exists(), reason="`make peers` has not been run"),
]


@dataclass
class Server:
    """A server that runs, and what it runs in."""

    address: str
    process: subprocess.Popen[bytes]

    @property
    def model(self) -> Model:
        """The pair from English to Spanish."""
        return Model("libretranslate", *PAIR, self.address, origin="server")

    def stop(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.wait()


def start(folder: Path, *options: str) -> Server:
    """Start a server with both starters, on a free port of this machine."""
    (folder / "packages").mkdir(parents=True)
    for package in packages.shipped():
        shutil.copytree(package.path, folder / "packages" / package.path.name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    home = dict.fromkeys(("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(folder))
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [str(PYTHON), str(LAUNCHER), "--host", "127.0.0.1", "--port", port, *options],
        cwd=folder,
        env=os.environ | home | {"ARGOS_PACKAGES_DIR": str(folder / "packages")},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    server = Server(f"http://127.0.0.1:{port}", process)
    for _ in range(600):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", int(port))) == 0:
                return server
        assert process.poll() is None, (folder / "log").read_text("utf-8")
        time.sleep(0.1)
    server.stop()
    pytest.fail((folder / "log").read_text("utf-8"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = start(tmp_path_factory.mktemp("libretranslate") / "server")
    yield started
    started.stop()


def sentences() -> list[str]:
    """Return plain sentences of the register."""
    lines = (ROOT / "training" / "register" / "a.tsv").read_text("utf-8").splitlines()
    found = [line.split("\t")[0] for line in lines]
    return [one for one in found if one.endswith(".") and one.isascii()][:COUNT]


def alone(texts: list[str], length_penalty: float) -> list[str]:
    """Return what the starter says by itself, searched as Argos Translate searches."""
    import ctranslate2
    import sentencepiece

    folder = packages.find(*PAIR).path
    tokens = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    model = ctranslate2.Translator(str(folder / "model"))
    results = [
        model.translate_batch([tokens.encode(text, out_type=str)], beam_size=4,
                              length_penalty=length_penalty, replace_unknowns=True)[0]
        for text in texts
    ]  # fmt: skip
    return [tokens.decode(result.hypotheses[0]) for result in results]


def test_it_says_what_the_same_package_says_here(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "installed", list)
    texts = sentences()
    engine = running.load(server.model, Settings())
    done = engine.translate(texts, PAIR).translations
    sound = [n for n, one in enumerate(done) if not one.doubts]
    assert len(sound) >= 0.9 * len(texts)
    there = alone(texts, 0.2)
    same = sum(done[n].text == there[n] for n in sound)
    assert same >= 0.95 * len(sound)
    here = running.load(
        Model("argos", *PAIR, str(packages.find(*PAIR).path)), Settings()
    ).translate(texts, PAIR)
    close = sum(one.text == other.text for one, other in zip(done, here.translations, strict=True))
    assert close >= 0.6 * len(texts)  # another length penalty


def test_it_offers_the_starters_and_alternatives(server: Server) -> None:
    assert libretranslate.offered(server.address) == {("en", "es"), ("en", "fr")}
    assert running.fingerprint(server.model).startswith(f"{server.address} 1.")
    engine = running.load(server.model, Settings())
    found = engine.translate(["We demand peace.", "12"], PAIR, best=4).translations
    assert found[0].text == "Exigimos la paz."
    assert 1 <= len(found[0].others) <= 3
    assert found[1].text == "12"


def test_a_pair_that_it_lacks(server: Server) -> None:
    model = replace(server.model, target="de")
    with pytest.raises(CommuniqueError, match="does not translate en→de; it offers en→es, en→fr"):
        running.load(model, Settings()).translate(["We demand peace."], ("en", "de"))


def test_limits_and_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ("--batch-limit", "3", "--char-limit", "200", "--alternatives-limit", "2")
    strict = start(tmp_path / "server", *options, "--api-keys")
    try:
        engine = running.load(strict.model, Settings())
        long = "The council called for peace, " * 10 + "and it will not be silent."
        texts = [*sentences()[:10], long]
        done = engine.translate(texts, PAIR, best=4).translations
        assert all(one.text for one in done[:10])
        assert len(done[0].others) <= 2
        monkeypatch.setenv(libretranslate.KEY, "no such key")
        with pytest.raises(CommuniqueError, match=f"Invalid API key.*{libretranslate.KEY}"):
            engine.translate(["Water is a public good."], PAIR)
    finally:
        strict.stop()


def test_killed_in_the_middle(tmp_path: Path) -> None:
    mortal = start(tmp_path / "server")
    engine = running.load(mortal.model, Settings())
    assert engine.translate(["We demand peace."], PAIR).translations[0].text
    mortal.stop()
    with pytest.raises(CommuniqueError, match="cannot be reached"):
        engine.translate(["We demand peace."], PAIR)
    assert running.fingerprint(mortal.model) == mortal.address
