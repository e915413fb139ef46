"""The merge driver under real git: two clones, and nobody's work is lost between them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polib
import pytest

from communique.catalogs import comments, ledger, po
from communique.catalogs.ledger import Draft, key_digest
from communique.catalogs.merging.threeway import pieces
from communique.catalogs.state import key_of
from communique.catalogs.update import UpdateResult
from communique.pipeline.executor import Plain
from communique.pipeline.updating import update_all
from communique.project import Project
from communique.scaffold import add_attributes, create, set_up_driver
from communique.statement import digest

ENV = os.environ | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.org",
    "GIT_EDITOR": "true",
}
CATALOG = "locales/es/LC_MESSAGES/appeal.po"
LEDGER = "locales/es/LC_MESSAGES/appeal.ledger.jsonl"
SOURCE = """\
# A call for peace

All parties must respect the ceasefire that was signed in May.

Bread is a right, and nobody may be left without it.

Children need schools.

Doctors must be let through at once.
"""
MAY = "All parties must respect the ceasefire that was signed in May."
JUNE = MAY.replace("May", "June")
BREAD = "Bread is a right, and nobody may be left without it."
CHILDREN = "Children need schools."
DOCTORS = "Doctors must be let through at once."


@dataclass
class Clone:
    """A clone of the workspace, and who works in it."""

    root: Path

    def git(self, *words: str, fails: bool = False) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=ENV, capture_output=True, text=True, check=False
        )
        assert bool(done.returncode) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def update(self) -> UpdateResult:
        report = update_all(Project(self.root), None, None, Plain())
        assert not report.problems
        return report.updates["appeal", "es"]

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    @property
    def path(self) -> Path:
        return self.root / CATALOG

    @property
    def catalog(self) -> polib.POFile:
        return po.parse(self.path.read_bytes(), self.path)

    def entry(self, text: str) -> polib.POEntry:
        return next(entry for entry in self.catalog if entry.msgid == text)

    def translate(self, text: str, msgstr: str, *, done: bool = True) -> None:
        """Save as a translator's editor does: the text, fuzzy or not."""
        catalog = self.catalog
        for entry in catalog:
            if entry.msgid == text:
                entry.msgstr = msgstr
                entry.flags = [] if done else ["fuzzy"]
                if done:
                    entry.previous_msgid = None
        self.path.write_bytes(po.dump(catalog))

    def draft(self, text: str, msgstr: str) -> None:
        """Draft as communique does: the ledger first, then the catalog."""
        self.translate(text, msgstr, done=False)
        name = key_digest(key_of(self.entry(text)))
        ledger.append(self.root / LEDGER, [Draft(name, digest(msgstr), "engine")])

    def edit_source(self, before: str, after: str) -> None:
        path = self.root / "source_texts" / "appeal.md"
        path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")

    def assert_sound(self) -> None:
        """The catalog is one for gettext, and an update finds nothing to do; but that it takes
        note, once, of what the merge put under another source.
        """
        done = subprocess.run(
            ["msgfmt", "-c", "-o", os.devnull, str(self.path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        before = self.path.read_bytes()
        marked = comments.MERGED.encode() in before
        self.update()
        after = self.path.read_bytes()
        assert (after != before) is marked
        assert bool(self.git("status", "--porcelain")) is marked
        self.update()
        assert self.path.read_bytes() == after


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a repository of a workspace with drafts, and two clones of it."""
    folder = tmp_path_factory.mktemp("made")
    first = Clone(folder / "first")
    first.root.mkdir()
    first.git("init", "--quiet", "-b", "main")
    create(first.root, "Tests", ["es"])
    (first.root / "source_texts" / "appeal.md").write_text(SOURCE, "utf-8")
    first.update()
    for text in (MAY, BREAD, CHILDREN, DOCTORS):
        first.draft(text, f"borrador: {text[:5]}")
    first.commit("drafts")
    first.git("clone", "--quiet", "--bare", ".", "../origin.git")
    for name in ("ana", "bo"):
        first.git("clone", "--quiet", "../origin.git", f"../{name}")
        clone = Clone(folder / name)
        clone.git("remote", "set-url", "origin", "../origin.git")
        assert set_up_driver(clone.root)
        assert not add_attributes(clone.root)
    return folder


@pytest.fixture
def clones(made: Path, tmp_path: Path) -> tuple[Clone, Clone]:
    """The translator's clone and the coordinator's, of one workspace with drafts."""
    shutil.copytree(made, tmp_path / "copy")
    return Clone(tmp_path / "copy" / "ana"), Clone(tmp_path / "copy" / "bo")


def ledger_lines(clone: Clone) -> set[str]:
    lines = (clone.root / LEDGER).read_text("utf-8").splitlines()
    assert all(json.loads(line) for line in lines)
    return set(lines)


@pytest.mark.parametrize("rebase", ["--no-rebase", "--rebase"])
def test_review_here_and_a_new_source_there(clones: tuple[Clone, Clone], rebase: str) -> None:
    ana, bo = clones
    ana.translate(MAY, "Todas las partes deben respetar el alto el fuego firmado en mayo.")
    ana.translate(BREAD, "El pan es un derecho.", done=False)
    ana.translate(CHILDREN, "Los niños necesitan escuelas.")
    ana.draft(DOCTORS, "borrador: otros médicos")
    ana.commit("review")

    bo.translate(DOCTORS, "Que pasen los médicos.")
    bo.edit_source("in May", "in June")
    bo.edit_source(f"\n{CHILDREN}\n", "")
    bo.edit_source(DOCTORS, f"{DOCTORS}\n\nEnough.")
    bo.update()
    bo.draft(JUNE, "borrador: junio")
    bo.draft("Enough.", "borrador: basta")
    bo.draft(BREAD, "borrador: otro pan")
    bo.commit("source of June")
    bo.git("push", "--quiet")

    lines = ledger_lines(ana) | ledger_lines(bo)
    ana.git("pull", "--quiet", rebase)
    assert [(one.msgid, one.msgstr, one.fuzzy) for one in ana.catalog if not one.obsolete] == [
        ("A call for peace", "", False),
        (JUNE, "Todas las partes deben respetar el alto el fuego firmado en mayo.", True),
        (BREAD, "El pan es un derecho.", True),
        (DOCTORS, "Que pasen los médicos.", False),
        ("Enough.", "borrador: basta", True),
    ]
    assert ana.entry(JUNE).previous_msgid == MAY
    assert ana.entry(CHILDREN).obsolete
    assert ana.entry(CHILDREN).msgstr == "Los niños necesitan escuelas."
    assert ledger_lines(ana) == lines
    ana.assert_sound()
    # The update took note of what the merge carried: nobody lets it pass as it is.
    known = ledger.load(ana.root / LEDGER)
    assert known.flipped(key_of(ana.entry(JUNE)), ana.entry(JUNE).msgstr) is not None
    ana.commit("update after the merge")

    ana.git("push", "--quiet")
    bo.git("pull", "--quiet", rebase)
    assert bo.path.read_bytes() == ana.path.read_bytes()
    bo.assert_sound()


def test_a_correction_follows_a_reviewed_text_to_the_new_source(
    clones: tuple[Clone, Clone],
) -> None:
    ana, bo = clones
    ana.translate(MAY, "El alto el fuego de mayo.")
    ana.commit("review")
    ana.git("push", "--quiet")
    bo.git("pull", "--quiet")
    bo.edit_source("in May", "in June")
    assert bo.update().stale == 1
    bo.commit("source of June")
    bo.git("push", "--quiet")
    ana.translate(MAY, "Respétese el alto el fuego de mayo.")
    ana.commit("a better word")
    ana.git("pull", "--quiet", "--rebase")
    entry = ana.entry(JUNE)
    assert (entry.msgstr, entry.fuzzy, entry.previous_msgid) == (
        "Respétese el alto el fuego de mayo.", True, MAY,
    )  # fmt: skip
    assert all(one.msgid != MAY for one in ana.catalog)
    ana.assert_sound()


@pytest.mark.parametrize("rebase", ["--no-rebase", "--rebase"])
def test_two_translators_of_one_entry(clones: tuple[Clone, Clone], rebase: str) -> None:
    ana, bo = clones
    for clone, text in ((ana, "El pan es un derecho."), (bo, "Pan para todos.")):
        clone.translate(BREAD, text)
        clone.commit("bread")
    ana.translate(CHILDREN, "Los niños necesitan escuelas.")
    ana.commit("children")
    bo.git("push", "--quiet")

    said = ana.git("pull", rebase, fails=True)
    assert (f"communique: {CATALOG}: two translations met in 1 of its entries (line ") in said
    assert "keep one in each, then `git add` the file" in said
    assert CATALOG in ana.git("diff", "--name-only", "--diff-filter=U")
    entry = ana.entry(BREAD)
    assert {piece for _, piece in pieces(entry.msgstr)} == {
        "El pan es un derecho.", "Pan para todos.",
    }  # fmt: skip
    assert entry.fuzzy
    assert "communique: two translations met; keep one" in entry.tcomment

    ana.translate(BREAD, "El pan es un derecho.")
    ana.git("add", CATALOG)
    ana.git(*(["rebase", "--continue"] if rebase == "--rebase" else ["commit", "--no-edit"]))
    assert ana.entry(CHILDREN).msgstr == "Los niños necesitan escuelas."
    ana.update()  # takes our line away
    ana.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    ana.assert_sound()
    ana.git("push", "--quiet")
    bo.git("pull", "--quiet")
    assert bo.entry(BREAD).msgstr == "El pan es un derecho."
    bo.assert_sound()


def test_the_order_with_weblate(clones: tuple[Clone, Clone]) -> None:
    """Weblate holds changes that it has not committed: commit, pull, update, push."""
    weblate, here = clones
    weblate.translate(MAY, "El alto el fuego de mayo.")
    weblate.translate(BREAD, "El pan es un derecho.")

    weblate.commit("Translated using Weblate (Spanish)")  # commit: its pending changes …
    weblate.git("push", "--quiet")
    here.draft(DOCTORS, "borrador: médicos")
    here.commit("draft")
    here.git("pull", "--quiet", "--rebase")  # … pull
    here.edit_source("in May", "in June")
    assert here.update().stale == 1  # update
    here.commit("source of June")
    here.git("push", "--quiet")  # push
    weblate.translate(CHILDREN, "Los niños necesitan escuelas.")
    weblate.commit("Translated using Weblate (Spanish)")
    weblate.git("pull", "--quiet", "--rebase")
    weblate.git("push", "--quiet")
    here.git("pull", "--quiet", "--ff-only")

    found = {one.msgid: (one.msgstr, one.fuzzy) for one in here.catalog}
    assert found[JUNE] == ("El alto el fuego de mayo.", True)
    assert found[BREAD] == ("El pan es un derecho.", False)
    assert found[CHILDREN] == ("Los niños necesitan escuelas.", False)
    assert found[DOCTORS] == ("borrador: médicos", True)
    here.assert_sound()


def test_both_make_the_same_catalog(clones: tuple[Clone, Clone]) -> None:
    ana, bo = clones
    for clone, text in ((ana, "Basta ya."), (bo, "¡Basta!")):
        (clone.root / "source_texts" / "more.txt").write_text("Enough.\n\nNo more.\n", "utf-8")
        clone.update()
        path = clone.root / CATALOG.replace("appeal", "more")
        catalog = po.parse(path.read_bytes(), path)
        catalog[0].msgstr = text if clone is ana else ""
        catalog[1].msgstr = "" if clone is ana else text
        path.write_bytes(po.dump(catalog))
        clone.commit("more")
    bo.git("push", "--quiet")
    ana.git("pull", "--quiet", "--rebase")
    path = ana.root / CATALOG.replace("appeal", "more")
    assert [one.msgstr for one in po.parse(path.read_bytes(), path)] == ["Basta ya.", "¡Basta!"]
    assert ana.git("status", "--porcelain") == ""


def test_what_is_no_catalog_is_left_to_a_human(clones: tuple[Clone, Clone]) -> None:
    ana, bo = clones
    ana.translate(BREAD, "El pan es un derecho.")
    ana.commit("bread")
    before = ana.path.read_bytes()
    bo.path.write_bytes(bo.path.read_bytes() + b'\nmsgid "cut\n')
    bo.commit("damage")
    bo.git("push", "--quiet")
    said = ana.git("pull", "--no-rebase", fails=True)
    assert "their version cannot be merged" in said
    assert f"`git show :3:{CATALOG}`" in said
    assert ana.path.read_bytes() == before
    assert CATALOG in ana.git("diff", "--name-only", "--diff-filter=U")


def test_without_a_path_and_a_base_the_files_alone_decide(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    base, ours, theirs = (tmp_path / name for name in "OAB")
    base.write_bytes(b"")
    ours.write_text(f'{head}\nmsgid "a"\nmsgstr "uno"\n', "utf-8")
    theirs.write_text(f'{head}\nmsgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgstr "dos"\n', "utf-8")
    words = [sys.executable, "-m", "communique", "merge-driver", *map(str, (base, ours, theirs))]
    assert subprocess.run(words, cwd=tmp_path, check=False).returncode == 0
    assert [one.msgstr for one in po.parse(ours.read_bytes(), ours)] == ["uno", "dos"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["A", "B", "O"]


def test_the_driver_loads_little(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    for name, text in zip("OAB", ("", "uno", "dos"), strict=True):
        (tmp_path / name).write_text(f'{head}\nmsgid "a"\nmsgstr "{text}"\n', "utf-8")
    code = (
        "import sys; sys.argv = ['communique', 'merge-driver', 'O', 'A', 'B', 'x.po']\n"
        "from communique.cli import main\n"
        "try: main()\n"
        "except SystemExit as exit: print(exit.code)\n"
        "print([m for m in ('prefect', 'communique.project', 'ctranslate2', 'rich', 'rapidfuzz')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["1", "[]"]
