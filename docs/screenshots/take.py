"""Takes docs/screenshots/*.png from a fresh demo: `make screenshots`.

Starts the demo on a free port with a scratch folder, works as its people would, and stops everything again. The demo's
day is always the same one, so the same code gives the same pictures.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests import programs

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SIZES = {"1280": {"width": 1280, "height": 800}, "390": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")
MAX_BYTES = 300_000
START_TIMEOUT_S = 300
# The account of the demo about which most is known: broken promise, open dispute, something we owe them.
STORY = "Harbour Café"

SAMPLE_FILE = """Customer;Customer name;Invoice;Invoice date;Due date;Open amount;Currency
C-2041;Café Mélange OHG;INV-88121;03.09.2026;03.10.2026;1.240,50;EUR
C-2041;Café Mélange OHG;INV-88377;21.09.2026;21.10.2026;980,00;EUR
C-2077;Lindqvist Bygg AB;INV-88402;30.02.2026;01.11.2026;12.400,00;EUR
C-2102;Orchard Dental;INV-88519;14.10.2026;13.11.2026;-310,00;EUR
"""


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="duecourse-screenshots-") as home:
        environment = {**os.environ, "DUECOURSE_DEMO_HOME": home}
        command = [sys.executable, "-m", "duecourse.cli", "demo", "--port", str(port)]
        server = subprocess.Popen(command, env=environment)
        try:
            _wait(server, f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The demo did not start; see above.")


class Camera:
    """One person's window to work in, and the same page in each look."""

    def __init__(self, browser: Browser, url: str, role: str) -> None:
        # Without scripts a button saves what is typed; nothing has to be waited for.
        self.worker = self._context(browser, url, "light", "1280", java_script_enabled=False).new_page()
        self.worker.goto("/sign-in/")
        self.worker.get_by_role("button", name=role).first.click()
        signed_in = self.worker.context.storage_state()
        self.looks: dict[str, Page] = {
            f"{scheme}-{size}": self._context(browser, url, scheme, size, storage_state=signed_in).new_page()
            for scheme in SCHEMES
            for size in SIZES
        }

    @staticmethod
    def _context(browser: Browser, url: str, scheme: str, size: str, **given: Any) -> BrowserContext:
        return browser.new_context(
            base_url=url, viewport=SIZES[size], color_scheme=scheme, locale="en-US",
            timezone_id="America/New_York", reduced_motion="reduce", **given,
        )  # fmt: skip

    def take(self, name: str, path: str) -> None:
        for look, page in self.looks.items():
            page.goto(path, wait_until="load")
            file = HERE / f"{name}-{look}.png"
            page.screenshot(path=file, animations="disabled", caret="hide")
            if file.stat().st_size > MAX_BYTES:
                raise SystemExit(f"{file.name} has {file.stat().st_size} bytes; the limit is {MAX_BYTES}.")
        print(f"  {name}: {path}")


def work_a_morning(camera: Camera) -> None:
    """Desk, brief, call, record, follow-ups and ageing, in the order in which Alice meets them."""
    alice = camera.worker
    camera.take("desk", "/")
    alice.locator("a.entry", has_text=STORY).first.click()
    camera.take("brief", alice.url)
    alice.locator("form[action$='/call/'] button").first.click()
    alice.get_by_label("Notes").fill("Maria asks for the statement again; she pays on Friday once it is there.")
    for box in alice.locator("input[name=points]").all()[:3]:
        box.check()
    alice.get_by_role("button", name="Keep as draft").click()
    camera.take("call", alice.url)
    alice.goto("/calls/")
    alice.locator("tr:not(:has-text('● open'))", has_text=STORY).locator("a").first.click()
    camera.take("record", alice.url)
    camera.take("follow-ups", "/follow-ups/")
    camera.take("ageing", "/ageing/")


def load_a_file(camera: Camera) -> None:
    """How an uploaded file is read, and what would be loaded."""
    lead = camera.worker
    lead.goto("/imports/")
    file = {"name": "open-items.csv", "mimeType": "text/csv", "buffer": SAMPLE_FILE.encode("cp1252")}
    lead.locator("input[type=file]").set_input_files(file)
    lead.locator("select[name=creditor]").select_option(index=1)
    lead.locator("form:has(input[type=file]) button").click()
    camera.take("import", lead.url)


def main() -> int:
    chromium = programs.chromium()
    if chromium is None:
        raise SystemExit("Chromium is not installed. On Debian: apt-get install chromium fonts-liberation")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the demo is stopped then, too
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        work_a_morning(Camera(browser, url, "Alice, caller"))
        load_a_file(Camera(browser, url, "team lead"))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
