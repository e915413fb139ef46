"""What the tests of flows share in their own process: a Prefect server, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows import settle


@pytest.fixture(scope="package")
def server() -> Iterator[str]:
    """A Prefect server with a database of its own; its address."""
    settle()
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_LOGGING_TO_API_ENABLED,
        temporary_settings,
    )
    from prefect.testing.utilities import prefect_test_harness

    quick = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_TO_API_ENABLED: False}
    with prefect_test_harness(server_startup_timeout=180), temporary_settings(quick):
        yield str(PREFECT_API_URL.value())
