"""The pages of the product: found, not listed, so that a new one is looked at without anybody thinking of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
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
    "/scripts/file/?file=scripts/first_reminder.md&account=A-100",
    "/scripts/file/?file=objections/paid_already.toml&account=A-100",
    "/scripts/file/edit/?file=scripts/first_reminder.md&account=A-100",
)


# Attributes whose value is words, numbers or an address: what differs there differs for no rule that we look at.
_WORDS = {"action", "content", "d", "datetime", "href", "src", "style", "title", "value"}
# They hold nothing and have no end.
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
Shape = tuple[tuple[str, ...], tuple[str, ...]]


def pages_of_everybody(world: World, people: Iterable[Any], *, part: int = 0, of: int = 1) -> list[tuple[Any, str]]:
    """Who opens which page, so that everything that any of them can see is seen once: each address is opened by the
    first of them who gets a page there, and by another who gets something that no page before had in its main part.
    What a reader meets there is a new element, or a known one elsewhere, or with other things inside.

    `part` of so many: every address falls into one of them."""
    found, opened, seen = [], set[str](), set[Shape]()
    for person in people:
        for path, page in _pages(world, person, _paths(world)[part::of]).items():
            shapes = _shapes(page[page.index("<main") : page.rindex("</main>")])
            if path not in opened or not shapes <= seen:
                found.append((person, path))
            opened.add(path)
            seen |= shapes
    return found


def _shapes(html: str) -> set[Shape]:
    shapes = _Shapes()
    shapes.feed(html)
    shapes.close()
    return shapes.found


class _Shapes(HTMLParser):
    """Each element with all that it stands in, and with the row of what stands in it (like beside like once)."""

    def __init__(self) -> None:
        super().__init__()
        self.found = set[Shape]()
        self._open: list[tuple[str, str, list[str]]] = []  # tag, tag with attributes, what stands in it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        shape = re.sub(r"\d+", "0", " ".join([tag, *(f"{k}={'' if k in _WORDS else v}" for k, v in attrs)]))
        if self._open and self._open[-1][2][-1:] != [shape]:
            self._open[-1][2].append(shape)
        self._open.append((tag, shape, []))
        if tag in _EMPTY:
            self._ended()

    def handle_endtag(self, tag: str) -> None:
        while any(tag == name for name, _, _ in self._open) and self._ended() != tag:
            pass

    def close(self) -> None:
        super().close()
        while self._open:
            self._ended()

    def _ended(self) -> str:
        within = tuple(shape for _, shape, _ in self._open)
        tag, _, inside = self._open.pop()
        self.found.add((within, tuple(inside)))
        return tag


def _paths(world: World) -> list[str]:
    found = [address.path for address in every_address(world) if not address.is_api]
    return list(dict.fromkeys([*found, *VARIANTS]))


def _pages(world: World, person: Any, paths: Iterable[str]) -> dict[str, str]:
    """The paths that answer this person with a whole page (not a file, a fragment or a redirection)."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answers = ((path, client.get(path)) for path in paths)
    return {path: answer.text for path, answer in answers if _is_page(answer)}


def _is_page(answer: Any) -> bool:
    html = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code == 200 and html and answer.content.lstrip()[:15].lower() == b"<!doctype html>"
