"""One call, one question, one checked opinion. Used by the command and by the job; needs no database."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.proposals import Letter, Opinion, Unreadable, judge, letter_for, read_answer
from duecourse.domain.conversation.turns import CallInput
from duecourse.domain.redaction import redact_turns
from duecourse.playbooks.phrases import load_book
from duecourse.playbooks.second_opinion import load_instructions
from duecourse.reviewer.endpoint import Endpoint, NoAnswer, Reply, ask


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The opinion with how it was come by."""

    opinion: Opinion
    letter: Letter
    endpoint: Endpoint
    reply: Reply

    def as_json(self) -> dict[str, Any]:
        return {
            **self.opinion.as_json(),
            "model": self.endpoint.model,
            "endpoint": self.endpoint.host,
            "prompt_sha256": self.letter.digest,
            "tries": self.reply.tries,
            "took_ms": self.reply.took_ms,
            "tokens": {"in": self.reply.tokens_in, "out": self.reply.tokens_out},
        }


def prepared(call: CallInput) -> CallInput:
    """The call without card numbers and codes: they leave the house for nobody."""
    texts = redact_turns([(turn.who, turn.text) for turn in call.turns])
    turns = tuple(replace(turn, text=text) for turn, text in zip(call.turns, texts, strict=True))
    return replace(call, turns=turns)


def write_letter(call: CallInput, book: Book | None = None) -> Letter:
    """What would be sent about this call. Raises TooLong, PlaybookError."""
    return letter_for(prepared(call), load_instructions(), book or load_book())


def review(call: CallInput, endpoint: Endpoint, *, sleep: Callable[[float], None] = time.sleep) -> Reviewed:
    """Asks, and checks what comes back. Raises TooLong, PlaybookError, NoAnswer (so for an unreadable answer, too)."""
    book = load_book()
    call = prepared(call)
    letter = letter_for(call, load_instructions(), book)
    reply = ask(endpoint, letter.messages, sleep=sleep)
    try:
        answer = read_answer(reply.text)
    except Unreadable as error:
        raise NoAnswer("unreadable", f"The reviewer's answer cannot be read: {error}.") from None
    return Reviewed(judge(call, answer, letter.veil, book), letter, endpoint, reply)
