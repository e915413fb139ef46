"""Publishing: what is public after a run, what stays, what goes, and what readers are told."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from communique import pipeline
from communique.catalogs import files
from communique.editions.released import Releases
from communique.errors import CommuniqueError, UsageError
from communique.pipeline import remembering
from communique.project import FILE, Project

PLAIN = pipeline.Plain()
SPANISH = {
    "A call for peace": "Un llamado a la paz",
    "We demand peace. The council met on 4 May 2026.": (
        "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026."
    ),
    "We will **not** be silent, and the report is [here](https://example.org/a).": (
        "**No** callaremos, y el informe está [aquí](https://example.org/a)."
    ),
    "to stop the war at once;": "que se detenga la guerra de inmediato;",
    "to release all prisoners.": "que se libere a todos los presos.",
}


def translate(project: Project, locale: str = "es", **more: str) -> None:
    """Fill a catalog as a human does: no entry is fuzzy."""
    pipeline.update_all(project, None, [locale], PLAIN)
    for path in project.all_catalogs:
        if path.parent.parent.name == locale:
            catalog = files.load(path)
            for entry in catalog:
                entry.msgstr = (SPANISH | more).get(entry.msgid, entry.msgstr)
                entry.flags = [flag for flag in entry.flags if flag != "fuzzy" or not entry.msgstr]
            catalog.save(str(path))


def published(project: Project, *args: object, **more: object) -> dict[str, tuple[str, bool]]:
    """Publish; return each locale's action, and whether it is public."""
    options = dict(zip(("slugs", "wanted", "require"), args, strict=False))
    asked = {"slugs": None, "wanted": None, "require": None} | options
    outcomes, _ = pipeline.publish(Project(project.root), executor=PLAIN, **asked, **more)  # type: ignore[arg-type]
    return {one.locale: (one.action, one.published) for one in outcomes}


def settings(project: Project, text: str) -> Project:
    """Add to a workspace's settings."""
    path = project.root / FILE
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    return Project(project.root)


def edit(project: Project, old: str, new: str) -> None:
    path = project.sources["appeal"]
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def page(project: Project, tag: str, slug: str = "appeal") -> str:
    return (project.site / tag / slug / "index.html").read_text("utf-8")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 1_780_000_000)


