"""The doctor: each check against a machine or a workspace that lacks what it looks for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from communique import doctor, scaffold
from communique.doctor import (
    base,
    clock,
    filesystem,
    folders,
    models,
    orchestration,
    pdf,
    repository,
    settings,
    tools,
    typefaces,
    versions,
)
from communique.doctor.base import Found, Level, Patient
from communique.project import FILE, Project


def told(found: Iterable[Found]) -> dict[str, tuple[Level, str, str]]:
    return {one.what: (one.level, one.says, one.get) for one in found}


def whom(root: Path, **environment: str) -> Patient:
    return Patient(root, Project(root), environment=environment)


@pytest.fixture(autouse=True)
def _packages(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No package but the starters, whatever this machine has."""
    from communique.engines.packages import folders as places

    empty = tmp_path_factory.mktemp("packages")
    monkeypatch.setattr(places, "folders", lambda: [empty])
    monkeypatch.setattr("communique.engines.packages.inventory.folders", lambda: [empty])


# --- the registry


def test_every_finding_says_what_it_is_for_and_how_to_mend_it(workspace: Path) -> None:
    found = doctor.examine(doctor.patient(workspace))
    assert {one.check for one in found} >= {"settings", "versions", "models", "clock"}
    assert all(one.purpose and one.says for one in found)
    assert all(one.get for one in found if one.level is not Level.OK)
    assert list(dict.fromkeys(one.check for one in found))[:2] == ["settings", "versions"]


