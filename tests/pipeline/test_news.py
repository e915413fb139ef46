"""News: every event is told to every channel once, whatever happens in between."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique import pipeline
from communique.editions.released import Event, Releases
from communique.pipeline import addresses, told
from communique.pipeline.news import Happened, News, gather
from communique.pipeline.news import told as remember
from communique.pipeline.results import Problem, Report
from communique.project import FILE, Project

PLAIN = pipeline.Plain()
BASE = 'base_url = "https://example.org/s/"\n'
TEXTS = {
    "A call for peace": "Un llamado a la paz",
    "We demand peace. The council met on 4 May 2026.": (
        "Exigimos la paz. El consejo se reunió el 4 de mayo de 2026."
    ),
    "We will **not** be silent, and the report is [here](https://example.org/a).": (
        "**No** callaremos, y el informe está [aquí](https://example.org/a)."
    ),
    "to stop the war at once;": "que pare la guerra ya;",
    "to release all prisoners.": "que se libere a todos los presos.",
}


@pytest.fixture
def house(workspace: Path) -> Project:
    """A workspace with a base URL, whose appeal is translated into Spanish; nothing is public."""
    (workspace / FILE).write_text(f'name = "Tests"\nlocales = ["es"]\n{BASE}', "utf-8")
    project = Project(workspace)
    pipeline.update_all(project, None, None, PLAIN)
    path = project.catalog("appeal", "es")
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry in catalog:
        entry.msgstr = TEXTS[entry.msgid]
    catalog.save(str(path))
    return project


def publish(project: Project) -> Report:
    return pipeline.publish(project, None, None, None, PLAIN)[1]


def taken(project: Project, channel: str = "", report: Report | None = None) -> News:
    """What a channel that takes everything is told."""
    news = gather(project, report, channel)
    remember(project, news)
    return news


def kinds(news: News) -> set[tuple[str, str]]:
    return {(one.locale, one.event) for one in news.happened}


def test_what_became_public_is_told_once(house: Project) -> None:
    assert not taken(house)
    assert publish(house).problems == []
    news = gather(house)
    assert news.subject == "Tests: 2 editions published"
    assert news.text.splitlines() == [
        "A call for peace (appeal)",
        "- published in English: https://example.org/s/en/appeal/",
        "- published in Spanish: https://example.org/s/es/appeal/",
    ]
    assert kinds(gather(house)) == kinds(news)  # nobody was told yet
    remember(house, news)
    assert not gather(house)
    publish(house)
    assert not gather(house)


def test_old_releases_are_not_news(house: Project) -> None:
    publish(house)
    assert not taken(house)
    assert not taken(house, "another")


def test_a_run_tells_what_it_published_itself_the_first_time(house: Project) -> None:
    Releases(house.releases).log("appeal", [Event("2020-01-01T00:00:00Z", "published", ("fr",))])
    began = datetime.now(UTC)
    publish(house)
    assert kinds(gather(house, since=began)) == {("en", "published"), ("es", "published")}


def test_a_withdrawal_names_who_and_never_why(house: Project) -> None:
    taken(house)
    publish(house)
    taken(house)
    pipeline.withdraw(
        house, "appeal", ["es"], PLAIN, by="Ana Ruiz", reason="a secret mistake", again=False
    )
    news = taken(house)
    assert news.subject == "Tests: 1 edition withdrawn"
    assert "- withdrawn in Spanish by Ana Ruiz: https://example.org/s/es/appeal/" in news.text
    assert "secret" not in f"{news}{news.text}"
    pipeline.withdraw(house, "appeal", ["es"], PLAIN, by="Ana Ruiz", reason="x", again=True)
    assert kinds(taken(house)) == {("es", "reinstated")}


def test_a_correction_and_a_removal_are_told(house: Project) -> None:
    taken(house)
    publish(house)
    taken(house)
    path = house.catalog("appeal", "es")
    path.write_text(path.read_text("utf-8").replace("que pare", "que termine"), "utf-8")
    publish(house)
    assert kinds(taken(house)) == {("es", "corrected")}
    (house.root / FILE).write_text('name = "Tests"\nlocales = ["fr"]\n', "utf-8")
    house = Project(house.root)
    publish(house)
    news = taken(house)
    assert kinds(news) == {("es", "removed")}
    assert news.text.splitlines()[-1] == "- removed in Spanish"


def test_without_a_base_url_titles_stand_for_addresses(house: Project) -> None:
    house.options.base_url = ""
    taken(house)
    publish(house)
    assert "- published in Spanish: “Un llamado a la paz”" in gather(house).text


def test_what_was_undone_before_anybody_was_told_is_told_as_it_is_now(house: Project) -> None:
    taken(house)
    publish(house)
    pipeline.withdraw(house, "appeal", None, PLAIN, by="Ana", reason="x")
    assert kinds(gather(house)) == {("en", "withdrawn"), ("es", "withdrawn")}
    pipeline.withdraw(house, "appeal", None, PLAIN, by="Ana", reason="x", again=True)
    assert kinds(gather(house)) == {("en", "published"), ("es", "published")}


def test_what_a_killed_run_only_wrote_down_is_not_told_as_public(house: Project) -> None:
    taken(house)
    Releases(house.releases).log("appeal", [Event("2026-01-01T00:00:00Z", "published", ("es",))])
    assert not taken(house)
    publish(house)
    assert ("es", "published") in kinds(taken(house))


def test_a_merge_that_puts_lines_in_the_middle_loses_and_repeats_nothing(house: Project) -> None:
    taken(house)
    publish(house)
    taken(house)
    history = house.releases / "appeal" / "history.jsonl"
    first, *rest = history.read_text("utf-8").splitlines()
    merged = '{"at": "2020-02-02T00:00:00Z", "event": "changed", "locales": ["es"]}'
    history.write_text("\n".join([merged, first, *rest]) + "\n", "utf-8")
    assert kinds(taken(house)) == {("es", "changed")}
    history.write_text("\n".join([*rest, first, merged]) + "\n", "utf-8")
    assert not taken(house)


def test_equal_events_of_one_second_are_each_news(house: Project) -> None:
    taken(house)
    publish(house)
    taken(house)
    event = Event("2026-03-03T00:00:00Z", "changed", ("es",))
    for _ in range(2):
        Releases(house.releases).log("appeal", [event])
        assert kinds(taken(house)) == {("es", "changed")}
        assert not taken(house)


def test_each_channel_is_owed_what_it_was_not_told(house: Project) -> None:
    told.owe(house, ["slack-webhook/press", "email/desk"])
    publish(house)
    assert taken(house, "slack-webhook/press")
    assert not taken(house, "slack-webhook/press")
    pipeline.withdraw(house, "appeal", ["es"], PLAIN, by="Ana", reason="x")
    assert kinds(taken(house, "slack-webhook/press")) == {("es", "withdrawn")}
    assert kinds(taken(house, "email/desk")) == {("en", "published"), ("es", "withdrawn")}
    assert not taken(house, "new/later")


def test_a_damaged_memory_starts_anew_with_a_line(
    house: Project, caplog: pytest.LogCaptureFixture
) -> None:
    taken(house)
    publish(house)
    for damage in (b"{", b"[]", b'{"seen": 3, "channels": {}}', b"\xff", b'{"seen": {}}'):
        (house.state / told.FILE).write_bytes(damage)
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            assert not taken(house)
        assert len([one for one in caplog.records if "damaged" in one.message]) == 1
    assert json.loads((house.state / told.FILE).read_bytes())["seen"]["appeal"]


def test_a_damaged_history_waits_and_the_others_are_told(house: Project) -> None:
    second = house.sources["appeal"].read_text("utf-8")
    (house.sources_folder / "other.md").write_text(second, "utf-8")
    house = Project(house.root)
    taken(house)
    publish(house)
    history = house.releases / "appeal" / "history.jsonl"
    sound = history.read_bytes()
    history.write_bytes(sound + b"<<<<<<< ours\n")
    assert {one.slug for one in taken(house).happened} == {"other"}
    history.write_bytes(sound)
    assert {one.slug for one in taken(house).happened} == {"appeal"}


def test_a_release_that_cannot_be_read_is_owed_still(house: Project) -> None:
    taken(house)
    publish(house)
    kept = house.releases / "appeal" / "es.json"
    sound = kept.read_bytes()
    kept.write_bytes(b"{")
    assert not taken(house)
    kept.write_bytes(sound)
    assert len(taken(house).happened) == 2


def problems(*said: str) -> Report:
    return Report(problems=[Problem("appeal", one, "es") for one in said])


def test_problems_are_told_when_there_are_others_than_last_time(house: Project) -> None:
    news = taken(house, report=problems("a", "b"))
    assert news.subject == "Tests: 2 problems"
    assert news.text.splitlines() == ["Left out:", "- appeal (es): a", "- appeal (es): b"]
    assert not taken(house, report=problems("b", "a"))
    assert not taken(house, report=problems("a"))
    assert taken(house, report=problems("a", "b"))
    assert not taken(house, report=None)
    assert not taken(house, report=problems("a", "b"))
    assert taken(house, report=Report()).text == "Nothing is left out any more."
    assert not taken(house, report=Report())


def test_problems_are_compared_with_those_of_the_same_request(house: Project) -> None:
    assert gather(house, problems("a"), scope="check").problems
    remember(house, gather(house, problems("a"), scope="check"))
    assert not gather(house, Report(), scope="publish")
    assert not gather(house, problems("a"), scope="check")
    assert gather(house, Report(), scope="check").mended


def test_problems_do_not_name_what_is_under_embargo(house: Project) -> None:
    text = "---\ntitle: X\nembargo: 2999-01-01 09:00 UTC\nlanguage: en\n---\n\nText.\n"
    (house.sources_folder / "war-is-over.md").write_text(text, "utf-8")
    (house.sources_folder / "torn.md").write_bytes(b"---\nembargo: 2999-01-01\xff\n---\n")
    house = Project(house.root)
    report = Report(
        problems=[
            Problem("war-is-over", "no catalog", "es"),
            Problem("source_texts/torn.md", "not UTF-8"),
            Problem("appeal", "links to the statement “war-is-over”", "es"),
            Problem("appeal", "an honest mistake", "es"),
        ]
    )
    news = gather(house, report)
    assert news.subject == "Tests: 4 problems"
    assert "an honest mistake" in news.text
    assert "- 3 of what is under embargo" in news.text
    assert "war" not in news.text
    assert "torn" not in news.text


def many(statements: int, locales: list[str]) -> News:
    return News(
        "Tests",
        tuple(
            Happened(f"s{n}", locale, "published", f"T {n}", f"https://x/{locale}/{n}", "", "T")
            for n in range(statements)
            for locale in locales
        ),
        problems=tuple(f"p{n}" for n in range(50)),
    )


def test_much_news_stays_short() -> None:
    locales = ["ar", "de", "es", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt_BR", "ru", "sw"]
    text = many(30, locales).text
    assert "- published in 13 languages: Arabic, Dutch, French" in text
    assert " and 1 more" in text
    assert "statements" in text
    assert "- and 40 more" in text
    assert len(text.splitlines()) <= 40


@given(st.integers(0, 60), st.integers(1, 9), st.integers(0, 60), st.booleans())
def test_a_text_never_has_more_than_forty_lines(
    statements: int, locales: int, problems: int, mended: bool
) -> None:
    names = ["ar", "de", "es", "fr", "hi", "it", "ja", "ko", "nl"][:locales]
    found = many(statements, names)
    lines = News("T", found.happened, ("p",) * problems, 3, mended).text.splitlines()
    assert len(lines) <= 40
    told_of = sum(one.endswith(")") and "(s" in one for one in lines)
    assert told_of == statements or any("more statement" in one for one in lines)


def test_titles_call_nobody_and_lead_nowhere() -> None:
    title = "<!channel> @everyone [press](https://evil.example)\n\u202ealso"
    text = News("W <!here>", (Happened("s", "es", "published", title, "", "", title),)).text
    for call in ("<", ">", "@e", "](", "\u202e"):
        assert call not in text
    assert len(text.splitlines()) == 2


def test_a_title_from_right_to_left_keeps_to_itself() -> None:
    text = News("W", (Happened("s", "ar", "published", "نداء", "", "", "نداء"),)).text
    assert "\u2068نداء\u2069" in text


def test_memory_is_written_at_once_or_not_at_all(
    house: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(house)
    before = (house.state / told.FILE).read_bytes()
    publish(house)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        gather(house)
    assert (house.state / told.FILE).read_bytes() == before
    assert not list(house.state.glob("*.new"))
    monkeypatch.undo()
    assert taken(house)


@pytest.fixture
def preview(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv(addresses.PREVIEW, "http://127.0.0.1:8000/")
    return monkeypatch


def test_addresses(house: Project, preview: pytest.MonkeyPatch) -> None:
    assert addresses.edition_url(house, "a", "pt_BR") == "https://example.org/s/pt-BR/a/"
    assert addresses.preview_url(house, "a", "pt_BR") == "http://127.0.0.1:8000/pt-BR/a/"
    assert addresses.proof_url(house, "a", "pt_BR") == "http://127.0.0.1:8000/proofs/a.pt_BR.html"
    assert Project(house.root).options.name == "Tests"  # the variable is no setting
    for none in ("", "  ", "127.0.0.1:8000", "http://[", "file:///x"):
        preview.setenv(addresses.PREVIEW, none)
        assert addresses.preview_url(house, "a", "es") == ""
    house.options.base_url = ""
    assert addresses.edition_url(house, "a", "es") == ""


@given(
    st.lists(
        st.tuples(st.sampled_from(["event", "a", "b"]), st.integers(0, 3)), min_size=1, max_size=12
    )
)
def test_every_event_is_owed_to_each_channel_exactly_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    root = tmp_path_factory.mktemp("w")
    (root / FILE).write_text('name = "T"\n', "utf-8")
    project, releases = Project(root), Releases(root / "releases")
    told.owe(project, ["a", "b"])
    heard = {"a": 0, "b": 0}
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for what, second in [*steps, ("a", 0), ("b", 0)]:
        if what == "event":
            at = (start + timedelta(seconds=second)).isoformat()
            releases.log("s", [Event(at, "changed", ("es",))])
            releases.__dict__.pop("slugs", None)
        else:
            owed = told.owe(project, ["a"]).channels[what].owed
            heard[what] += sum(marks.total() for marks in owed.values())
            told.pay(project, what, owed, "", [])
    events = sum(what == "event" for what, _ in steps)
    assert heard == {"a": events, "b": events}
