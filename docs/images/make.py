"""Makes the pictures of the documentation: `python docs/images/make.py`, in the repository's root.

It publishes the sample statement in a workspace of its own, and photographs its pages with
Debian's Chromium. The catalogs of the sample are reviewed; that in French is drafted by the starter
package, so that there is a draft to be seen.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SLUG = "water-appeal"
SETTINGS = """name = "International Committee for Public Water"
locales = ["ar", "el", "es", "fr", "hi", "ru", "zh_Hans"]
require = "drafts-labelled"

[statements.water-appeal]
rank = "courtesy"
prevails = "en"
translators = { es = ["Ana Pérez", "Luis Gil"], ar = "ليلى حسن", zh_Hans = "李伟" }
"""


class Picture(NamedTuple):
    """A page as it is photographed."""

    name: str
    path: str
    width: int = 768
    height: int = 1400
    scheme: Literal["light", "dark"] = "light"


PICTURES = [
    Picture("page", f"es/{SLUG}", 900, 1150),
    Picture("draft", f"fr/{SLUG}", 900, 1150),
    Picture("home", ".", 768, 720),
    Picture("dark", f"ru/{SLUG}", 768, 1100, "dark"),
    Picture("hi", f"hi/{SLUG}", 768, 1100),
    Picture("el", f"el/{SLUG}", 768, 1100),
    *(
        Picture(f"{name}-{width}", f"{tag}/{SLUG}", width)
        for name, tag in (("es", "es"), ("ar", "ar"), ("zh", "zh-Hans"))
        for width in (375, 768, 1280)
    ),
]


def main() -> None:
    """Publish, photograph, and keep the pictures beside this script."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        _publish(workspace)
        _photograph(workspace / "site")


def _publish(workspace: Path) -> None:
    (workspace / "communique.toml").write_text(SETTINGS, "utf-8")
    shutil.copytree(ROOT / "source_texts", workspace / "source_texts")
    shutil.copy(ROOT / "glossary.csv", workspace)
    shutil.copytree(ROOT / "verbatim", workspace / "verbatim")
    for catalog in ROOT.glob(f"locales/*/LC_MESSAGES/{SLUG}.po"):
        copy = workspace / catalog.relative_to(ROOT)
        copy.parent.mkdir(parents=True)
        shutil.copy(catalog, copy)
    for command in (["draft", SLUG, "--to", "fr"], ["publish"]):
        done = [sys.executable, "-m", "communique", *command]
        subprocess.run(done, cwd=workspace, check=True)  # noqa: S603 - ourselves


def _photograph(site: Path) -> None:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for one in PICTURES:
            size = ViewportSize(width=one.width, height=one.height)
            page = browser.new_page(viewport=size, color_scheme=one.scheme)
            page.goto((site / one.path / "index.html").as_uri())
            picture = Image.open(io.BytesIO(page.screenshot()))
            few = picture.convert("RGB").quantize(96, Image.Quantize.MAXCOVERAGE)
            few.save(HERE / f"{one.name}.png", optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