def test_a_check_that_breaks_down_is_one_finding(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(_patient: Patient) -> Iterator[Found]:
        yield Found("one", Level.OK, "fine", "a test")
        raise ZeroDivisionError("by nought")

    monkeypatch.setitem(base.REGISTRY, "fragile", base.Check("fragile", "Fragile", look))
    last = doctor.examine(doctor.patient(workspace))[-1]
    assert (last.check, last.level) == ("fragile", Level.BROKEN)
    assert "ZeroDivisionError: by nought" in last.says


def test_only_what_is_missing_or_broken_is_bad() -> None:
    levels = [one for one in Level if doctor.Finding("c", "w", one, "s", "p", "g").bad]
    assert levels == [Level.MISSING, Level.BROKEN]


# --- the workspace


def test_outside_a_workspace_the_machine_is_looked_at(tmp_path: Path) -> None:
    found = doctor.examine(doctor.patient(tmp_path))
    assert (found[0].what, found[0].level) == (FILE, Level.ADVICE)
    assert "is no workspace" in found[0].says
    assert {"versions", "models", "clock"} <= {one.check for one in found}
    assert not list(tmp_path.iterdir()), "nothing is written outside a workspace"


def test_settings_that_cannot_be_read_are_one_finding_and_the_rest_goes_on(workspace: Path) -> None:
    (workspace / FILE).write_text("locales = [", "utf-8")
    found = doctor.examine(doctor.patient(workspace))
    assert found[0].level is Level.BROKEN
    assert "not valid TOML" in found[0].says
    assert "versions" in {one.check for one in found}


def test_source_texts_are_counted_and_misfits_named(workspace: Path) -> None:
    (workspace / "source_texts" / "Appeal.txt").write_text("The same slug.", "utf-8")
    found = told(settings.look(whom(workspace)))
    assert found["source_texts/appeal.md"][0] is Level.BROKEN
    (workspace / "source_texts" / "Appeal.txt").unlink()
    assert told(settings.look(whom(workspace)))["source_texts"][:2] == (Level.OK, "1 statement")


# --- versions


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What is installed, to be changed by a test."""
    real = metadata.version
    changed: dict[str, str] = {}

    def version(name: str) -> str:
        if changed.get(name) == "":
            raise metadata.PackageNotFoundError(name)
        return changed.get(name) or real(name)

    monkeypatch.setattr(metadata, "version", version)
    return changed


def test_versions_here_are_as_asked_for(workspace: Path) -> None:
    found = told(versions.look(whom(workspace)))
    assert {level for level, _, _ in found.values()} == {Level.OK}
    assert f"polib {metadata.version('polib')}" in found["packages"][1]


def test_a_dependency_too_old_or_gone_is_named(workspace: Path, installed: dict[str, str]) -> None:
    installed.update({"polib": "1.0", "rich": "", "weasyprint": "", "prefect-dask": ""})
    found = told(versions.look(whom(workspace)))
    assert found["polib"][:2] == (Level.BROKEN, "1.0; >=1.2 is asked for")
    assert "pip install 'polib>=1.2'" in found["polib"][2]
    assert found["rich"][0] is Level.MISSING
    assert not {"weasyprint", "prefect-dask"} & found.keys(), "extras that nobody asks for"


def test_an_extra_is_missing_where_the_settings_ask_for_it(
    workspace: Path, installed: dict[str, str]
) -> None:
    installed["weasyprint"] = ""
    with (workspace / FILE).open("a", encoding="utf-8") as file:
        file.write('documents = ["pdf"]\n')
    found = told(versions.look(whom(workspace)))
    assert found["weasyprint"] == (Level.MISSING, "not installed", "pip install 'communique[pdf]'")


@pytest.mark.parametrize(
    ("prefect", "fastapi", "bad"),
    [("3.8.8", "0.150.0", False), ("3.8.8", "0.151.0", True), ("3.9.1", "0.165.0", False)],
)
def test_the_pair_that_crashes_is_known(
    workspace: Path, installed: dict[str, str], prefect: str, fastapi: str, bad: bool
) -> None:
    installed.update(prefect=prefect, fastapi=fastapi)
    found = told(versions.look(whom(workspace)))
    assert ("prefect and fastapi" in found) == bad
    assert not bad or found["prefect and fastapi"][2] == "pip install 'fastapi<0.151'"


# --- model packages


def test_what_cannot_be_drafted_is_missing_until_people_have_translated_it(workspace: Path) -> None:
    (workspace / FILE).write_text('name = "x"\nlocales = ["es", "el"]\n', "utf-8")
    found = told(models.look(whom(workspace)))
    assert found["en→es"][0] is Level.ADVICE, "a starter is rough"
    assert found["en→el"][0] is Level.MISSING
    assert "communique models install en el" in found["en→el"][2]
    catalog = workspace / "locales/el/LC_MESSAGES/appeal.po"
    catalog.parent.mkdir(parents=True)
    done = 'msgid ""\nmsgstr ""\n"Language: el\\n"\n\nmsgid "War"\nmsgstr "Πόλεμος"\n'
    catalog.write_text(done + '\n#~ msgid "gone"\n#~ msgstr ""\n', "utf-8")
    assert told(models.look(whom(workspace)))["en→el"][0] is Level.ADVICE
    catalog.write_text(done + '\nmsgid "Peace"\nmsgstr ""\n', "utf-8")
    assert told(models.look(whom(workspace)))["en→el"][0] is Level.MISSING


def test_the_source_language_is_that_of_settings_or_template(workspace: Path) -> None:
    pot = Project(workspace).template("appeal")
    pot.parent.mkdir(parents=True)
    pot.write_text('msgid ""\nmsgstr ""\n"X-Source-Language: fr\\n"\n', "utf-8")
    assert models.languages(Project(workspace)) == {"es": {"fr"}, "fr": {"fr"}}
    with (workspace / FILE).open("a", encoding="utf-8") as file:
        file.write('[statements.appeal]\nlanguage = "de"\n')
    assert models.languages(Project(workspace)) == {"es": {"de"}, "fr": {"de"}}


def test_a_pair_that_is_left_to_people_lacks_nothing(workspace: Path) -> None:
    with (workspace / FILE).open("a", encoding="utf-8") as file:
        file.write("[engine.pairs]\nen-es = []\n")
    assert told(models.look(whom(workspace)))["en→es"][0] is Level.OK


def test_pins_and_damaged_packages_are_told(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from communique.engines.packages import lock

    root = tmp_path_factory.mktemp("damaged")
    (root / "translate-en_de-1_3").mkdir()
    monkeypatch.setattr("communique.engines.packages.inventory.folders", lambda: [root])
    pin = lock.Pin("en", "de", "1.4", "0" * 64, 1, "https://example.org/a", "1" * 64)
    lock.keep(workspace / lock.FILE, pin)
    found = told(models.look(whom(workspace)))
    assert found["en→de 1.3"][0] is Level.BROKEN
    level, says, get = found[f"{lock.FILE}: en→de"]
    assert (level, says) == (Level.MISSING, "1.4 is pinned; not here")
    assert get == "communique models install en de"
    (workspace / lock.FILE).write_text("{", "utf-8")
    assert told(models.look(whom(workspace)))[lock.FILE][0] is Level.BROKEN


# --- folders, file system


def test_folders_that_cannot_be_used(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / ".communique").write_text("a file", "utf-8")
    monkeypatch.setattr(folders, "_LITTLE", 2**80)
    monkeypatch.setattr(folders, "_SCANT", 2**81)
    found = told(folders.look(whom(workspace)))
    assert found[".communique"][0] is Level.BROKEN
    assert found["disk"][0] is Level.BROKEN
    assert found["locales"][:2] == (Level.OK, f"{workspace / 'locales'}, made when needed")


def test_catalogs_of_another_user_are_told(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace / "locales" / "es").mkdir(parents=True)
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: real(path, mode) and Path(path).name != "es"
    )
    level, says, get = told(folders.look(whom(workspace)))["owner"]
    assert (level, "locales/es" in says) == (Level.BROKEN, True)
    assert get.startswith("sudo chown -R ")


def test_the_file_system_here_does_all_and_is_left_as_it_was(workspace: Path) -> None:
    before = sorted(workspace.rglob("*"))
    found = told(filesystem.look(whom(workspace)))
    assert {found[name][0] for name in ("locks", "SQLite", "hard links")} == {Level.OK}
    assert sorted(workspace.rglob("*")) == before


def test_a_file_system_without_links_is_advice_and_without_locks_broken(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    found = told(filesystem.look(whom(workspace)))
    assert found["hard links"][0] is Level.ADVICE
    assert found["locks"][0] is Level.BROKEN


def test_a_network_is_told(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filesystem, "_type", lambda _: "nfs4")
    assert "(nfs4)" in told(filesystem.look(whom(workspace)))["kind"][1]


# --- git


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_git_is_set_up_by_the_verb_that_is_named(workspace: Path) -> None:
    assert told(repository.look(whom(workspace)))["repository"][0] is Level.ADVICE
    git(workspace, "init", "--quiet")
    found = told(repository.look(whom(workspace)))
    assert {found["merge driver"][0], found[".gitattributes"][0]} == {Level.ADVICE}
    scaffold.add_attributes(workspace)
    found = told(repository.look(whom(workspace)))
    assert found["merge driver"] == (Level.MISSING, "this clone has none", "communique git-setup")
    scaffold.set_up_driver(workspace)
    (workspace / ".gitignore").write_text("/.communique/\n/site/\n", "utf-8")
    assert {one.level for one in repository.look(whom(workspace))} == {Level.OK}


def test_a_driver_of_an_installation_that_is_gone_is_broken(workspace: Path) -> None:
    git(workspace, "init", "--quiet")
    git(workspace, "config", "merge.communique.driver", "/gone/python -m communique %A")
    found = told(repository.look(whom(workspace)))["merge driver"]
    assert found[0] is Level.BROKEN
    assert "/gone/python is gone" in found[1]


def test_a_workspace_in_git_needs_git(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(workspace, "init", "--quiet")
    monkeypatch.setenv("PATH", "/nowhere")
    assert told(repository.look(whom(workspace)))["git"][0] is Level.MISSING


# --- Prefect

HEALTHY: dict[str, Any] = {
    "/api/health": True,
    "/api/admin/version": metadata.version("prefect"),
    "/api/admin/settings": {"server": {"analytics_enabled": False}},
    "/api/work_pools/communique": {"name": "communique", "status": "READY"},
}


@contextmanager
def serving(answers: dict[str, Any], wants: str = "", date: float | None = None) -> Iterator[str]:
    """Answer as a Prefect server does; ``wants`` is the Authorization header it insists on."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            free = self.path == "/api/health"  # Prefect's login leaves it so
            allowed = not wants or free or self.headers.get("Authorization") == wants
            known = self.path in answers
            self.send_response_only(401 if not allowed else 200 if known else 404)
            self.send_header("Date", formatdate(date, usegmt=True))
            self.end_headers()
            self.wfile.write(json.dumps(answers.get(self.path)).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/api"
    finally:
        server.shutdown()
        server.server_close()


def prefect(root: Path, url: str, **environment: str) -> dict[str, tuple[Level, str, str]]:
    return told(orchestration.look(whom(root, PREFECT_API_URL=url, **environment)))


def test_without_an_address_the_verb_is_named(workspace: Path) -> None:
    level, _, get = told(orchestration.look(whom(workspace)))["server"]
    assert level is Level.OK
    assert "communique flow serve" in get


def test_a_healthy_server_is_ok(workspace: Path) -> None:
    with serving(HEALTHY) as url:
        found = prefect(workspace, url)
    assert {level for level, _, _ in found.values()} == {Level.OK}
    assert "a worker is at work" in found["work pool"][1]


@pytest.mark.parametrize(
    ("changed", "what", "level", "word"),
    [
        ({"/api/admin/version": "2.20.1"}, "server", Level.BROKEN, "do not speak"),
        ({"/api/admin/version": "3.0.0"}, "server", Level.ADVICE, "older"),
        ({"/api/admin/version": "odd"}, "server", Level.ADVICE, "does not tell"),
        ({"/api/health": "<html>"}, "server", Level.BROKEN, "not as Prefect's API"),
        ({"/api/admin/settings": {"server": {"analytics_enabled": True}}}, "server's telemetry",
         Level.ADVICE, "reports its use"),
        ({"/api/work_pools/communique": {"status": "NOT_READY"}}, "work pool", Level.ADVICE,
         "no worker"),
        ({"/api/work_pools/communique": {"status": "PAUSED"}}, "work pool", Level.ADVICE, "paused"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_server(
    workspace: Path, changed: dict[str, Any], what: str, level: Level, word: str
) -> None:
    with serving(HEALTHY | changed) as url:
        found = prefect(workspace, url)
    assert found[what][0] is level
    assert word in found[what][1]


def test_a_server_without_our_pool(workspace: Path) -> None:
    pool = "/api/work_pools/communique"
    with serving({path: one for path, one in HEALTHY.items() if path != pool}) as url:
        assert prefect(workspace, url)["work pool"][2] == "communique flow deploy"


def test_a_server_with_a_login(workspace: Path) -> None:
    with serving(HEALTHY, wants="Basic YWRtaW46cHc=") as url:
        assert "wants a login" in prefect(workspace, url)["server"][1]
        found = prefect(workspace, url, PREFECT_API_AUTH_STRING="admin:pw")
    assert found["server"][0] is Level.OK


def test_a_server_whose_clock_is_off(workspace: Path) -> None:
    with serving(HEALTHY, date=1_700_000_000) as url:
        assert prefect(workspace, url)["clocks"][0] is Level.BROKEN


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/api", "nonsense", "http://[::1/api"])
def test_a_server_that_is_not_there(workspace: Path, url: str) -> None:
    level, says, _ = prefect(workspace, url)["server"]
    assert (level, "cannot be reached" in says) == (Level.BROKEN, True)


def test_a_password_in_an_address_is_not_shown(workspace: Path) -> None:
    found = prefect(workspace, "http://ana:geheim@127.0.0.1:9/api")
    assert "geheim" not in str(found)


def test_telemetry_that_the_environment_switches_on_is_told(workspace: Path) -> None:
    loud = whom(workspace, PREFECT_SERVER_ANALYTICS_ENABLED="true", DO_NOT_TRACK="0")
    level, _, get = told(orchestration.look(loud))["telemetry"]
    assert level is Level.ADVICE
    assert get == "export PREFECT_SERVER_ANALYTICS_ENABLED=false DO_NOT_TRACK=1"


def test_prefect_is_not_imported(workspace: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from communique import doctor\n"
        f"doctor.examine(doctor.patient(Path({str(workspace)!r})))\n"
        "print([m for m in ('prefect', 'ctranslate2', 'weasyprint', 'polib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.replace("'", '"')) in ([], ["polib"])


# --- typefaces, PDF, tools, clock


@pytest.mark.parametrize(
    ("locale", "tag"),
    [("pt_BR", "pt"), ("zh_Hans", "zh-cn"), ("zh_Hant_TW", "zh-tw"), ("zh_Hant_HK", "zh-hk"),
     ("nb", "no"), ("ar", "ar")],
)  # fmt: skip
def test_fontconfig_has_its_own_names(locale: str, tag: str) -> None:
    assert typefaces.tag(locale) == tag


def test_letters_that_no_font_has(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / FILE).write_text('name = "x"\nlocales = ["ar", "zh_Hans", "es"]\n', "utf-8")
    there = {"Other": frozenset({"en", "ar"}), "Noto Serif": frozenset({"es", "en"})}
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/fc-list")
    monkeypatch.setattr(typefaces, "fonts", lambda: there)
    found = told(typefaces.look(whom(workspace)))
    assert found["zh_Hans"][0] is Level.ADVICE
    assert found["zh_Hans"][2] == "apt install fonts-noto-cjk"
    assert (found["ar"][0], found["es"][0]) == (Level.OK, Level.OK)
    with (workspace / FILE).open("a", encoding="utf-8") as file:
        file.write('documents = ["pdf"]\n')
    found = told(typefaces.look(whom(workspace)))
    assert (found["zh_Hans"][0], found["ar"][0]) == (Level.MISSING, Level.ADVICE)


def test_libraries_of_pdf_count_where_pdf_is_asked_for(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "loads", lambda name: "pangoft2" not in name)
    monkeypatch.setattr(pdf, "find_spec", lambda _: object())
    found = told(pdf.look(whom(workspace)))
    assert list(found) == ["libpangoft2-1.0.so.0"]
    assert found["libpangoft2-1.0.so.0"][0] is Level.ADVICE
    with (workspace / FILE).open("a", encoding="utf-8") as file:
        file.write('documents = ["pdf"]\n')
    level, _, get = told(pdf.look(whom(workspace)))["libpangoft2-1.0.so.0"]
    assert (level, get) == (Level.MISSING, "apt install libpangoft2-1.0-0")


def test_gettext_is_advice(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert told(tools.look(whom(workspace)))["msgfmt"][2] == "apt install gettext"


def test_a_clock_behind_the_installation_is_broken(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(clock.look(whom(workspace)))["time zones"][0] is Level.OK

    class Slow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Slow:
            return cls(1999, 1, 1, tzinfo=tz)

    monkeypatch.setattr("communique.doctor.clock.datetime", Slow)
    assert told(clock.look(whom(workspace)))["clock"][0] is Level.BROKEN
