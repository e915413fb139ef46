"""Archives that want to be somewhere else, something else, or very much larger."""

from __future__ import annotations

import contextlib
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.engines.packages.archive import Caps, unpack
from communique.errors import CommuniqueError

from .conftest import package, raw_zip, zipped

TOP = "translate-en_de-1_0"


def opened(tmp_path: Path, content: bytes, caps: Caps | None = None) -> set[str]:
    path = tmp_path / "a.argosmodel"
    path.write_bytes(content)
    folder = tmp_path / "out"
    folder.mkdir()
    unpack(path, folder, caps or Caps())
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


def refused(tmp_path: Path, content: bytes, match: str, caps: Caps | None = None) -> None:
    before = set(tmp_path.iterdir())
    with pytest.raises(CommuniqueError, match=match):
        opened(tmp_path, content, caps)
    assert not any((tmp_path / "out").rglob("*"))
    assert set(tmp_path.iterdir()) - before <= {tmp_path / "a.argosmodel", tmp_path / "out"}


def test_only_what_a_package_needs_is_unpacked(tmp_path: Path) -> None:
    content = package(
        stanza__en__tokenize__x_dot_pt=b"baggage", README_dot_md=b"# About", setup_dot_py=b"boo",
        minisbd__model_dot_onnx=b"baggage",
    )  # fmt: skip
    assert opened(tmp_path, content) == {
        "metadata.json", "model/model.bin", "model/config.json", "sentencepiece.model", "README.md",
    }  # fmt: skip


def test_what_the_finder_adds_is_not_minded(tmp_path: Path) -> None:
    files = {f"{TOP}/metadata.json": b"{}", f"__MACOSX/{TOP}/._metadata.json": b"x"}
    assert opened(tmp_path, raw_zip(files)) == {"metadata.json"}


def link(name: str, kind: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (f"{TOP}/../../evil", "leads out"),
        ("../evil", "leads out"),
        (f"{TOP}/./evil", "leads out"),
        (f"{TOP}//evil", "leads out"),
        (f"{TOP}/model/..", "leads out"),
        ("/etc/evil", "absolute"),
        (f"{TOP}/..\\evil", "leads out"),
        ("\\\\host\\evil", "absolute"),
        ("C:\\evil", "absolute"),
        ("c:evil", "absolute"),
        (f"{TOP}/model/evil@@.bin", "no plain name"),  # a NUL, see below
        (f"{TOP}/model/\u202enib.ledom", "no plain name"),
        (f"{TOP}/model/model\u200b.bin", "no plain name"),
        (f"{TOP}/\uff0e\uff0e/evil", "no plain name"),
        (f"{TOP}/mode\u006c\u0301.bin", "no plain name"),
        (f"{TOP}/model/{'x' * 300}", "no plain name"),
        (link(f"{TOP}/model/model.bin", stat.S_IFLNK), "is a link"),
        (link(f"{TOP}/stanza", stat.S_IFLNK), "is a link"),
        (link(f"{TOP}/model/fifo", stat.S_IFIFO), "is a device"),
        (link(f"{TOP}/model/disk", stat.S_IFBLK), "is a device"),
        (f"{TOP}/metadata.json", "2 times"),
        (f"{TOP}/Metadata.JSON", "2 times"),
        (f"{TOP}/metadata.json/evil", "lies in what is a file"),
        ("other/evil", "here are 2 at the top"),
        ("metadata.json", "here are 2 at the top"),
    ],
    ids=ascii,
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_attacks_are_refused(tmp_path: Path, name: str | zipfile.ZipInfo, says: str) -> None:
    content = raw_zip([(f"{TOP}/metadata.json", b"{}"), (name, b"evil")])
    refused(tmp_path, content.replace(b"@@", b"@\0"), says)


def test_files_without_a_folder_are_no_package(tmp_path: Path) -> None:
    refused(tmp_path, raw_zip({"metadata.json": b"{}"}), "one folder with everything in it")
    (tmp_path / "out").rmdir()
    refused(tmp_path, raw_zip({}), "here are 0 at the top")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zipped({"metadata.json": b"{}", "model/model.bin": b"\0" * 30_000_000})
    assert len(bomb) < 100_000
    refused(tmp_path, bomb, "as a zip bomb does")


def test_caps_on_files_and_bytes(tmp_path: Path) -> None:
    many = zipped({f"model/{n}": b"" for n in range(20)})
    refused(tmp_path, many, "it holds 20 files; 10 are the most", Caps(entries=10))
    (tmp_path / "out").rmdir()
    refused(tmp_path, package(), "unpacks to .* 50 are the most", Caps(size=50))


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    true = zipped({"model/model.bin": b"x" * 70_000})
    size, lie = (70_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert true.count(size) == 2
    with pytest.raises(CommuniqueError, match="no zip file, or a damaged one"):
        opened(tmp_path, true.replace(size, lie))


def test_what_is_damaged_is_told_as_such(tmp_path: Path) -> None:
    whole = package(model__model_dot_bin=bytes(range(256)) * 100)
    place = whole.index(b"model/model.bin") + 60
    flipped = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
    for content in (whole[: len(whole) // 2], b"<html>", b"", flipped):
        with pytest.raises(CommuniqueError, match="no zip file, or a damaged one"):
            unpack(write(tmp_path, content), fresh(tmp_path))


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "a.argosmodel"
    path.write_bytes(content)
    return path


def fresh(tmp_path: Path) -> Path:
    import tempfile

    return Path(tempfile.mkdtemp(dir=tmp_path))


def test_encrypted_and_oddly_packed_files_are_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"metadata.json": b"{}"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    refused(tmp_path, bytes(content), "is encrypted")
    (tmp_path / "out").rmdir()
    info = zipfile.ZipInfo(f"{TOP}/metadata.json")
    info.compress_type = zipfile.ZIP_LZMA
    refused(tmp_path, raw_zip([(info, b"{}")]), "unusual method")


@settings(max_examples=60)
@given(st.lists(st.text(alphabet="./\\ae\x00:é-", max_size=12), min_size=1, max_size=4))
def test_no_name_leads_out(names: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        content = raw_zip({f"{TOP}/model/{one}x": b"x" for one in names})
        (home / "out").mkdir()
        archive = write(home, content)
        with contextlib.suppress(CommuniqueError):
            unpack(archive, home / "out")
        assert {path.name for path in home.iterdir()} == {"out", "a.argosmodel"}
        assert all((home / "out" / "model") in path.parents for path in (home / "out").rglob("*")
                   if path.is_file())  # fmt: skip
