"""Makes the pictures of Prefect's UI: `python docs/images/make_prefect.py`, in the root folder.

It serves a copy of the sample workspace as a coordinator would (`communique flow serve`), triggers
its flows, and photographs forms, runs and artifacts with Debian's Chromium.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PORT, PREVIEW = 4271, 4272
URL = f"http://127.0.0.1:{PORT}"
NAME = "water-committee"


@contextmanager
def served(folder: Path) -> Iterator[None]:
    """A workspace that is served, as long as it is needed."""
    words = ["--project", str(folder), "--port", str(PORT), "--preview-port", str(PREVIEW)]
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "communique", "flow", "serve", *words], stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None  # noqa: S101
        while b"ready" not in (line := process.stdout.readline()):
            if not line:
                raise SystemExit("communique flow serve ended")
        yield
    finally:
        process.terminate()
        process.wait()


def ask(path: str, **body: Any) -> Any:
    """Ask the API of Prefect."""
    return httpx.post(f"{URL}/api/{path}", json=body, timeout=30).raise_for_status().json()


def run(flow: str, **parameters: Any) -> str:
    """Trigger a deployment, and wait for its end."""
    found = httpx.get(f"{URL}/api/deployments/name/{flow}/{NAME}").raise_for_status().json()
    one = ask(f"deployments/{found['id']}/create_flow_run", parameters=parameters)["id"]
    while True:
        state = httpx.get(f"{URL}/api/flow_runs/{one}").json()["state"]
        if state["type"] in {"COMPLETED", "FAILED", "CRASHED"}:
            return str(one)
        time.sleep(0.5)


def main() -> None:
    """Make the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("source_texts", "locales", "verbatim"):
            shutil.copytree(ROOT / part, folder / part)
        shutil.copy2(ROOT / "glossary.csv", folder)
        settings = (ROOT / "communique.toml").read_text("utf-8")
        settings = settings.replace("Sample statements", "Water committee")
        (folder / "communique.toml").write_text(settings, "utf-8")
        with served(folder):
            run("draft", statements=["water-appeal"])
            drafted = run("draft")
            run("check", publish_when_ready=True)
            photograph(drafted)


def photograph(drafted: str) -> None:
    """Photograph what a coordinator sees."""
    form = httpx.get(f"{URL}/api/deployments/name/check/{NAME}").json()["id"]
    newest = {one["key"]: one["id"] for one in ask("artifacts/filter", sort="CREATED_DESC")[::-1]}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(URL)
        shoot(page, "prefect-form", f"deployments/deployment/{form}/run", 1040)
        shoot(page, "prefect-run", f"runs/flow-run/{drafted}", 900)
        for what, height in (("coverage", 640), ("editions", 900), ("findings", 760)):
            place = newest[f"{NAME}-{what}"]
            shoot(page, f"prefect-{what}", f"artifacts/artifact/{place}", height)
        browser.close()


def shoot(page: Page, name: str, path: str, height: int) -> None:
    """Photograph a page when it is quiet."""
    page.set_viewport_size({"width": 1400, "height": height})
    page.goto(f"{URL}/{path}")
    page.wait_for_load_state("networkidle", timeout=15_000)
    page.wait_for_timeout(3000)
    image = Image.open(io.BytesIO(page.screenshot()))
    image.convert("P", palette=Image.Palette.ADAPTIVE).save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
