"""Prefect flows over the communique library; the only place that imports Prefect.

Importing this package sets how Prefect behaves here, before Prefect itself is imported: offline,
quiet, and with its state in the workspace unless the environment says otherwise.
"""

from __future__ import annotations

import os
from pathlib import Path

_SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # A cold start takes up to 18 s on two cores; Prefect's own limit is 20.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "communique",
    "PREFECT_CLI_COLORS": "false",
    # The same log lines are written outside flows too; there Prefect has no say.
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    # The first of Prefect's two UIs asks nobody but its own server; the second, analytics or not,
    # asks a company's host for its settings.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # Of a server that we start: a run that waits for another looks again soon.
    "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",
}


# With COMMUNIQUE_LOG=json Prefect's lines have the shape of communique's.
_JSON = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json",
    "PREFECT_LOGGING_FORMATTERS_JSON_CLASS": "communique.cli.logs.JsonLines",
}


def settle(state: Path | None = None) -> None:
    """Set Prefect's environment, where nobody has set it.

    Args:
        state: the workspace's ``.communique`` folder, for Prefect's database; it is used only
            when neither ``PREFECT_HOME`` nor ``PREFECT_API_URL`` is set.
    """
    settings = _SETTINGS | (_JSON if os.environ.get("COMMUNIQUE_LOG") == "json" else {})
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    if state is not None and "PREFECT_API_URL" not in os.environ:
        home = Path(os.environ.setdefault("PREFECT_HOME", str(state / "prefect")))
        home.mkdir(parents=True, exist_ok=True)  # the server opens its database there at once


settle()
