"""axe-core on a page: what it finds against WCAG 2.2 AA and its own good practice."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SCRIPT = Axe().axe_script


def violations(page: Page, *, only: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> list[str]:
    """One line for each element at fault: rule, element, what would mend it. `only` names single rules to run, `but`
    some to leave out."""
    run: dict[str, Any] = {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES}
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    # No rule that we run needs the style sheets to be fetched a second time, which takes as long as all of them.
    left_out = {rule: {"enabled": False} for rule in but}
    options = {"resultTypes": ["violations"], "runOnly": run, "rules": left_out, "preload": False}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {_advice(node)}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _advice(node: dict[str, Any]) -> str:
    return " / ".join(line.strip() for line in node["failureSummary"].splitlines()[1:])