def late(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Set the clock, which decides over embargoes whatever ``SOURCE_DATE_EPOCH`` tells."""
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    monkeypatch.setattr("communique.pipeline.embargoes.clock", lambda: moment)


def at(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))


@pytest.fixture
def spanish(project: Project) -> Project:
    """A workspace whose statement is reviewed in Spanish, and published."""
    translate(project)
    assert published(project) == {
        "en": ("publish", True),
        "es": ("publish", True),
        "fr": ("withhold", False),
    }
    return project


def test_a_second_run_changes_nothing(spanish: Project) -> None:
    before = {path: path.stat() for path in spanish.site.rglob("*") if path.is_file()}
    assert published(spanish)["es"] == ("unchanged", True)
    for path, found in before.items():
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == (found.st_mtime_ns, found.st_ino)


def test_a_correction(spanish: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The corrected source is published; the translation stays, and says that it is older."""
    at(monkeypatch, 1_780_200_000)
    edit(spanish, "to release all prisoners.", "to release all prisoners of war.")
    pipeline.update_all(spanish, None, None, PLAIN)
    outcomes, _ = pipeline.publish(Project(spanish.root), None, None, None, PLAIN)
    made = {one.locale: one for one in outcomes}
    assert (made["en"].action, made["es"].action) == ("correct", "outdated")
    assert "1 segment of 5 " in made["es"].reason
    assert "prisoners of war" in page(spanish, "en")
    assert "libere a todos los presos." in page(spanish, "es")
    shown = Releases(spanish.releases).of("appeal")
    assert shown["en"].corrected is not None
    assert shown["en"].modified > shown["es"].modified
    translate(spanish, **{"to release all prisoners of war.": "que se libere a los prisioneros."})
    at(monkeypatch, 1_780_300_000)
    assert published(spanish)["es"] == ("correct", True)
    assert "libere a los prisioneros" in page(spanish, "es")


def test_a_tag_is_no_correction(spanish: Project) -> None:
    edit(spanish, "language: en", "language: en\ntags: [peace]")
    assert published(spanish)["es"] == ("change", True)
    assert Releases(spanish.releases).of("appeal")["en"].corrected is None


def doubt(project: Project) -> None:
    """Mark a published translation as fuzzy."""
    path = project.catalog("appeal", "es")
    catalog = files.load(path)
    catalog[1].flags.append("fuzzy")
    catalog.save(str(path))


def test_a_doubt_takes_an_edition_down(spanish: Project) -> None:
    doubt(spanish)
    assert published(spanish)["es"] == ("remove", False)
    assert not (spanish.site / "es").exists()
    events = [(one.event, one.locales) for one in Releases(spanish.releases).history("appeal")]
    assert events == [("published", ("en", "es")), ("removed", ("es",))]


def test_a_doubt_under_keep_last_takes_nothing_down(spanish: Project) -> None:
    doubt(settings(spanish, '[statements.appeal]\nrequire = {default = "keep-last"}\n'))
    before = page(spanish, "es")
    assert published(spanish)["es"] == ("keep", True)
    assert page(spanish, "es") == before


def test_what_a_locale_requires_is_said_by_the_nearest(project: Project) -> None:
    path = project.root / FILE
    path.write_text(
        'locales = ["es", "fr", "de"]\n'
        'require = {default = "approved", de = "drafts-labelled"}\n'
        '[statements.appeal]\nrequire = {fr = "keep-last"}\n',
        "utf-8",
    )
    opened = Project(project.root)
    found = [str(opened.require("appeal", locale)) for locale in ("es", "fr", "de")]
    assert found == ["approved", "keep-last", "drafts-labelled"]


def test_together_waits_for_the_required(project: Project) -> None:
    settings(project, 'release = "together"\n')
    translate(project)
    assert {one for _, one in published(project).values()} == {False}
    assert not project.site.exists()
    settings(project, 'optional = ["fr"]\n')
    assert published(project)["es"] == ("publish", True)
    assert published(project)["fr"] == ("withhold", False)


def test_per_locale_publishes_what_is_asked_for_alone(project: Project) -> None:
    settings(project, 'release = "per-locale"\n')
    translate(project)
    assert published(project, None, ["es"]) == {"es": ("publish", True)}
    assert not (project.site / "en").exists()
    assert (project.site / "es" / "appeal" / "index.html").is_file()


def test_source_first_brings_the_original_along(project: Project) -> None:
    translate(project)
    assert published(project, None, ["es"])["en"] == ("publish", True)


def test_a_locale_that_is_wanted_no_longer_goes(spanish: Project) -> None:
    (spanish.root / FILE).write_text('locales = ["fr"]\n', "utf-8")
    assert published(spanish)["es"] == ("remove", False)


def everything(root: Path) -> dict[str, bytes]:
    """Every file of a workspace that a run may have written for others."""
    inside = ("source_texts", "locales", ".communique")
    found = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith(inside) and name != FILE:
            found[name] = path.read_bytes()
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    found |= {f"{name}/{one}": archive.read(one) for one in archive.namelist()}
    return found


def test_an_embargoed_statement_is_nowhere(
    spanish: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in site, feeds, maps, manifests, releases, documents, nor in what the memory exports."""
    secret = spanish.sources_folder / "zebra-secret.md"
    secret.write_text(
        "---\ntitle: Zebra title\nlanguage: en\ndate: 2026-05-05\n"
        "embargo: 2026-12-01 09:00 Europe/Berlin\n---\n\nThe zebra text is unheard of.\n",
        "utf-8",
    )
    settings(spanish, 'base_url = "https://example.org"\ndocuments = ["docx", "text"]\n')
    translate(
        Project(spanish.root),
        **{
            "Zebra title": "Título zebra",
            "The zebra text is unheard of.": "El texto zebra es inaudito.",
        },
    )
    opened = Project(spanish.root)
    outcomes, report = pipeline.publish(opened, None, None, "drafts-labelled", PLAIN)
    held = [one for one in outcomes if one.statement == "zebra-secret"]
    assert [one.action for one in held] == ["withhold"] * 3
    assert held[0].reason == "under embargo until 2026-12-01 08:00 UTC"
    assert not report.problems
    remembering.export(opened, spanish.root / "out.tmx", None)
    found = everything(spanish.root)
    assert any(name.endswith("sitemap.xml") for name in found)
    assert b"Exigimos" in found["out.tmx"]
    for name, content in found.items():
        assert b"zebra" not in content.lower(), name
        assert "zebra" not in name
    late(monkeypatch, 1_796_111_999)
    pipeline.publish(opened, None, None, None, PLAIN)
    assert not (spanish.site / "en" / "zebra-secret").exists()
    late(monkeypatch, 1_796_112_000)  # 2026-12-01 08:00 UTC
    pipeline.publish(opened, None, None, None, PLAIN)
    assert "The zebra text" in page(spanish, "en", "zebra-secret")


def test_an_embargo_that_is_no_moment_holds_back(project: Project) -> None:
    edit(project, "language: en", "language: en\nembargo: next week")
    _, report = pipeline.publish(Project(project.root), None, None, None, PLAIN)
    assert "“next week” is no date and time" in report.problems[0].message
    assert not project.site.exists()


def test_an_embargo_in_the_settings_counts_too(project: Project) -> None:
    settings(project, "[statements.appeal]\nembargo = 2026-12-01T09:00:00+01:00\n")
    assert published(project)["en"] == ("withhold", False)
    edit(project, "language: en", "language: en\nembargo: 2020-01-01 09:00 UTC")
    assert published(project)["en"] == ("withhold", False)


def test_a_withdrawal_leaves_a_tombstone(spanish: Project) -> None:
    outcomes, _ = pipeline.withdraw(spanish, "appeal", None, PLAIN, by="Ana", reason="wrong figure")
    assert [(one.locale, one.published) for one in outcomes] == [("en", False), ("es", False)]
    for tag in ("en", "es"):
        text = page(spanish, tag)
        assert "wrong figure" not in text
        assert "presos" not in text
        assert "prisoners" not in text
        assert 'content="noindex"' in text
    assert 'href="appeal' not in (spanish.site / "index.html").read_text("utf-8")
    feed = (spanish.site / "feed.es.atom").read_text("utf-8")
    assert "deleted-entry" in feed
    assert "<entry>" not in feed
    assert published(spanish)["es"] == ("withdraw", False)  # it stays so
    pipeline.withdraw(spanish, "appeal", None, PLAIN, by="Ana", reason="it was right", again=True)
    assert "presos" in page(spanish, "es")
    assert published(spanish)["es"] == ("unchanged", True)


def test_a_withdrawal_that_failed_can_be_repeated(
    spanish: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = spanish.root / "theme"
    theme.mkdir()
    (theme / "colophon.html").write_text("{{ nope }}", "utf-8")
    with pytest.raises(Exception, match="nope"):
        pipeline.withdraw(spanish, "appeal", None, PLAIN, by="Ana", reason="x")
    assert not Releases(spanish.releases).withdrawals("appeal")
    (theme / "colophon.html").unlink()
    pipeline.withdraw(spanish, "appeal", None, PLAIN, by="Ana", reason="x")
    assert "presos" not in page(spanish, "es")
    outcomes, _ = pipeline.withdraw(spanish, "appeal", None, PLAIN, by="Ana", reason="x")
    assert outcomes[0].reason == "withdrawn before"
    assert len(Releases(spanish.releases).history("appeal")) == 2


@pytest.mark.parametrize("value", ["20261201", "5", "2026-12-01", "true", "09:00:00"])
def test_an_embargo_in_the_settings_is_no_number(project: Project, value: str) -> None:
    path = project.root / FILE
    path.write_text(f"[statements.appeal]\nembargo = {value}\n", "utf-8")
    with pytest.raises(UsageError, match="embargo"):
        Project(project.root)


def test_an_embargo_in_the_settings_has_a_zone(project: Project) -> None:
    path = project.root / FILE
    path.write_text("[statements.appeal]\nembargo = 2026-12-01T09:00:00\n", "utf-8")
    outcomes, report = pipeline.publish(Project(project.root), None, None, None, PLAIN)
    assert "no time zone" in str(report.problems[0])
    assert not outcomes


@pytest.mark.parametrize(
    "head",
    [
        "---\nEmbargo: 2099-01-01 09:00 UTC\n---\n",
        "---\nembargoed: 2099-01-01 09:00 UTC\n---\n",
        "---\nembargo:\n---\n",
        "---\nmeta:\n  embargo: 2099-01-01 09:00 UTC\n---\n",
        "---\nembargo: 2099-01-01 09:00 UTC\nembargo: 2020-01-01 09:00 UTC\n---\n",
        "\n---\nembargo: 2099-01-01 09:00 UTC\n---\n",
        "---\nembargo: 2099-01-01 09:00 UTC\n",
        "+++\nembargo = 2099-01-01T09:00:00Z\n+++\n",
        "Embargo: 1 January 2099\n",
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_whatever_looks_like_an_embargo_holds_back(
    project: Project, head: str, suffix: str
) -> None:
    source = project.sources_folder / f"secret{suffix}"
    source.write_text(f"{head}\nA zebra.\n", "utf-8")
    settings(project, '[statements.secret]\nlanguage = "en"\n')
    pipeline.publish(Project(project.root), None, None, None, PLAIN)
    assert (project.site / "en" / "appeal").exists()
    assert not (project.site / "en" / "secret").exists()


def test_an_html_page_says_its_embargo_in_the_settings(project: Project) -> None:
    source = project.sources_folder / "secret.html"
    source.write_text(
        '<html lang="en"><head><title>Zebra</title>\n'
        '<meta name="embargo" content="2099-01-01 09:00 UTC"></head><p>A zebra.</p></html>',
        "utf-8",
    )
    pipeline.publish(Project(project.root), None, None, None, PLAIN)
    assert not (project.site / "en" / "secret").exists()
    settings(project, "[statements.secret]\nembargo = 2020-01-01T09:00:00Z\n")
    pipeline.publish(Project(project.root), None, None, None, PLAIN)
    assert (project.site / "en" / "secret").exists()


def test_a_text_about_embargoes_is_no_embargo(project: Project) -> None:
    edit(project, "We demand peace.", "The embargo must end: lift it. Embargo or not, we speak.")
    assert published(project)["en"] == ("publish", True)


def test_an_embargo_of_no_statement_is_refused(project: Project) -> None:
    settings(project, "[statements.apeal]\nembargo = 2099-01-01T09:00:00Z\n")
    with pytest.raises(UsageError, match="names no statement"):
        published(project)
    assert not project.site.exists()


def test_what_was_withdrawn_last_stays_so_whatever_epoch_is_told(
    spanish: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn(again: bool) -> None:
        pipeline.withdraw(spanish, "appeal", None, PLAIN, by="A", reason="x", again=again)

    turn(again=False)
    turn(again=True)
    at(monkeypatch, 1_700_000_000)
    turn(again=False)
    assert published(spanish)["es"] == ("withdraw", False)
    with pytest.raises(UsageError, match="whole statement is withdrawn"):
        pipeline.withdraw(spanish, "appeal", ["es"], PLAIN, by="A", reason="x", again=True)
    (spanish.root / FILE).write_text('locales = ["fr"]\n', "utf-8")
    assert published(spanish)["es"] == ("withdraw", False)
    assert (spanish.site / "es" / "appeal" / "index.html").exists()


def test_a_release_leads_nowhere_else(spanish: Project) -> None:
    path = spanish.releases / "appeal" / "es.json"
    fields = json.loads(path.read_text("utf-8"))
    for assets in ([["../../evil", "0" * 64]], [["a", "../../../communique.toml"]], [["/a", ""]]):
        path.write_text(json.dumps(fields | {"assets": assets}), "utf-8")
        with pytest.raises(CommuniqueError, match="no released edition"):
            pipeline.publish(Project(spanish.root), None, None, None, PLAIN)


@pytest.mark.parametrize("value", ["soon", "99999999999999999999", "1e3"])
def test_an_epoch_that_is_no_moment_is_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        pipeline.publish(project, None, None, None, PLAIN)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("history.jsonl", b"\xff\n"),
        ("history.jsonl", b'{"at": 5, "event": "published"}\n'),
        ("history.jsonl", b"[]\n"),
        ("es.json", b"{}"),
        ("es.json", b'{"slug": "appeal", "locale": "es", "text": []}'),
        ("es.json", b'{"slug": "appeal", "locale": "es", "text": [], "translations": []}'),
        ("es.json", b'{"slug": "other", "locale": "es", "text": [], "translations": []}'),
        ("es.json", b"\xff"),
    ],
)
def test_a_damaged_release_is_one_clear_error(spanish: Project, name: str, content: bytes) -> None:
    before = page(spanish, "es")
    (spanish.releases / "appeal" / name).write_bytes(content)
    with pytest.raises(CommuniqueError, match="restore it from git") as raised:
        pipeline.publish(Project(spanish.root), None, None, None, PLAIN)
    assert f"appeal/{name}" in str(raised.value)
    assert page(spanish, "es") == before


def test_a_translation_may_be_withdrawn_alone(spanish: Project) -> None:
    pipeline.withdraw(spanish, "appeal", ["es"], PLAIN, by="Ana", reason="mistranslated")
    assert "presos" not in page(spanish, "es")
    assert "prisoners" in page(spanish, "en")
    with pytest.raises(UsageError, match="without their original"):
        pipeline.withdraw(spanish, "appeal", ["en"], PLAIN, by="Ana", reason="x")
    with pytest.raises(UsageError, match="not public in fr"):
        pipeline.withdraw(spanish, "appeal", ["fr"], PLAIN, by="Ana", reason="x")


def test_a_withdrawn_statement_whose_source_is_gone_stays_withdrawn(spanish: Project) -> None:
    pipeline.withdraw(spanish, "appeal", None, PLAIN, by="Ana", reason="x")
    spanish.sources["appeal"].unlink()
    assert published(spanish) == {"en": ("withdraw", False), "es": ("withdraw", False)}
    assert "presos" not in page(spanish, "es")


def test_statements_that_link_to_each_other_come_together(project: Project) -> None:
    edit(project, "We demand peace.", "We demand [peace](other.md).")
    outcomes, _ = pipeline.publish(project, None, None, None, PLAIN)
    assert outcomes[0].reason == "links to the statement “other”, which is not published"
    other = project.sources_folder / "other.md"
    other.write_text("---\nlanguage: en\ntitle: Other\n---\n\nSee [us](appeal.md).\n", "utf-8")
    assert published(project)["en"] == ("publish", True)
    assert 'href="../other/index.html"' in page(project, "en")


def test_a_missing_image_withholds_its_edition_alone(project: Project) -> None:
    other = project.sources_folder / "other.md"
    other.write_text("---\nlanguage: en\ntitle: Other\n---\n\nSee ![](map.png) it.\n", "utf-8")
    outcomes, report = pipeline.publish(Project(project.root), None, None, None, PLAIN)
    assert "“map.png” does not exist" in str(report.problems[0])
    public = {(one.statement, one.locale) for one in outcomes if one.published}
    assert public == {("appeal", "en")}


def test_a_kept_edition_keeps_its_image(spanish: Project) -> None:
    image = spanish.sources_folder / "map.png"
    image.write_bytes(b"first")
    edit(spanish, "We demand peace.", "![](map.png) We demand peace.")
    said = {
        "![](map.png) We demand peace. The council met on 4 May 2026.": (
            "![](map.png) Exigimos la paz. El consejo se reunió el 4 de mayo de 2026."
        )
    }
    translate(spanish, **said)
    assert published(spanish)["es"] == ("correct", True)
    image.write_bytes(b"second")
    edit(spanish, "all prisoners", "all the prisoners")
    assert published(spanish)["es"] == ("outdated", True)
    assert (spanish.site / "en" / "appeal" / "map.png").read_bytes() == b"second"
    assert (spanish.site / "es" / "appeal" / "map.png").read_bytes() == b"first"


def test_a_dry_run_writes_nothing(project: Project) -> None:
    translate(project)
    assert published(project, dry_run=True)["es"] == ("publish", True)
    assert not project.site.exists()
    assert not project.releases.exists()


def test_a_killed_release_is_made_good(spanish: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered is the truth: the next run makes the site of it."""
    edit(spanish, "all prisoners", "all the prisoners")
    monkeypatch.setattr(
        "communique.publishing.release._exchange",
        lambda *_: (_ for _ in ()).throw(KeyboardInterrupt),
    )
    with pytest.raises(KeyboardInterrupt):
        pipeline.publish(Project(spanish.root), None, None, None, PLAIN)
    assert "all prisoners" in page(spanish, "en")
    monkeypatch.undo()
    at(monkeypatch, 1_780_000_001)
    assert published(spanish)["en"] == ("unchanged", True)
    assert "all the prisoners" in page(spanish, "en")


def test_a_release_that_was_changed_by_hand_is_refused(spanish: Project) -> None:
    path = spanish.releases / "appeal" / "es.json"
    fields = json.loads(path.read_text("utf-8"))
    fields["text"][-1] = "que se vayan.\n"
    path.write_text(json.dumps(fields), "utf-8")
    (spanish.state / "site.json").unlink()
    doubt(settings(spanish, 'require = "keep-last"\n'))
    with pytest.raises(CommuniqueError, match="was changed after it was published"):
        pipeline.publish(Project(spanish.root), None, None, None, PLAIN)
