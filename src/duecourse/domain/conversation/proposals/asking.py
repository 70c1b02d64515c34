"""What is sent: instructions with the codebook in our own words, and the call with everybody's names covered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from duecourse.domain.conversation.ledger import Ledger
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.proposals.veil import Veil, veil_for
from duecourse.domain.conversation.turns import CallInput, setting_as_json
from duecourse.domain.conversation.views import LONGEST, views_alone

MOST_CHARACTERS = 60_000  # of what is sent about one call: a two-hour conversation has fewer


class TooLong(ValueError):
    """The call is longer than what is sent to anybody."""


@dataclass(frozen=True, slots=True)
class Instructions:
    """`role` says what to do and what never to do, `marks` and `acts` give each label its meaning, `answer` the form of
    the answer."""

    role: str
    marks: Mapping[str, str]
    acts: Mapping[str, str]
    answer: str

    @property
    def text(self) -> str:
        marks = "\n".join(f"- {label}: {meaning}" for label, meaning in self.marks.items())
        acts = "\n".join(f"- {act}: {meaning}" for act, meaning in self.acts.items())
        return f"{self.role}\n\nMarks, on turns of the caller only:\n{marks}\n\n" \
               f"Acts, on turns of the client only:\n{acts}\n\n{self.answer}"  # fmt: skip

    @property
    def digest(self) -> str:
        """SHA-256: which instructions an opinion was given under."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Letter:
    """The two messages exactly as they go out, and the veil that stays here."""

    system: str
    user: str
    digest: str
    veil: Veil

    @property
    def messages(self) -> list[dict[str, str]]:
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]

    @property
    def covered(self) -> dict[str, int]:
        """What placeholders stand for in it: kinds of words, and how many of each."""
        return self.veil.covered_in(self.user)


def letter_for(call: CallInput, instructions: Instructions, book: Book) -> Letter:
    """The call as it would be sent. Raises TooLong."""
    ledger = Ledger.of(call.setting.account)
    views = views_alone(call, ledger, book)
    veil = veil_for(call, views, ledger)
    content = {"call": _facts(call, veil), "turns": [_turn(turn.n, turn.who, turn.text, veil) for turn in call.turns]}
    user = json.dumps(content, ensure_ascii=False, indent=1)
    if len(user) > MOST_CHARACTERS:
        raise TooLong(f"The call has {len(user):,} characters; at most {MOST_CHARACTERS:,} are sent.")
    return Letter(instructions.text, user.encode("utf-8", "replace").decode(), instructions.digest, veil)


def _facts(call: CallInput, veil: Veil) -> dict[str, Any]:
    """The day without its hour, the items and the authority: no name, no number of anybody."""
    told = setting_as_json(call.setting)
    account = told["account"]
    today = call.setting.today
    return {
        "date": today.isoformat(),
        "weekday": f"{today:%A}",
        "direction": told["direction"],
        "kind": account["kind"],
        "currency": account["currency"],
        "invoices": account["invoices"],
        "known_facts": [veil.cover(fact) for fact in account["known_facts"]],
        "authority": told["authority"],
    }


def _turn(n: int, who: str, text: str, veil: Veil) -> dict[str, Any]:
    return {"n": n, "who": who, "text": veil.cover(text)[:LONGEST]}
