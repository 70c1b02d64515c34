"""Loads the objection cards, ours and the user's own laid over them. One file is one card."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from duecourse.domain.facts import ACCOUNT_KINDS, OUTCOMES, AccountFacts
from duecourse.domain.objections import Card, FilledCard, card_problems, fill_cards
from duecourse.domain.spoken import Caller
from duecourse.playbooks import PlaybookError, files, read_toml, stamp
from duecourse.playbooks.fields import Fields
from duecourse.playbooks.scripts import in_house, load_house
from duecourse.playbooks.slots import slots_of

FOLDER = "objections"


def load_cards(overlay: Path | None = None) -> dict[str, Card]:
    """File name → card, sorted by title. Unchanged files are not read again. Raises PlaybookError."""
    found = files(FOLDER, overlay=overlay)
    stamps = tuple(stamp(path) for path in found.values())
    return dict(_cards(tuple(found.items()), stamps))


@lru_cache(maxsize=8)
def _cards(found: tuple[tuple[str, Path], ...], stamps: object) -> dict[str, Card]:
    cards = {name: read_card(read_toml(path), Path(name).stem, str(path)) for name, path in found}
    return dict(sorted(cards.items(), key=lambda item: item[1].title.casefold()))


def cards_for(
    facts: AccountFacts, today: date, *, caller: Caller | None = None, overlay: Path | None = None
) -> tuple[FilledCard, ...]:
    """The cards for this account, filled from the ledger. Raises PlaybookError."""
    caller = in_house(caller or Caller(""), facts, load_house(overlay))
    return fill_cards(load_cards(overlay).values(), facts, today, caller)


def read_card(data: dict[str, Any], card_id: str, where: str) -> Card:
    """One card from a parsed file. `where` leads every message. Raises PlaybookError."""
    row = Fields(data, where)
    card = Card(
        id=card_id,
        title=row.text("title"),
        phrases=row.texts("phrases", required=True),
        kinds=row.choices("kinds", ACCOUNT_KINDS, required=True),
        may_mean=row.texts("may_mean", required=True),
        say=slots_of(row, "say"),
        write_down=row.texts("write_down", required=True),
        next_step=row.text("next_step"),
        avoid=row.texts("avoid"),
        outcome=row.choice("outcome", OUTCOMES) if "outcome" in data else "",
        early=row.flag("early"),
    )
    row.nothing_else()
    problems = list(card_problems(card))
    if problems:
        raise PlaybookError("\n".join(f"{where}: {problem}" for problem in problems))
    return card
