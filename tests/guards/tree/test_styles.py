"""The style sheet: on a phone the colours are those of a wide screen, which the browser's tests look at."""

from __future__ import annotations

import re
from pathlib import Path

SHEET = Path(__file__).parents[3] / "src/duecourse/web/static/duecourse/duecourse.css"
# Read on every wide page: ink and soft on paper.
FREE = {"color": {"var(--ink)", "var(--soft)"}, "background": {"var(--paper)"}}
PAINTS = re.compile(r"(?<![\w-])(color|background(?:-\w+)?|opacity|filter|mix-blend-mode|--[\w-]+)\s*:\s*([^;}]+)")


def _for_a_width(css: str) -> list[str]:
    """What stands inside of each query that asks for a width."""
    blocks = []
    for query in re.finditer(r"@(?:media|container)[^{]*width[^{]*{", css):
        depth, end = 1, query.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        blocks.append(css[query.end() : end - 1])
    return blocks


def test_no_colour_depends_on_the_width_but_what_every_page_has():
    blocks = _for_a_width(re.sub(r"/\*.*?\*/", "", SHEET.read_text("utf-8"), flags=re.DOTALL))
    assert blocks
    painted = [pair for block in blocks for pair in PAINTS.findall(block)]
    assert painted, "the colours of the phone are said otherwise now: read them here"
    assert [pair for pair in painted if pair[1].strip() not in FREE.get(pair[0], ())] == []
