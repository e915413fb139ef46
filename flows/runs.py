"""What every flow run has: a name that says what runs, an opened workspace, an end that tells."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from inspect import get_annotations, signature
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import Flow, State, runtime
from prefect.states import Completed, Failed

from communique.errors import CommuniqueError
from communique.pipeline import Outcome, Report
from communique.project import Project

log = logging.getLogger("communique.flows")

P = ParamSpec("P")
R = TypeVar("R")
_NAMED = 3  # statements or locales that a run's name lists


@dataclass(frozen=True)
class Ran:
    """What a flow did.

    Attributes:
        workspace: where.
        summary: in a line.
        report: coverage, counts, and the problems of what was left out.
        outcomes: what became of each edition, where the flow publishes.
    """

    workspace: Project
    summary: str
    report: Report
    outcomes: Sequence[Outcome] = field(default=())


def run_name() -> str:
    """Return the name of the present run: the flow, what it works on, into which locales."""
    asked = runtime.flow_run.parameters
    what = _listed(asked.get("statements"), "all statements")
    where = _listed(asked.get("locales"), "all locales")
    extra = ", publishing what is ready" if asked.get("publish_when_ready") else ""
    extra += " (dry run)" if asked.get("dry_run") else ""
    return f"{runtime.flow_run.flow_name}: {what} → {where}{extra}"


def _listed(names: Sequence[str] | None, all_: str) -> str:
    if not names:
        return all_
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def opened(folder: Path) -> Project:
    """Open the workspace of a run, and have Prefect show the library's log lines.

    Raises:
        UsageError: there is none.
    """
    logging.getLogger("communique").setLevel(logging.INFO)
    return Project(folder)


def telling(step: Callable[P, Ran]) -> Callable[P, Ran]:
    """End a run in a state that tells how it went.

    A run that had to leave something out fails, when all else is done, and says what; a mistake
    that a user can mend is one line, with no traceback.
    """

    @wraps(step)
    def ending(*args: P.args, **kwargs: P.kwargs) -> Any:
        from flows import artifacts, forms

        try:
            ran = step(*args, **kwargs)
            artifacts.show_problems(ran.workspace, ran.report)
            forms.renew()
        except CommuniqueError as error:
            return _refused(error)
        except OSError as error:  # a disk that is full, a file that went in the midst of all
            place = f"{error.filename}: " if error.filename else ""
            return _refused(CommuniqueError(f"{place}{error.strerror or error}"))
        return _state(ran)

    # Prefect reads types where the function it is given was defined: here, not where they mean
    # something.
    ending.__signature__ = signature(step, eval_str=True)  # type: ignore[attr-defined]
    ending.__annotations__ = get_annotations(step, eval_str=True)
    return ending


def _refused(error: CommuniqueError) -> State[Any]:
    log.error("%s", error)
    return Failed(message=str(error), data=error)


def _state(ran: Ran) -> State[Any]:
    problems = ran.report.problems
    if not problems:
        return Completed(message=ran.summary, data=ran)
    for problem in problems:
        extra = {"statement": problem.statement, "locale": problem.locale}
        log.error("%s", problem, extra=extra)
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return Failed(message=f"{ran.summary}. Left out: {problems[0]}{more}", data=ran)


def run_here(flow: Flow[..., Ran], **parameters: Any) -> Ran:
    """Run a flow in this process, and return what it did, problems and all.

    Raises:
        CommuniqueError: what the flow was told cannot be done.
    """
    state: Any = flow(**parameters, return_state=True)
    result = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    ran: Ran = result
    return ran
