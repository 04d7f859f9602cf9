"""The golden screenshots of the documentation: `python benchmarks/screenshots.py`, with Chromium and Playwright.

Articles are the samples in `data/`; the collection is made from parts of them (`tests/made.py`), as a picture of five
hundred needs five hundred. Look at every picture before it is committed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

DESKTOP, PHONE, PAPER = (1280, 860), (390, 844), (794, 1123)  # the last is A4 at 96 dots an inch
SHOTS: list[dict[str, Any]] = [
    {"name": "article-light", "page": "wire.html", "size": (1280, 1060), "hover": "#s5 .t"},
    {"name": "article-dark", "page": "wire.html", "size": DESKTOP, "scheme": "dark", "filter": "government"},
    {"name": "article-phone", "page": "wire.html", "size": PHONE, "click": "#s10 .t"},
    {"name": "article-print", "page": "wire.html", "size": PAPER, "media": "print"},
    {"name": "collection-light", "page": "many.html", "size": (1280, 1180)},
    {"name": "collection-dark", "page": "many.html", "size": (1280, 1180), "scheme": "dark"},
    {"name": "collection-phone", "page": "many.html", "size": PHONE},
    {"name": "collection-print", "page": "many.html", "size": PAPER, "media": "print"},
    {"name": "collection-articles", "page": "many.html", "size": (1280, 760), "into": "#articles"},
]


def main() -> None:
    """Make the pages in a folder that goes, and their pictures in `docs/screenshots/`."""
    from playwright.sync_api import sync_playwright

    target = ROOT / "docs" / "screenshots"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        make_pages(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for shot in SHOTS:
            take(browser, Path(folder), shot, target / f"{shot['name']}.png")
            print(shot["name"])
        browser.close()


def make_pages(folder: Path) -> None:
    """The page of one sample, and that of a collection of five hundred."""
    import standpoint
    from made import many
    from standpoint.data.readers import read_articles
    from standpoint.report.html.site import write_pages

    articles = [one for one in read_articles(["data"]) if isinstance(one, standpoint.Article)]
    results = list(standpoint.load().classify_many(articles, evidence=True))
    wire = [one for one in results if one.id.endswith("wire.txt")]
    write_pages(wire, folder / "wire.html", title="")
    write_pages(many(results, 500), folder / "many.html", title="Unrest, January to September 2023", compared="outlet")


def take(browser: Any, folder: Path, shot: dict[str, Any], target: Path) -> None:
    """One picture."""
    width, height = shot["size"]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=shot.get("scheme", "light"),
        device_scale_factor=1.5,
        bypass_csp="media" in shot,
    )
    page = context.new_page()
    page.goto((folder / shot["page"]).as_uri())
    if "media" in shot:
        page.emulate_media(media=shot["media"])
        page.add_style_tag(content="body { padding: 15mm !important }")  # the margin that a printer takes from @page
    if "filter" in shot:
        page.check(f"input[value={shot['filter']}]")
    if "into" in shot:
        page.locator(shot["into"]).evaluate("(one) => one.scrollIntoView()")
    for action in ("hover", "click"):
        if action in shot:
            getattr(page, action)(shot[action])
    page.screenshot(path=str(target))
    context.close()
    shrink(target)


def shrink(target: Path) -> None:
    """A picture of 256 colours: nobody sees the difference, and it is a third of the size."""
    from PIL import Image

    with Image.open(target) as picture:
        picture.convert("RGB").quantize(256).save(target, optimize=True)


if __name__ == "__main__":
    main()
