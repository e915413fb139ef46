"""The ledger on disk: what is read back, what is passed over, and that nothing crashes on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from communique.catalogs import ledger
from communique.catalogs.ledger import (
    Approval,
    Carried,
    Draft,
    Kept,
    Record,
    Revoked,
    Waiver,
    gist,
    key_digest,
)
from communique.statement import Key, digest

KEY = Key("title", "Peace now")
NAME, TEXT = key_digest(KEY), digest("La paz ya")
RECORDS: list[Record] = [
    Draft(NAME, TEXT, "engine", "starter:en-es", "0.1", -0.5, 0.25, "La paz ya", time="2026-01-01"),
    Carried(NAME, TEXT, "Peace", "reviewed", gist("La paz ya"), ("number: “5” → “6”",), time="b"),
    Waiver(NAME, TEXT, "numbers", "Ana", "so it is", time="c"),
    Approval(NAME, TEXT, "Ana", time="d"),
    Kept(NAME, TEXT, "x", "Bea", "a typo", time="e"),
    Revoked(NAME, TEXT, time="f"),
]


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    ledger.append(path, RECORDS[:3])
    ledger.append(path, RECORDS[3:])
    known = ledger.load(path)
    assert known.draft(KEY, "La paz ya") == RECORDS[0]
    assert known.carried(KEY, "La paz ya") == RECORDS[1]
    assert known.waiver(KEY, "La paz ya", "numbers") == RECORDS[2]
    assert known.waiver(KEY, "La paz ya", "dates") is None
    assert known.last_approval(KEY, "La paz ya") == RECORDS[3]
    assert known.approval(KEY, "La paz ya") is None  # revoked since
    assert known.approval(Key(None, "Peace now"), "La paz ya") is None


@pytest.mark.parametrize(
    "line",
    [
        "not JSON", "[]", "7", '"x"', "{}", '{"record": "nonsense"}', '{"record": "draft"}',
        '{"record": "draft", "key": "k", "text": 5, "origin": "engine"}',
        '{"record": "draft", "key": "k", "text": "t", "origin": "engine", "risk": "much"}',
        '{"record": "carried", "key": "k", "text": "t", "source": "s", "was": "foo"}',
        '{"record": "carried", "key": "k", "text": "t", "source": "s", "was": "draft", "flips": 1}',
        '{"record": "approval", "key": "k", "text": "t", "by": "x", "time": 5}',
        '{"record": "approval", "key": "k", "te', "[" * 20_000,
    ],
)  # fmt: skip
def test_what_is_no_record_is_passed_over(
    tmp_path: Path, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.ledger.jsonl"
    path.write_text(line, "utf-8")
    ledger.append(path, RECORDS[:1])
    known = ledger.load(path)
    assert known.draft(KEY, "La paz ya") == RECORDS[0]
    assert [str(record.msg % record.args) for record in caplog.records] == [
        f"{path}:1: not a ledger record; passed over"
    ]


def test_a_field_of_a_newer_version_does_not_make_a_draft_a_humans(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    said = {"record": "draft", "key": NAME, "text": TEXT, "origin": "engine", "mood": "sunny"}
    path.write_text(json.dumps(said) + "\n", "utf-8")
    assert ledger.load(path).recorded(KEY) == {TEXT}


def test_lines_of_two_clones_may_come_in_any_order(tmp_path: Path) -> None:
    approved, revoked = Approval(NAME, TEXT, "Ana", time="2"), Revoked(NAME, TEXT, time="1")
    for records in ([approved, revoked], [revoked, approved]):
        path = tmp_path / f"{records[0].time}.jsonl"
        ledger.append(path, records)
        assert ledger.load(path).approval(KEY, "La paz ya") == approved
