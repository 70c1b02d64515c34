"""playbooks/prompts.toml → the words of the prompts during a call, with the examples that prove them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from duecourse.domain.conversation.engine import begin, on_turn
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.prompting import SAY_LONGEST, WORDS, Prompting, Wording, holes_in
from duecourse.domain.conversation.turns import CALLER, CLIENT, Account, Authority, Item, Setting, Turn
from duecourse.playbooks import SHIPPED, PlaybookError, overlay_root, read_toml
from duecourse.playbooks.fields import Fields, did_you_mean

NAME = "prompts.toml"
_SPEAKERS = {"us": CALLER, "them": CLIENT}
_OPENING = ("us: Hi, it's Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")


def load_prompts(overlay: Path | None = None) -> Mapping[str, Wording]:
    """ "figure.amount" → its words: the overlay's file is laid over ours, prompt by prompt. Read again only when a file
    has changed. Raises PlaybookError that names file, prompt and field."""
    overlay = overlay if overlay is not None else overlay_root()
    paths = [SHIPPED / NAME]
    if overlay is not None and (overlay / NAME).is_file():
        paths.append(overlay / NAME)
    return _cached(tuple(paths), tuple(path.stat().st_mtime_ns for path in paths))


@lru_cache(maxsize=4)
def _cached(paths: tuple[Path, ...], _changed_at: tuple[int, ...]) -> Mapping[str, Wording]:
    found: dict[str, Wording] = {}
    for path in paths:
        found |= parse_prompts(read_toml(path), str(path))
    return found


def parse_prompts(tables: dict[str, Any], source: str) -> dict[str, Wording]:
    """The tables of a file, checked. `source` is its name, for messages."""
    found = {}
    for kind, names in tables.items():
        if not isinstance(names, dict):
            raise PlaybookError(f"{source}: “{kind}” stands alone: write [{kind}.NAME] and its words below")
        for name, row in names.items():
            key = f"{kind}.{name}"
            if key not in WORDS or not isinstance(row, dict):
                raise PlaybookError(f"{source}: [{key}] is no prompt{did_you_mean(key, WORDS)}")
            found[key] = _wording(Fields(row, f"{source}: [{key}]"), key)
    return found


def _wording(row: Fields, key: str) -> Wording:
    wording = Wording(
        say=row.text("say"),
        do=row.text("do"),
        example=row.texts("example"),
        no_example=row.texts("no_example"),
        off=row.flag("off"),
    )
    row.nothing_else()
    if len(wording.say) > SAY_LONGEST:
        raise row.error("say", f"has {len(wording.say)} characters: at most {SAY_LONGEST} are read at a glance")
    for field, text in (("say", wording.say), ("do", wording.do)):
        if strange := sorted(holes_in(text) - set(WORDS[key])):
            allowed = ", ".join(f"{{{name}}}" for name in WORDS[key]) or "none"
            raise row.error(field, f"speaks of {{{strange[0]}}}; what this prompt can fill in: {allowed}")
    for field, lines in (("example", wording.example), ("no_example", wording.no_example)):
        if wrong := [line for line in lines if not _is_line(line)]:
            raise row.error(field, f"has a line that begins with neither “us: ” nor “them: ”: {wrong[0]}")
    return wording


def _is_line(line: str) -> bool:
    return line == "(opening)" or line.partition(": ")[0] in _SPEAKERS


def failures(words: Mapping[str, Wording], book: Book) -> Iterator[str]:
    """Examples that do not bring what they should, said with what they bring."""
    for key, wording in words.items():
        if wording.example and key not in (got := _brought(wording.example, words, book)):
            yield f"{key}: the example brings {got or 'no prompt'}"
        if wording.no_example and key in _brought(wording.no_example, words, book):
            yield f"{key}: the no_example brings it"


def _brought(lines: tuple[str, ...], words: Mapping[str, Wording], book: Book) -> str:
    """The prompt that stands after the last line. What an earlier line brings makes way for it."""
    turns = [line for each in lines for line in (_OPENING if each == "(opening)" else (each,))]
    state = begin(sample_setting(), book, Prompting(words))
    standing = ""
    for n, line in enumerate(turns, 1):
        who, _, text = line.partition(": ")
        found = on_turn(Turn(n, _SPEAKERS[who], text), state).prompts
        standing = found[0].id.partition(":")[0] if found else ""
    return standing


def sample_setting() -> Setting:
    """The call that the examples are part of."""
    return Setting(
        started_at=datetime(2026, 11, 18, 10, 2, tzinfo=timezone(timedelta(hours=-5))),
        account=Account(
            name="Harbour Cafe",
            contact="Maria Lopez",
            items=(Item("INV-1042", 89_000, 89_000, date(2026, 10, 1), date(2026, 9, 1)),),
        ),
        caller_name="Priya Nair",
        company="Northwind Supplies",
        authority=Authority(
            may_waive_minor=0, may_discount_percent=Decimal(0), may_agree_instalments=3, may_agree_days=60
        ),
    )
