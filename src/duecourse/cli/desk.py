"""`duecourse brief ACCOUNT` and `duecourse script ACCOUNT`: what the caller sees, in a terminal or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from duecourse.cli import boot
from duecourse.domain.brief import Brief
from duecourse.domain.brief.as_json import brief_json
from duecourse.domain.money import format_money
from duecourse.domain.script import REACHED, SITUATIONS, Script
from duecourse.domain.script.as_json import script_json
from duecourse.domain.written.template import WRITTEN

if TYPE_CHECKING:
    from duecourse.receivables.models import Account


def add(subparsers: Any) -> None:
    brief = _command(subparsers, "brief", "everything worth knowing about one account before a call")
    brief.set_defaults(run=_brief)
    script = _command(subparsers, "script", "what to say to one account today, filled from the ledger")
    script.add_argument("--reached", choices=REACHED, default="person", help="who picked up")
    script.add_argument("--situation", choices=SITUATIONS, default="", help="take this script instead")
    script.set_defaults(run=_script)
    message = _command(
        subparsers, "message", "what to write to one account today, filled from the ledger; sends nothing"
    )
    message.add_argument("--channel", choices=WRITTEN, default="email", help="how it would go")
    message.add_argument("--text", default="", metavar="NAME", help="this text; without it the likeliest one")
    message.set_defaults(run=_message)


def _command(subparsers: Any, name: str, about: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = subparsers.add_parser(name, help=about)
    command.add_argument("account", metavar="ACCOUNT", help="its number, or CREDITOR:NUMBER")
    command.add_argument("--caller", default="", metavar="NAME", help="who calls; without it the owner of this machine")
    command.add_argument("--json", action="store_true", help="for programs")
    return command


def _brief(given: argparse.Namespace) -> int:
    return _answer(given, _brief_of)


def _script(given: argparse.Namespace) -> int:
    return _answer(given, _script_of)


def _message(given: argparse.Namespace) -> int:
    return _answer(given, _message_of)


def _answer(given: argparse.Namespace, make: Callable[..., int]) -> int:
    """Find the caller and the account, then print. Exit status 2 with what is wrong on standard error."""
    boot.database()
    from duecourse.playbooks import PlaybookError
    from duecourse.receivables.models import Account
    from duecourse.receivables.queries import AmbiguousAccount, account_named
    from duecourse.teams.models import Role, User

    owner = User(username="this machine", role=Role.ADMINISTRATOR)
    actor = User.objects.filter(username=given.caller, is_active=True).first() if given.caller else owner
    if actor is None:
        print(f"There is nobody called “{given.caller}”.", file=sys.stderr)
        return 2
    try:
        return make(account_named(actor, given.account), given)
    except Account.DoesNotExist:
        print(f"There is no account “{given.account}”.", file=sys.stderr)
    except (AmbiguousAccount, PlaybookError) as error:
        print(error, file=sys.stderr)
    return 2


def _brief_of(account: Account, given: argparse.Namespace) -> int:
    from duecourse.calls.facts import facts_for
    from duecourse.calls.queries import zone_of
    from duecourse.lib import clock
    from duecourse.playbooks.brief import brief_for

    local_now = clock.now().astimezone(zone_of(account))
    brief = brief_for(facts_for(account, local_now.date()), local_now.date(), local_now)
    print(json.dumps(brief_json(brief), ensure_ascii=False, indent=2) if given.json else "\n".join(_brief_lines(brief)))
    return 0


def _brief_lines(brief: Brief) -> Iterator[str]:
    who = f"{brief.contact}, " if brief.contact else ""
    yield f"{brief.name} ({brief.number}) · {who}{brief.clock_text}"
    yield brief.headline
    yield f"\nFirst: {brief.next_step.text} {brief.next_step.why}"
    if brief.we_owe:
        yield "\nWe owe them"
        yield from (f"  {owed.what}: {owed.text}" for owed in brief.we_owe)
    yield "\nOpen"
    for item in brief.items:
        marks = f"  ({', '.join(item.marks)})" if item.marks else ""
        yield f"  {item.number:<16} {item.late_text:<16} {format_money(item.open_minor, item.currency):>16}{marks}"
    yield "\nHow they pay"
    yield from (f"  {sentence}" for sentence in brief.behaviour.sentences)
    yield f"\nPromises: {brief.promises.text}"
    yield from (f"  {line.text}" for line in brief.promises.lines)
    if brief.last_talk:
        yield f"\nLast time: {brief.last_talk.head}"
        yield from (f"  {text}" for text in (brief.last_talk.said, brief.last_talk.since) if text)
    if brief.questions:
        yield "\nWorth asking"
        yield from (f"  {question.ask}  [{question.fact}]" for question in brief.questions)


def _script_of(account: Account, given: argparse.Namespace) -> int:
    from duecourse.calls.facts import facts_for
    from duecourse.calls.queries import zone_of
    from duecourse.calls.saying import caller_of
    from duecourse.lib import clock
    from duecourse.playbooks.scripts import script_for
    from duecourse.teams.models import User

    today = clock.now().astimezone(zone_of(account)).date()
    caller = caller_of(User.objects.filter(username=given.caller).first() or User(username=""), account)
    script = script_for(
        facts_for(account, today), today, caller=caller, reached=given.reached, situation=given.situation
    )
    text = json.dumps(script_json(script), ensure_ascii=False, indent=2) if given.json else _script_text(script)
    print(text)
    return 0


def _script_text(script: Script) -> str:
    lines = [script.title, f"because {' and '.join(script.situation.reasons)}", f"Aim: {script.aim}"]
    for step in script.steps:
        lines.append(f"\n{step.title}{'  (the law: cannot be skipped)' if step.required else ''}")
        lines += [f"  “{said.text}”" for said in step.say]
        lines += [f"  ({step.tip})"] if step.tip else []
    return "\n".join(lines)


def _message_of(account: Account, given: argparse.Namespace) -> int:
    from duecourse.lib import clock
    from duecourse.outbox.composing import NoSuchText, writing_for
    from duecourse.teams.models import User

    actor = User.objects.filter(username=given.caller).first() or User(username="")
    person = account.contacts.order_by("-is_primary", "name").first()
    try:
        writing = writing_for(account, person, actor=actor, now=clock.now(), channel=given.channel, text=given.text)
    except NoSuchText as none:
        print(none, file=sys.stderr)
        return 2
    made = writing.composed
    told = {
        "text": writing.template.id, "channel": given.channel, "to": writing.address, "subject": made.subject,
        "message": made.text(), "laws": [law.as_json() for law in made.laws],
        "figures": [{"name": f.name, "text": f.text, "source": f.source} for f in made.figures],
    }  # fmt: skip
    plain = f"To: {writing.address}\nSubject: {made.subject}\n\n{made.text()}"
    print(json.dumps(told, ensure_ascii=False, indent=2) if given.json else plain)
    return 0
