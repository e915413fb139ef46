"""Long proof: the Golden Rules of English, from a copy of their source; none lies in the project.

``COMMUNIQUE_GOLDEN_RULES`` names a TOML file of tables with ``text`` and ``expected``, as the
source distribution of ``cleave-sbd`` has one for English among its tests.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from communique.segmentation import split_sentences

VARIABLE = "COMMUNIQUE_GOLDEN_RULES"
RULES, WANTED = 48, 44


@pytest.mark.verify
def test_golden_rules() -> None:
    name = os.environ.get(VARIABLE)
    if not name:
        pytest.skip(f"{VARIABLE} names no copy of the Golden Rules")
    tables = tomllib.loads(Path(name).read_text("utf-8"))
    rules = [rule for table in tables.values() for rule in table]
    assert len(rules) == RULES
    missed = [
        rule["text"]
        for rule in rules
        if [piece.strip() for piece in split_sentences(rule["text"], "en")] != rule["expected"]
    ]
    assert RULES - len(missed) >= WANTED, missed
