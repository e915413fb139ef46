"""What is known is used only while nothing has changed; histories end where a fresh start does."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import polib
import pytest

from communique import pipeline
from communique.errors import UsageError
from communique.project import FILE, Project

PLAIN = pipeline.Plain()
ES = ["Un llamado", "Exigimos la paz.", "Vea ![](map.png) el [mapa](https://example.org/a)."]


@pytest.fixture
def settled(tmp_path: Path) -> Project:
    """A workspace whose files were written long ago, published twice, so that all is known."""
    (tmp_path / FILE).write_text('locales = ["es"]\n', "utf-8")
    (tmp_path / "source_texts").mkdir()
    (tmp_path / "source_texts" / "appeal.md").write_text(
        "---\ntitle: An appeal\nlanguage: en\n---\n\nWe demand peace.\n\n"
        "See ![](map.png) the [map](https://example.org/a).\n",
        "utf-8",
    )
    (tmp_path / "source_texts" / "map.png").write_bytes(b"map")
    project = Project(tmp_path)
    pipeline.update_all(project, None, None, PLAIN)
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry, text in zip(catalog, ES, strict=True):
        entry.msgstr = text
    catalog.save(str(path))
    age(tmp_path)
    assert actions(tmp_path) == {"en": "publish", "es": "publish"}
    age(tmp_path)
    assert actions(tmp_path) == {"en": "unchanged", "es": "unchanged"}
    return Project(tmp_path)


def age(root: Path, by: float = 60) -> None:
    """Make every file of a workspace older, as if time had passed."""
    then = time.time() - by
    for folder in ("source_texts", "locales", "releases"):
        if (root / folder).exists():
            for path in (root / folder, *(root / folder).rglob("*")):
                os.utime(path, (then, then))


def actions(root: Path) -> dict[str, str]:
    outcomes, _ = pipeline.publish(Project(root), None, None, None, PLAIN)
    return {one.locale: one.action for one in outcomes}


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text("utf-8")
    assert change(text) != text
    path.write_text(change(text), "utf-8")


def test_what_is_known_is_not_opened(settled: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was judged again")

    monkeypatch.setattr("communique.pipeline.publishing.judge_statement", never)
    assert actions(settled.root) == {"en": "unchanged", "es": "unchanged"}


def test_a_catalog_that_was_saved_a_moment_ago(settled: Project) -> None:
    """Of the same size, twice in a row, faster than some clocks of file systems tick."""
    path = settled.catalog("appeal", "es")
    last = "Exigimos"
    for word in ("Pedirmos", "Querimos", "Exigimos"):
        path.write_text(path.read_text("utf-8").replace(last, word), "utf-8")
        last = word
        assert actions(settled.root)["es"] == "correct"
        assert f"{word} la paz" in (settled.site / "es" / "appeal" / "index.html").read_text(
            "utf-8"
        )


def test_a_waiver_and_an_approval_count(settled: Project) -> None:
    path = settled.root / FILE
    rewrite(path, lambda text: 'require = "approved"\n' + text)
    assert actions(settled.root)["es"] == "remove"
    pipeline.approve(settled, "appeal", "es", "Ana")
    assert actions(settled.root)["es"] == "publish"


def test_the_glossary_counts(settled: Project) -> None:
    glossary = settled.root / "glossary.csv"
    glossary.write_text("term,do_not_translate\npeace,yes\n", "utf-8")
    assert actions(settled.root)["es"] == "remove"
    glossary.write_text("term,do_not_translate\nwarmth,yes\n", "utf-8")
    assert actions(settled.root)["es"] == "publish"


def test_an_image_counts_and_a_locales_own(settled: Project) -> None:
    image = settled.sources_folder / "map.png"
    image.write_bytes(b"MAP")
    assert actions(settled.root) == {"en": "change", "es": "change"}
    age(settled.root)
    actions(settled.root)
    (settled.sources_folder / "map.es.png").write_bytes(b"mapa")
    assert actions(settled.root) == {"en": "unchanged", "es": "change"}
    assert (settled.site / "es" / "appeal" / "map.png").read_bytes() == b"mapa"
    image.unlink()
    assert actions(settled.root) == {"en": "keep", "es": "unchanged"}


def test_another_request_is_another_judgement(settled: Project) -> None:
    path = settled.catalog("appeal", "es")
    rewrite(path, lambda text: text.replace('msgctxt "title"', '#, fuzzy\nmsgctxt "title"'))
    age(settled.root)
    for require, action in (("reviewed", "remove"), ("drafts-labelled", "publish")) * 2:
        outcomes, _ = pipeline.publish(Project(settled.root), None, None, require, PLAIN)
        assert {one.locale: one.action for one in outcomes}["es"] == action


def test_a_workspace_without_its_memory_is_the_same(settled: Project) -> None:
    shutil.rmtree(settled.state)
    assert actions(settled.root) == {"en": "unchanged", "es": "unchanged"}


class History:
    """Random work on a workspace; after each step the site is what a fresh start would make."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.random = root, random.Random(seed)
        (root / FILE).write_text(
            'locales = ["es", "ar"]\nbase_url = "https://example.org"\n', "utf-8"
        )
        (root / "source_texts").mkdir()
        for slug in "abc":
            self.source(slug, "first", "a" if slug == "c" else "")

    def source(self, slug: str, word: str, link: str = "") -> None:
        linked = f" See [it]({link}.md)." if link else ""
        text = f"---\ntitle: {slug}\nlanguage: en\n---\n\nWe say {word}.{linked}\n"
        (self.root / "source_texts" / f"{slug}.md").write_text(text, "utf-8")

    def step(self) -> None:
        slug, locale = self.random.choice("abc"), self.random.choice(["es", "ar"])
        word = self.random.choice(["one", "two", "three"])
        choice = self.random.randrange(8)
        if choice < 2:
            self.source(slug, word, self.random.choice(["", "a", "b"]))
        elif choice < 6:
            self.translate(slug, locale, fuzzy=choice == 5)
        elif choice == 6:
            self.withdraw(slug)
        else:
            (self.root / "source_texts" / f"{slug}.md").unlink(missing_ok=True)

    def translate(self, slug: str, locale: str, *, fuzzy: bool) -> None:
        project = Project(self.root)
        if slug not in project.sources:
            return
        pipeline.update_all(project, [slug], [locale], PLAIN)
        path = project.catalog(slug, locale)
        catalog = polib.pofile(str(path), wrapwidth=0)
        for entry in catalog:
            entry.msgstr = entry.msgid
            entry.flags = ["fuzzy"] if fuzzy else []
        catalog.save(str(path))

    def withdraw(self, slug: str) -> None:
        again = self.random.random() < 0.5
        with suppress(UsageError):  # nothing of it is public, or withdrawn
            pipeline.withdraw(
                Project(self.root), slug, None, PLAIN, by="A", reason="x", again=again
            )

    def publish(self) -> None:
        rule = self.random.choice(["keep-last", "drafts-labelled", "reviewed"])
        pipeline.publish(Project(self.root), None, None, rule, PLAIN)
        told, _ = pipeline.publish(Project(self.root), None, None, rule, PLAIN)
        assert not [one for one in told if one.action in ("publish", "change", "correct", "remove")]

    def compare(self, other: Path) -> None:
        """Build the site in a copy that knows nothing; it is the same to the byte."""
        shutil.copytree(self.root / "releases", other / "releases")
        shutil.copy(self.root / FILE, other)
        (other / "source_texts").mkdir()
        pipeline.publish(Project(other), None, None, None, PLAIN)
        assert held(self.root / "site") == held(other / "site")


def held(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def run(root: Path, seed: int, steps: int) -> None:
    (root / "work").mkdir()
    history = History(root / "work", seed)
    for number in range(steps):
        history.step()
        history.publish()
        (root / str(number)).mkdir()
        if (root / "work" / "site").exists():
            history.compare(root / str(number))
        shutil.rmtree(root / str(number))


@pytest.mark.parametrize("seed", range(4))
def test_any_history_ends_where_a_fresh_start_does(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 8)


@pytest.mark.verify
@pytest.mark.parametrize("seed", range(100, 130))
def test_long_histories_too(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 25)
