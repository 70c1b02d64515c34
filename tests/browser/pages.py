"""The pages of the product: found, not listed, so that a new one is looked at without anybody thinking of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.test import Client

from guards.addresses import every_address
from world import World

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# The same addresses in other states: what a page shows depends on more than its address.
VARIANTS = (
    "/?filter=callbacks",
    "/accounts/?q=harbour",
    "/accounts/?q=nobody-is-called-this",
    "/audit/?verify=1",
    "/ageing/?as_of=2026-10-31",
    "/follow-ups/?view=late",
    "/messages/?view=yours",
    "/messages/?view=sent",
    "/rules/?place=us-ny-nyc&debt=consumer",
    "/rules/?place=BR&show=coming",
    "/rules/pack/?id=us-ma",
    "/rules/changes/?since=2021-01-01",
    "/reviews/?label=assumption&days=30",
    "/reviews/?label=dismissive",
)


_FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def pages_for(world: World, person: Any) -> list[str]:
    """The paths that answer this person with a whole page (not a file, a fragment or a redirection)."""
    return list(_pages(world, person))


def pages_of_everybody(world: World, people: Iterable[Any]) -> list[tuple[Any, str]]:
    """Who opens which page, so that everything that any of them can see is seen once. What stands on a page below its
    head is often the same for several of them; the head of each is on the pages that are theirs alone."""
    found, seen = [], set[str]()
    for person in people:
        for path, page in _pages(world, person).items():
            own = _FORM_TOKEN.sub("", page[page.index("<main") : page.rindex("</main>")])
            if own not in seen:
                found.append((person, path))
            seen.add(own)
    return found


def _pages(world: World, person: Any) -> dict[str, str]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    found = [address.path for address in every_address(world) if not address.is_api]
    answers = ((path, client.get(path)) for path in dict.fromkeys([*found, *VARIANTS]))
    return {path: answer.text for path, answer in answers if _is_page(answer)}


def _is_page(answer: Any) -> bool:
    html = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code == 200 and html and answer.content.lstrip()[:15].lower() == b"<!doctype html>"
