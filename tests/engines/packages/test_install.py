"""Installing: real packages from a real server, and everything that must not get in."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from communique.engines import packages
from communique.engines.packages import lock
from communique.engines.packages.files import files_in, install_files
from communique.engines.packages.install import How, Installed, install, install_file
from communique.engines.packages.removing import remove, unpin
from communique.errors import CommuniqueError, UsageError

from .conftest import META, QUICK, STARTER, Handler, Site, left_over, package, raw_zip, zipped

DE, ES = "/de.argosmodel", "/es.argosmodel"
OFFER = {"path": ES, "to_code": "es", "package_version": STARTER.version}


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    return tmp_path / lock.FILE


def how(lock_file: Path | None = None, *, untried: bool = True, upgrade: bool = False) -> How:
    return How(lock_file, untried, upgrade, QUICK)


def here(root: Path) -> list[str]:
    """What Argos itself sees there, and nothing of ours beside."""
    from argostranslate.package import get_installed_packages

    assert left_over(root) == []
    found = get_installed_packages([root])
    return sorted(f"{one.from_code}-{one.to_code} {one.package_version}" for one in found)


def test_a_real_package_is_fetched_tried_and_translates(
    index_at: Site, root: Path, pins: Path, starter_archive: bytes
) -> None:
    from communique.engines.argos import ArgosEngine
    from communique.engines.base import Settings

    index_at.files[ES] = starter_archive
    index_at.offer(OFFER)
    done = install("en", "es_AR", how(pins, untried=False))
    assert done.trial is not None
    assert done.trial.passed
    assert done.fresh
    assert done.package.path == root / STARTER.path.name
    assert here(root) == [f"en-es {STARTER.version}"]
    found = packages.find("en", "es")
    assert (found.origin, found.path) == ("installed", done.package.path)
    engine = ArgosEngine(found.path, Settings(beam=1))
    assert "paz" in engine.translate(["We demand peace."]).translations[0].text
    pin = lock.read(pins)["en", "es"]
    assert pin.sha256 == hashlib.sha256(starter_archive).hexdigest()
    assert (pin.size, pin.url) == (len(starter_archive), index_at.url(ES))


def test_a_babbling_package_is_refused_with_a_reason(
    index_at: Site, root: Path, pins: Path, babbler_archive: bytes
) -> None:
    index_at.files[ES] = babbler_archive
    index_at.offer(OFFER)
    with pytest.raises(CommuniqueError, match=r"refused: .* carrier sentences .*--untried"):
        install("en", "es", how(pins, untried=False))
    assert here(root) == []
    assert not pins.exists()
    assert not install("en", "es", how(pins)).trial
    assert here(root) == [f"en-es {STARTER.version}"]
    ranged = [headers.get("Range") for path, headers in index_at.seen if path == ES]
    assert ranged == [None, f"bytes={len(babbler_archive)}-"]  # it did not come twice


def test_a_cut_download_of_a_package_is_gone_on_with(
    index_at: Site, root: Path, starter_archive: bytes
) -> None:
    index_at.files[ES] = starter_archive
    index_at.offer(OFFER)

    def cut_once(handler: Handler) -> None:
        handler.send_file(cut=1_000_000 if index_at.asked.count(ES) == 1 else None)

    index_at.behaviours[ES] = cut_once
    install("en", "es", how())
    assert here(root) == [f"en-es {STARTER.version}"]
    assert index_at.seen[-1][1]["Range"] == "bytes=1000000-"


def test_the_lock_file_decides(index_at: Site, root: Path, pins: Path) -> None:
    index_at.files[DE] = first = package()
    index_at.offer({})
    install("en", "de", how(pins))
    index_at.files[DE] = second = package({"from_name": "English, changed"})
    remove("en", "de")
    hashes = [hashlib.sha256(one).hexdigest() for one in (first, second)]
    with pytest.raises(CommuniqueError, match=f"expected {hashes[0]}, came {hashes[1]}.*--upgrade"):
        install("en", "de", how(pins))
    assert here(root) == []
    assert lock.read(pins)["en", "de"].sha256 == hashes[0]
    install("en", "de", how(pins, upgrade=True))
    assert lock.read(pins)["en", "de"].sha256 == hashes[1]


def test_what_is_pinned_is_fetched_from_where_it_came_though_newer_is_offered(
    index_at: Site, root: Path, pins: Path
) -> None:
    index_at.files[DE] = package()
    index_at.files["/new"] = package({"package_version": "2.0"})
    index_at.offer({})
    install("en", "de", how(pins))
    remove("en", "de")
    index_at.offer({"path": "/new", "package_version": "2.0"})
    assert install("en", "de", how(pins)).package.version == "1.0"
    done = install("en", "de", how(pins, upgrade=True))
    assert (done.package.version, done.replaced) == ("2.0", ("1.0",))
    assert here(root) == ["en-de 2.0"]


def test_a_file_other_than_the_pinned_is_refused(root: Path, pins: Path, tmp_path: Path) -> None:
    path = tmp_path / "de.argosmodel"
    path.write_bytes(package())
    install_file(path, None, how(pins))
    path.write_bytes(package({"package_version": "1.1"}))
    with pytest.raises(CommuniqueError, match=r"is not the package en→de 1\.0 that .* pins"):
        install_file(path, None, how(pins))
    assert here(root) == ["en-de 1.0"]
    assert install_file(path, None, how(pins, upgrade=True)).replaced == ("1.0",)


def test_from_a_file_and_pinned_it_is_not_taken_from_an_index_with_another_version(
    index_at: Site, root: Path, pins: Path, tmp_path: Path
) -> None:
    path = tmp_path / "de.argosmodel"
    path.write_bytes(package())
    install_file(path, None, how(pins))
    remove("en", "de")
    index_at.offer({"package_version": "1.1"})
    with pytest.raises(CommuniqueError, match=r"pins en→de 1\.0, which came from a file"):
        install("en", "de", how(pins))
    index_at.files[DE] = path.read_bytes()
    index_at.offer({})
    from communique.engines.packages import index

    index.load(refresh=True)
    assert install("en", "de", how(pins)).pinned
    index_at.seen.clear()
    assert not install("en", "de", how(pins)).fresh  # and nobody was asked
    assert index_at.seen == []


def test_what_is_there_is_not_fetched_again(index_at: Site, root: Path, pins: Path) -> None:
    index_at.files[DE] = package()
    index_at.offer({})
    install("en", "de", how())
    again = install("en", "de", how(pins))
    assert not again.fresh
    assert again.pinned
    assert lock.read(pins)["en", "de"].version == "1.0"
    assert index_at.asked.count(DE) == 1
    (again.package.path / "sentencepiece.model").write_bytes(b"changed")
    assert install("en", "de", how(pins)).fresh


def test_a_newer_one_is_not_replaced_by_the_indexs(index_at: Site, root: Path) -> None:
    index_at.files[DE] = package({"package_version": "1.10"})
    index_at.offer({"package_version": "1.10"})
    install("en", "de", how())
    index_at.offer({"package_version": "1.9"})
    from communique.engines.packages import index

    index.load(refresh=True)
    assert not install("en", "de", how()).fresh
    assert here(root) == ["en-de 1.10"]


def test_argoss_own_installation_is_seen_and_not_replaced(index_at: Site, root: Path) -> None:
    from zipfile import ZipFile

    path = root.parent / "x.argosmodel"
    path.write_bytes(package())
    with ZipFile(path) as archive:
        archive.extractall(root)
    index_at.offer({})
    assert [one.name for one in packages.installed()] == ["Argos en→de 1.0"]
    assert not install("en", "de", how()).fresh


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "is a web page, no package"),
        (package()[:-300], "no zip file, or a damaged one"),
        (b"nothing", "no zip file"),
        (raw_zip({"../evil": b"x", "a/metadata.json": b"{}"}), "leads out"),
        (raw_zip({"a/metadata.json": b"{}", "b/metadata.json": b"{}"}), "here are 2 at the top"),
        (package(metadata_dot_json=None), "it has no metadata.json"),
        (package(metadata_dot_json=b"{"), "is no JSON object"),
        (package(metadata_dot_json=b"[" * 100_000), "is no JSON object"),
        (package(metadata_dot_json=b"[1]"), "is no JSON object"),
        (package(metadata_dot_json=b"\xff"), "is no JSON object"),
        (package({"type": "sbd"}), "its type is 'sbd'"),
        (package({"to_code": "fr"}), "it translates en→fr, asked for was en→de"),
        (package({"to_code": "../../x"}), "its languages are"),
        (package({"from_code": None}), "its languages are"),
        (package({"package_version": "../1"}), "its version is"),
        (package({"package_version": 1.0}), "its version is"),
        (package(model__model_dot_bin=None), "no model/model.bin"),
        (package(sentencepiece_dot_model=None), "no sentencepiece.model"),
        (package(sentencepiece_dot_model=None, bpe_dot_model=b"x"), "its tokeniser is a bpe.model"),
        (zipped({"metadata.json": b"{}", "model/model.bin": b"\0" * 30_000_000}), "zip bomb"),
    ],
    ids=range(20),
)
def test_what_is_no_sound_package_stays_out(
    index_at: Site, root: Path, pins: Path, content: bytes, says: str
) -> None:
    index_at.files[DE] = package()
    index_at.offer({})
    install("en", "de", how(pins))
    before = pins.read_bytes(), packages.fingerprint(root / "translate-en_de-1_0")
    index_at.files[DE] = content
    index_at.offer({"package_version": "9.9"})
    with pytest.raises(CommuniqueError, match=says):
        install("en", "de", how(pins, upgrade=True))
    assert here(root) == ["en-de 1.0"]
    packages.fingerprint.cache_clear()
    assert (pins.read_bytes(), packages.fingerprint(root / "translate-en_de-1_0")) == before
    assert not list((root.parent / "cache").rglob("*.part"))


def test_a_package_that_cannot_be_loaded_is_refused(index_at: Site, root: Path) -> None:
    index_at.files[DE] = package()
    index_at.offer({})
    with pytest.raises(CommuniqueError, match=r"refused: .*not a package that can be loaded"):
        install("en", "de", how(untried=False))
    assert here(root) == []


def test_a_source_without_carriers_is_loaded_and_told(
    index_at: Site, root: Path, starter: Path, tmp_path: Path
) -> None:
    meta = dict(packages.metadata(starter)) | {"from_code": "ga"}
    files = {str(p.relative_to(starter)): p.read_bytes() for p in starter.rglob("*") if p.is_file()}
    path = tmp_path / "ga.argosmodel"
    path.write_bytes(zipped(files | {"metadata.json": json.dumps(meta).encode()}))
    done = install_file(path, ("ga", "es"), how(untried=False))
    assert done.fresh
    assert done.trial is None


def test_no_package_for_the_pair_and_no_link_to_it(index_at: Site) -> None:
    index_at.offer({"links": ["ipfs://x"]})
    with pytest.raises(CommuniqueError, match=r"has no package es→de"):
        install("es", "de", how())
    index_at.offer({"from_code": "es", "to_code": "en"}, {"links": ["ipfs://x"]})
    with pytest.raises(CommuniqueError, match=r"has no package es→de.*by way of English"):
        install("es", "de", how(upgrade=True))
    with pytest.raises(CommuniqueError, match="names no address that begins with http"):
        install("en", "de", how())


def test_the_next_link_is_tried(index_at: Site, root: Path) -> None:
    index_at.files[DE] = package()
    index_at.offer({"links": [index_at.url("/gone"), index_at.url(DE)]})
    install("en", "de", how())
    assert here(root) == ["en-de 1.0"]
    index_at.offer({"to_code": "fr", "links": [index_at.url("/a"), index_at.url("/b")]})
    with pytest.raises(CommuniqueError, match=r"/a: there is no such file.*/b: there is no such"):
        install("en", "fr", how(upgrade=True))


def test_a_folder_of_files(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    with pytest.raises(UsageError, match=r"holds no \.argosmodel files"):
        files_in(folder)
    for code in ("de", "fr"):
        (folder / f"{code}.argosmodel").write_bytes(package({"to_code": code}))
    assert len(list(install_files(folder, None, how()))) == 2
    assert here(root) == ["en-de 1.0", "en-fr 1.0"]
    with pytest.raises(UsageError, match="no such file"):
        list(install_files(folder / "nothing", None, how()))


def test_of_a_folder_the_newest_of_each_pair_or_the_pinned_wins(
    root: Path, tmp_path: Path, pins: Path
) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    for version in ("1.10", "1.9", "1.2"):
        content = package({"package_version": version})
        (folder / f"{version.replace('.', '_')}.ARGOSMODEL").write_bytes(content)
    (folder / "._1_10.argosmodel").write_bytes(b"what a Mac leaves")
    (folder / "fr.argosmodel").write_bytes(package({"to_code": "fr"}))
    found = list(install_files(folder, ("en", "de"), how(pins)))
    assert all(isinstance(one, Installed) for one in found)
    assert here(root) == ["en-de 1.10"]
    lock.forget(pins, ("en", "de"))
    install_file(folder / "1_9.ARGOSMODEL", None, how(pins))
    (folder / "gone.argosmodel").symlink_to(tmp_path / "nowhere")
    found = list(install_files(folder, None, how(pins)))
    assert here(root) == ["en-de 1.9", "en-fr 1.0"]
    assert ["cannot be read" in str(one) for one in found if isinstance(one, CommuniqueError)] == [
        True
    ]
    (folder / "gone.argosmodel").unlink()
    with pytest.raises(UsageError, match="holds no package en→es"):
        list(install_files(folder, ("en", "es"), how()))


def test_where_the_newest_file_fails_the_next_gets_in(root: Path, tmp_path: Path) -> None:
    for version, left_out in (("1.9", {}), ("1.10", {"model__model_dot_bin": None})):
        content = package({"package_version": version}, **left_out)
        (tmp_path / f"{version}.argosmodel").write_bytes(content)
    failed, done = install_files(tmp_path, None, how())
    assert "no model/model.bin" in str(failed)
    assert isinstance(done, Installed)
    assert here(root) == ["en-de 1.9"]


def test_from_a_language_into_itself_is_no_pair(tmp_path: Path) -> None:
    path = tmp_path / "x.argosmodel"
    path.write_bytes(package({"to_code": "en"}))
    with pytest.raises(CommuniqueError, match="from a language into itself"):
        install_file(path, None, how())


def test_an_archive_of_another_version_than_the_index_says(index_at: Site, root: Path) -> None:
    index_at.files[DE] = package()
    index_at.offer({"package_version": "2.0"})
    with pytest.raises(CommuniqueError, match=r"en→de 1\.0, and the index says 2\.0"):
        install("en", "de", how())
    assert here(root) == []


def test_what_cannot_be_pinned_is_said_to_be_installed(
    root: Path, pins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "de.argosmodel"
    path.write_bytes(package())

    def unwritable(*args: object) -> None:
        raise CommuniqueError("cannot be written (Read-only file system)", pins)

    with monkeypatch.context() as patched:
        patched.setattr(lock, "_write", unwritable)
        with pytest.raises(CommuniqueError, match=r"en→de 1\.0 is installed, and is not pinned"):
            install_file(path, None, how(pins))
    assert here(root) == ["en-de 1.0"]
    assert install_file(path, None, how(pins)).pinned


def test_a_mirror_that_hangs_is_asked_once_before_the_next(index_at: Site, root: Path) -> None:
    index_at.files[DE] = package()
    index_at.behaviours["/hangs"] = lambda handler: time.sleep(1)
    index_at.offer({"links": [index_at.url("/hangs"), index_at.url(DE)]})
    install("en", "de", replace(how(), limits=replace(QUICK, read=0.1)))
    assert index_at.asked.count("/hangs") == 1
    assert here(root) == ["en-de 1.0"]


def test_a_damaged_folder_can_be_removed(root: Path) -> None:
    folder = root / "translate-en_de-1_9"
    folder.mkdir()
    (folder / "metadata.json").write_text("[" * 100_000)
    assert [one.path for one in remove("en", "de_AT")] == [folder]
    assert not folder.exists()


def test_a_variant_served_by_its_language_is_removed_as_it_was_installed(
    root: Path, tmp_path: Path, pins: Path
) -> None:
    path = tmp_path / "pt.argosmodel"
    path.write_bytes(package({"to_code": "pt"}))
    install_file(path, ("en", "pt_BR"), how(pins))
    assert [one.target for one in remove("en", "pt_BR")] == ["pt"]
    assert unpin(pins, "en", "pt_BR") is not None
    assert lock.read(pins) == {}
    assert unpin(pins, "en", "pt_BR") is None


def test_a_file_for_another_pair_than_asked(tmp_path: Path) -> None:
    path = tmp_path / "x.argosmodel"
    path.write_bytes(package({"to_code": "pt"}))
    with pytest.raises(CommuniqueError, match="it translates en→pt, asked for was en→de"):
        install_file(path, ("en", "de"), how())
    assert install_file(path, ("en", "pt_BR"), how()).fresh


def test_a_full_disk_leaves_things_as_they_were(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.argosmodel"
    path.write_bytes(package())
    install_file(path, None, how())
    path.write_bytes(package({"package_version": "2.0"}))

    def full(source: object, target: object, length: int = 0) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr("shutil.copyfileobj", full)
        with pytest.raises(CommuniqueError, match=r"No space left on device.*as it was"):
            install_file(path, None, how())
    assert here(root) == ["en-de 1.0"]


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    (tmp_path / "file").touch()
    monkeypatch.setattr(settings, "package_dirs", [tmp_path / "file"])
    (tmp_path / "x.argosmodel").write_bytes(package())
    with pytest.raises(CommuniqueError, match=r"no folder for packages.*ARGOS_PACKAGES_DIR"):
        install_file(tmp_path / "x.argosmodel", None, how())
    second = tmp_path / "second"
    monkeypatch.setattr(settings, "package_dirs", [tmp_path / "file", second])
    done = install_file(tmp_path / "x.argosmodel", None, how())
    assert done.package.path.parent == second


def test_only_what_is_installed_is_removed(root: Path, tmp_path: Path) -> None:
    for version in ("1.0", "2.0"):
        (root / f"v{version}").mkdir()
        (root / f"v{version}" / "model").mkdir()
        (root / f"v{version}" / "model" / "model.bin").touch()
        meta = json.dumps({"from_code": "en", "to_code": "es", "package_version": version})
        (root / f"v{version}" / "metadata.json").write_text(meta)
    with pytest.raises(CommuniqueError, match=r"no package en→fr is installed .*starter .* stays"):
        remove("en", "fr")
    assert [one.version for one in remove("en", "es", "1.0")] == ["1.0"]
    assert here(root) == ["en-es 2.0"]
    with pytest.raises(CommuniqueError, match=r"en→es 1\.0 is installed \(installed are: en→es 2"):
        remove("en", "es", "1.0")
    remove("en", "es")
    assert here(root) == []
    assert packages.find("en", "es").origin == "starter"


def test_removing_a_link_leaves_what_it_points_to(root: Path, tmp_path: Path) -> None:
    real = tmp_path / "real"
    (real / "model").mkdir(parents=True)
    (real / "model" / "model.bin").touch()
    (real / "metadata.json").write_text(json.dumps(META))
    (root / "translate-en_de-1").symlink_to(real)
    remove("en", "de")
    assert list(root.glob("translate-*")) == []
    assert (real / "model" / "model.bin").exists()
