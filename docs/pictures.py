"""Takes the README's pictures of a running demo: ``python docs/pictures.py [ADDRESS]``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
PICTURES = (("worklist.png", 1366, 768), ("worklist-390.png", 390, 844))


def main(address: str) -> None:
    """Sign in as the specialist, in Kazakh, and write both pictures beside this file."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(base_url=address, locale="kk-KZ")
        page.goto("/login/")
        page.fill("#username", "specialist")
        page.fill("#password", "demo-password")
        page.click("main form button")
        for name, width, height in PICTURES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto("/lang/kk?next=/worklist")
            page.screenshot(path=str(HERE / name))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080")
