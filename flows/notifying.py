"""Tells Prefect's notification blocks the news: what became public, and what was left out."""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from prefect.blocks.abstract import NotificationBlock, NotificationError
from prefect.context import FlowRunContext
from prefect.exceptions import ObjectNotFound
from prefect.utilities.asyncutils import run_coro_as_sync

from communique.errors import CommuniqueError
from communique.pipeline import Problem, Report
from communique.pipeline import news as pipeline_news
from communique.pipeline import told as memory
from communique.pipeline.news import News
from communique.project import Project

log = logging.getLogger("communique.flows")

_ASKED = ("statements", "locales", "require", "publish_when_ready")
# A receiver's address is a secret: whoever has it may write there.
_ADDRESS = re.compile(r"\w+://\S+")
_LENGTH = 200  # characters of a reason


def tell(blocks: Sequence[str], project: Project, report: Report) -> list[Problem]:
    """Tell each block what it has not been told, whoever published it.

    A channel that cannot be told is a problem of the run; it is owed the news, and told by the
    next run. Nothing that was published is undone.

    Args:
        blocks: names as Prefect has them, such as ``slack-webhook/press``.
        project: the workspace.
        report: of this run; its problems are told where they are others than last time.

    Returns:
        What could not be told, and why.
    """
    names = list(dict.fromkeys(blocks))
    problems: list[Problem] = []
    try:
        with memory.alone(project):
            memory.owe(project, names, _began())
            for name in names:
                news = pipeline_news.gather(project, report, name, scope=_scope())
                failed = notify([name], news)
                problems += [Problem("", one) for one in failed]
                if not failed:
                    pipeline_news.told(project, news)
    except CommuniqueError as error:
        problems.append(Problem("", f"who was told what: {error}"))
    return problems


def notify(blocks: Sequence[str], news: News) -> list[str]:
    """Send news to notification blocks; no news is not sent.

    Args:
        blocks: names as Prefect has them.
        news: what is told.

    Returns:
        Which of them could not be told, and why.
    """
    failed = []
    for name in blocks if news else ():
        try:
            _send(_loaded(name), news)
            log.info("told %s: %s", name, news.subject)
        except CommuniqueError as error:
            failed.append(f"notification to {name}: {error}")
    return failed


def _loaded(name: str) -> NotificationBlock:
    """Load a block from the Prefect server.

    Raises:
        CommuniqueError: there is none of this name, or it notifies nobody, or it is damaged.
    """
    import prefect.blocks.notifications  # noqa: F401 (the blocks that may be loaded)
    from prefect.blocks.core import Block

    try:
        block = Block.load(name)
    except Exception as error:  # of a collection, of the server, of a key that was lost
        if isinstance(error.__cause__, ObjectNotFound):
            message = "there is no such block; make it in the Prefect UI, under Blocks"
            raise CommuniqueError(message) from None
        raise CommuniqueError(f"cannot be loaded ({_said(error)})") from None
    if not isinstance(block, NotificationBlock):
        raise CommuniqueError("this block notifies nobody; choose a notification block")
    return block


def _send(block: NotificationBlock, news: News) -> None:
    """Hand news to a block, and wait until it has taken them.

    Raises:
        CommuniqueError: the receiver is away, or refuses.
    """
    try:
        with block.raise_on_failure():
            sent: Any = block.notify(news.text, news.subject)
            if inspect.iscoroutine(sent):
                run_coro_as_sync(sent)
    except Exception as error:  # whatever a block of any kind raises
        raise CommuniqueError(f"was not taken ({_said(error)})") from None


def _said(error: Exception) -> str:
    """Return in a line what is wrong, without the receiver's address."""
    response = getattr(error, "response", None)
    if response is not None:
        return f"the receiver answered {response.status_code}"
    text = error.log if isinstance(error, NotificationError) else str(error)
    line = " ".join(_ADDRESS.sub("(address)", text).split())[:_LENGTH]
    return line or type(error).__name__


def _began() -> datetime:
    """Return when the present run began: what it published itself is never old."""
    context = FlowRunContext.get()
    return context.start_time if context else datetime.now(UTC)


def _scope() -> str:
    """Return what the present run was asked for: its problems are compared with the like."""
    context = FlowRunContext.get()
    if context is None or context.flow is None:
        return ""
    asked = context.parameters or {}
    said = [f"{name}={asked[name]!s}" for name in _ASKED if asked.get(name)]
    return " ".join([context.flow.name, *said])
