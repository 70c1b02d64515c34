"""One Chromium for the whole run, a fresh context for each page that a test opens, and no network but this machine's.

A test fails when a page complains: a script error, a line that the content security policy refused, a file or fragment
that is missing, a server error, or a request to anywhere else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

import programs
from browser.pages import WIDE

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip
TIMEOUT_MS = 20_000
RESULTS = Path(__file__).parents[2] / "test-results"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests come last: from then on Playwright's loop runs in this thread. Of them the long walks come
    first, so that no process is alone with one at the end."""
    for item in items:
        if _is_browser_test(item):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: (_is_browser_test(item), "every_page" not in item.nodeid))


def _is_browser_test(item: pytest.Item) -> bool:
    return Path(__file__).parent in item.path.parents


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fixtures that come down after the test can ask whether it failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED: pytest.StashKey[bool] = pytest.StashKey()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = programs.chromium()
    if path is None or programs.libatomic() is None:
        reason = "Chromium or libatomic is not installed (on Debian: apt-get install chromium libatomic1)"
        pytest.fail(reason) if programs.required() else pytest.skip(reason)
    with sync_playwright() as playwright:
        # Playwright's loop runs in this thread, and Django would take every query here for one inside a coroutine.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """What the pages of this test complained about. A test that provokes one on purpose clears the list."""
    return []


@pytest.fixture
def open_page(
    browser: Browser, live_server: Any, complaints: list[str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """`open_page(alice, "/", scheme="dark", size=PHONE, javascript=False)`: a new window, that person signed in."""
    contexts = []

    def opened(
        person: Any = None, path: str = "/", *, scheme: str = "light", size: Any = WIDE, javascript: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport=size, color_scheme=scheme, java_script_enabled=javascript,
            locale="en-US", timezone_id="America/New_York", reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        if person is not None:
            context.add_cookies([_session_cookie(person, live_server.url)])
        page = context.new_page()
        _listen(page, live_server.url, complaints)
        page.goto(path)
        return page

    yield opened
    if request.node.stash.get(FAILED, False):
        _keep_pictures(request.node.nodeid, contexts)
    for context in contexts:
        context.close()
    if not request.node.stash.get(FAILED, False):
        assert complaints == []


def _session_cookie(person: Any, url: str) -> Any:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


def _listen(page: Page, url: str, complaints: list[str]) -> None:
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if _is_complaint(said) else None)
    page.on("response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if _is_lost(answer) else None)
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((url, "data:", "blob:")) else complaints.append(f"asked {asked.url}")
        ),
    )


def _is_complaint(said: ConsoleMessage) -> bool:
    """A refused form or a page that is not there is no fault; what is missing beside a page, `_is_lost` sees."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def _is_lost(answer: Response) -> bool:
    return answer.status >= 500 or (answer.status >= 400 and answer.request.resource_type != "document")


def _keep_pictures(test: str, contexts: list[Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    for n, page in enumerate(pages):
        page.screenshot(path=RESULTS / f"{re.sub(r'[^a-z0-9]+', '-', test.lower()).strip('-')}-{n}.png", full_page=True)
