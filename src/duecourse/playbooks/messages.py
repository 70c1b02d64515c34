"""Loads the texts that are written to clients and the frame around them, ours and the user's own laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from duecourse.domain.contact_policy.words import EMAIL, SMS
from duecourse.domain.disclosures import occasion_in_writing
from duecourse.domain.facts import AccountFacts
from duecourse.domain.script import situation_for
from duecourse.domain.spoken import Caller, line_problems, local_date, vocabulary_of
from duecourse.domain.written import OCCASIONS, STOP_CONFIRMED, Composed, Frame, MessageTemplate, compose
from duecourse.domain.written.template import message_problems
from duecourse.playbooks import PlaybookError, files, read_toml, stamp
from duecourse.playbooks.fields import Fields
from duecourse.playbooks.scripts import in_house, load_house, to_write
from duecourse.playbooks.slots import slots_of, wordings_of

FOLDER, HOUSE_FILE = "messages", "house.toml"
# Which text a situation (see domain.script.situation) asks for.
_FOR_SITUATION = {
    "before_due": "before_due",
    "broken_promise": "broken_promise",
    "part_payment": "broken_promise",
    "plan": "agreed",
    "high_balance": "later",
    "later_reminder": "later",
    "first_reminder": "first",
}


@dataclass(frozen=True, slots=True)
class Stationery:
    """The frame of every text, and the sender's lines of a letter: the house's, and by a creditor's code."""

    frame: Frame
    sender: tuple[str, ...] = ()
    senders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load_messages(overlay: Path | None = None) -> dict[str, MessageTemplate]:
    """Id → text, in the order of the occasions. Unchanged files are not read again. Raises PlaybookError."""
    found = files(FOLDER, overlay=overlay)
    found.pop(HOUSE_FILE)
    return dict(_messages(tuple(found.items()), tuple(stamp(path) for path in found.values())))


@lru_cache(maxsize=8)
def _messages(found: tuple[tuple[str, Path], ...], stamps: object) -> dict[str, MessageTemplate]:
    texts = [read_message(read_toml(path), Path(name).stem, str(path)) for name, path in found]
    order = list(OCCASIONS)
    texts.sort(key=lambda text: (order.index(text.occasion), text.title.casefold()))
    return {text.id: text for text in texts}


def read_message(data: dict[str, Any], message_id: str, where: str) -> MessageTemplate:
    """One text from a parsed file. `where` leads every message. Raises PlaybookError."""
    row = Fields(data, where)
    message = MessageTemplate(
        id=message_id,
        title=row.text("title"),
        aim=row.text("aim"),
        occasion=row.choice("occasion", OCCASIONS),
        when=row.texts("when"),
        subject=wordings_of(row, "subject"),
        body=slots_of(row, "body"),
        sms=slots_of(row, "sms") if "sms" in data else (),
        asks_for_money=row.flag("asks_for_money"),
        statement=row.flag("statement"),
    )
    row.nothing_else()
    if problems := list(message_problems(message)):
        raise PlaybookError("\n".join(f"{where}: {problem}" for problem in problems))
    return message


def load_stationery(overlay: Path | None = None) -> Stationery:
    """What is around every text. Raises PlaybookError."""
    path = files(FOLDER, overlay=overlay)[HOUSE_FILE]
    return _stationery(path, stamp(path))


@lru_cache(maxsize=8)
def _stationery(path: Path, stamped: object) -> Stationery:
    return read_stationery(read_toml(path), str(path))


def read_stationery(data: dict[str, Any], where: str) -> Stationery:
    """The frame from a parsed file. Raises PlaybookError."""
    row = Fields(data, where)
    lines = Fields(row.table("opt_out"), f"{where}: opt_out")
    senders = Fields(row.table("senders"), f"{where}: senders")
    house = Stationery(
        Frame(
            greeting=wordings_of(row, "greeting"),
            closing=slots_of(row, "closing"),
            opt_out={channel: lines.text(channel) for channel in (EMAIL, SMS)},
        ),
        sender=row.texts("sender"),
        senders={code: senders.texts(code) for code in senders.row},
    )
    row.nothing_else()
    lines.nothing_else()
    wordings = (a for slot in (house.frame.greeting, *house.frame.closing) for a in slot.alternatives)
    if problems := [problem for wording in wordings for problem in line_problems(wording)]:
        raise PlaybookError("\n".join(f"{where}: {problem}" for problem in problems))
    return house


def texts_for(
    facts: AccountFacts, today: date, *, caller: Caller, overlay: Path | None = None
) -> tuple[MessageTemplate, ...]:
    """The texts that suit this account today, the one that is most likely wanted first. Raises PlaybookError."""
    house = load_house(overlay)
    words = vocabulary_of(facts, today, in_house(caller, facts, house))
    found = [t for t in load_messages(overlay).values() if t.suits(words.conditions) and t.occasion != STOP_CONFIRMED]
    situation = situation_for(facts, today, limits=house.limits)
    first = "document" if words.view.papers else _FOR_SITUATION.get(situation.id, "statement")
    return tuple(sorted(found, key=lambda text: text.occasion != first))


def composed(
    template: MessageTemplate,
    facts: AccountFacts,
    now: datetime,
    *,
    caller: Caller,
    channel: str,
    overlay: Path | None = None,
) -> Composed:
    """That text for that account and channel, with what the packs in force want written. Raises PlaybookError.

    The confirmation of an opt-out says that it is one and nothing else (12 CFR 1006.14(h)(2), to be verified): it is no
    communication about the debt, so the words for those do not belong in it.
    """
    who = in_house(caller, facts, load_house(overlay))
    today = local_date(now, facts)
    occasion = occasion_in_writing(facts)
    confirms = template.occasion == STOP_CONFIRMED
    laws = () if confirms else to_write(facts, today, channel, occasion, caller=caller, overlay=overlay)
    return compose(template, load_stationery(overlay).frame, facts, today, who, channel, laws)
