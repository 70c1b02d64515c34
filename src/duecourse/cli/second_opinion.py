"""`duecourse review-call`: a second opinion on one call by a language model, checked. Needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duecourse.domain.conversation.turns import CallInput
    from duecourse.reviewer.reviewing import Reviewed

DONE, NO_ANSWER, MALFORMED = 0, 1, 2


def add(subparsers: Any) -> None:
    command = subparsers.add_parser(
        "review-call", help="a second opinion on a call by a language model, held against transcript and ledger"
    )
    command.add_argument("file", metavar="FILE", help="a call as JSON, or - for standard input")
    command.add_argument("--show-prompt", action="store_true", help="show exactly what would be sent, and send nothing")
    command.add_argument("--endpoint", metavar="URL", help="ask there instead of at DUECOURSE_REVIEWER_URL")
    command.add_argument("--model", metavar="NAME", help="ask that model instead of DUECOURSE_REVIEWER_MODEL")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Exit status 0: there is an opinion; 1: the reviewer gave none; 2: the call or the settings cannot be used."""
    from duecourse.domain.conversation.proposals.asking import TooLong
    from duecourse.domain.conversation.turns import CallError, parse_json
    from duecourse.playbooks import PlaybookError
    from duecourse.reviewer.endpoint import NoAnswer, NotSetUp

    try:
        text = sys.stdin.read() if given.file == "-" else Path(given.file).read_text("utf-8")
        call = parse_json(text)
        return _show_prompt(call, given) if given.show_prompt else _ask(call, given)
    except NoAnswer as error:
        return _fail(str(error), NO_ANSWER)
    except (CallError, NotSetUp, PlaybookError, TooLong) as error:
        return _fail(str(error), MALFORMED)
    except (OSError, UnicodeDecodeError) as error:
        return _fail(f"{given.file}: {error}", MALFORMED)


def _fail(message: str, status: int) -> int:
    print(f"duecourse review-call: {message}", file=sys.stderr)
    return status


def _show_prompt(call: CallInput, given: argparse.Namespace) -> int:
    from duecourse.reviewer.endpoint import body_for, configured
    from duecourse.reviewer.reviewing import write_letter

    letter = write_letter(call)
    endpoint = configured(url=given.endpoint, model=given.model)
    if given.json:
        body = body_for(endpoint, letter.messages) if endpoint else {"messages": letter.messages}
        print(json.dumps(body))
        return DONE
    for message in letter.messages:
        print(f"--- {message['role']}\n{message['content'].strip()}\n")
    covered = ", ".join(f"{kind} ({count})" for kind, count in letter.covered.items())
    print(f"--- nothing was sent; covered by placeholders: {covered or 'nothing'}", file=sys.stderr)
    return DONE


def _ask(call: CallInput, given: argparse.Namespace) -> int:
    from duecourse.reviewer.endpoint import NotSetUp, configured
    from duecourse.reviewer.reviewing import review

    endpoint = configured(url=given.endpoint, model=given.model)
    if endpoint is None:
        raise NotSetUp("no reviewer is set: give --endpoint URL and --model NAME, or set DUECOURSE_REVIEWER_URL.")
    reviewed = review(call, endpoint)
    if given.json:
        print(json.dumps(reviewed.as_json()))
        return DONE
    for line in _told(reviewed):
        print(line.encode("utf-8", "replace").decode())  # half characters of a transcript, which no output takes
    return DONE


def _told(reviewed: Reviewed) -> Iterator[str]:
    from duecourse.domain.conversation.proposals import REASONS

    told = reviewed.as_json()
    yield f"Second opinion by {reviewed.endpoint.model} at {reviewed.endpoint.host} (not a record, not a promise)"
    for kind, rows, label in (("marks", told["marks"], "label"), ("acts", told["client_acts"], "act")):
        on = told["agreement"]["marks" if kind == "marks" else "client_acts"]
        yield f"\n{kind.capitalize()}: {on['both']} of {on['of']} that either found were found by both"
        for row in rows:
            yield f"  {row['n']:>3} {row[label]}{'' if row['engine_too'] else ' (the engine does not)'}: {row['quote']}"
    if told["summary"]:
        yield "\nSummary"
        yield from (f"  {sentence}" for sentence in told["summary"])
    if told["silent"]:
        yield "\nIt found nothing at all where the engine found several things: read the call yourself."
    if told["dropped"]:
        yield f"\nDropped: {len(told['dropped'])}"
        yield from (f"  {count:>3} {REASONS[reason]}" for reason, count in told["dropped_by_reason"].items())
