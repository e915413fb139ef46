"""The tutorial is true: its commands are run in an empty folder, and answer what it shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.shell import Answer, Shell, Shown, agrees, read

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCKS = [block for block in read(PAGE.read_text("utf-8")) if block.run]
PLAIN = [block for block in BLOCKS if not block.prefect]
WITH_PREFECT = [block for block in BLOCKS if block.prefect]


def named(block: Shown) -> str:
    return f"line {block.line}: {block.commands.splitlines()[0][:40]}"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    if shutil.which("bash") is None:
        pytest.skip("no bash")
    return Shell(tmp_path_factory.mktemp("tutorial"))


@pytest.fixture(scope="module")
def answers(shell: Shell) -> dict[int, Answer]:
    """Run all that needs no Prefect, once, in order."""
    return {block.line: shell.run(block.commands) for block in PLAIN}


def hold(block: Shown, answer: Answer) -> None:
    assert answer.code == block.code, answer.text
    if block.answer is not None and not agrees(block.answer, answer.text, loosely=block.loosely):
        pytest.fail(f"the page shows\n{block.answer}\nand the answer was\n{answer.text}", False)


@pytest.mark.parametrize("block", PLAIN, ids=named)
def test_answers_what_is_shown(block: Shown, answers: dict[int, Answer]) -> None:
    hold(block, answers[block.line])


@pytest.mark.prefect
@pytest.mark.parametrize("block", WITH_PREFECT, ids=named)
def test_prefect_answers_what_is_shown(
    block: Shown, answers: dict[int, Answer], shell: Shell
) -> None:
    hold(block, shell.run(block.commands))


def test_most_of_the_tutorial_is_run() -> None:
    left_out = [block for block in read(PAGE.read_text("utf-8")) if not block.run]
    assert len(PLAIN) >= 20
    assert len(WITH_PREFECT) == 1
    assert [block.commands for block in left_out] == [
        "communique preview --open\n",
        "communique flow serve\n",
    ]


@pytest.mark.parametrize(
    ("shown", "said", "loosely", "result"),
    [
        ("a  b\n", "a\tb", False, True),
        ("a b\n…\nd\n", "a b\nc\nc\nd\n", False, True),
        ("site: …/x.html\n", "site: /tmp/y/x.html\n", False, True),
        ("a b\n", "a c\n", False, False),
        ("a b\n", "a b\nc\n", False, False),
        ("", "an error\n", False, False),
        ("The council met in the old library.", "The council met in the big library.", True, True),
        ("The council met in the old library.", "usage: grep [OPTION]... PATTERN", True, False),
    ],
)
def test_answers_are_compared(shown: str, said: str, loosely: bool, result: bool) -> None:
    assert agrees(shown, said, loosely=loosely) is result


@pytest.mark.parametrize(
    "page",
    [
        "<!-- tutorial: maybe -->\n```sh\nls\n```\n",
        "```text\nan answer\n```\n",
        "```sh\nls\n```\n\n<!-- tutorial: whatever -->\n```text\na\n```\n",
    ],
)
def test_a_page_that_cannot_be_understood_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="line"):
        read(page)
