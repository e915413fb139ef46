"""Long proof: the Golden Rules of English, from their public source; none lies in the project.

``make verify`` fetches a TOML file of tables with ``text`` and ``expected``, which the source
distribution of ``cleave-sbd`` has among its tests.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from communique.segmentation import split_sentences

FILE = Path(sys.prefix) / "share" / "golden-rules" / "english.toml"
RULES, WANTED = 48, 44


@pytest.mark.verify
def test_golden_rules() -> None:
    if not FILE.exists():
        pytest.skip(f"no {FILE}: `make verify` fetches it")
    tables = tomllib.loads(FILE.read_text("utf-8"))
    rules = [rule for table in tables.values() for rule in table]
    assert len(rules) == RULES
    missed = [
        rule["text"]
        for rule in rules
        if [piece.strip() for piece in split_sentences(rule["text"], "en")] != rule["expected"]
    ]
    assert RULES - len(missed) >= WANTED, missed
