"""`duecourse ageing` and `duecourse worklist`: the two lists of the day, for a terminal or for programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from duecourse.cli import boot
from duecourse.domain.ageing import BASES, BUCKETS, BY_DUE, AgeingLine
from duecourse.domain.money import decimal_text

if TYPE_CHECKING:
    from duecourse.receivables.ageing import AgeingReport
    from duecourse.teams.models import User
    from duecourse.worklist.queries import Desk

NOT_USABLE = 2
TIES_NOT = 1
_NAME_WIDTH = 32  # of an account in a terminal; what is longer is cut, and whole in the JSON
MORNING = time(9)  # the hour at which `worklist --on` looks at another day


def add(subparsers: Any) -> None:
    ageing = subparsers.add_parser(
        "ageing", help="what is owed by age, per currency and account; exit 1 when it does not equal its control total"
    )
    ageing.add_argument("--as-of", type=_day, metavar="DATE", help="the day, like 2026-11-18; today without it")
    ageing.add_argument("--creditor", default="", metavar="C", help="only what is owed to this one: its code")
    ageing.add_argument("--basis", choices=BASES, default=BY_DUE, help="age by due date or by invoice date")
    ageing.add_argument("--json", action="store_true", help="for programs")
    ageing.set_defaults(run=_ageing)
    worklist = subparsers.add_parser("worklist", help="whom a caller should call, and whom not today, with reasons")
    worklist.add_argument("--caller", required=True, metavar="NAME", help="the name they sign in with")
    worklist.add_argument("--on", type=_day, metavar="DATE", help="their list on that day at nine; now without it")
    worklist.add_argument("--json", action="store_true", help="for programs")
    worklist.set_defaults(run=_worklist)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it like 2026-11-18") from error


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return NOT_USABLE


def _ageing(given: argparse.Namespace) -> int:
    boot.database()
    from duecourse.lib import clock
    from duecourse.receivables.ageing import ageing_json, ageing_report
    from duecourse.receivables.models import Account, Creditor
    from duecourse.receivables.queries import coded

    accounts = Account.objects.all()
    if given.creditor:
        creditors = Creditor.objects.order_by("code")
        if (creditor := coded(creditors, given.creditor)) is None:
            codes = ", ".join(known.code for known in creditors)
            return _refuse(f"There is no creditor “{given.creditor}”. There are: {codes or 'none yet'}.")
        accounts = accounts.filter(creditor=creditor)
    report = ageing_report(accounts, given.as_of or clock.now().date(), given.basis)
    if given.json:
        print(json.dumps(ageing_json(report), ensure_ascii=False))
    else:
        _print_ageing(report)
    return 0 if report.ageing.ties else TIES_NOT


def _print_ageing(report: AgeingReport) -> None:
    print(f"Ageing on {report.ageing.as_of} by {report.ageing.basis} date")
    rows = [["creditor", "account", "name", "", *BUCKETS, "credits", "unapplied", "total", "control total"]]
    rows += [
        [row.creditor, row.number, _short(row.name), row.line.currency, *_texts(row.line)] for row in report.accounts
    ]
    rows += [["", "", "Total", line.currency, *_texts(line)] for line in report.ageing.lines]
    print("\n".join(_aligned(rows)))
    for line in report.ageing.lines:
        if line.later_minor:
            later, ledger = (decimal_text(minor, line.currency) for minor in (line.later_minor, line.ledger_minor))
            print(f"{line.currency}: booked after this day {later}; with it the ledger stands at {ledger}")
        if not line.ties:
            apart = decimal_text(line.difference_minor, line.currency)
            print(f"{line.currency}: total and control total are {apart} apart", file=sys.stderr)


def _texts(line: AgeingLine) -> Sequence[str]:
    return tuple(line.as_text().values())


def _short(name: str) -> str:
    return name if len(name) <= _NAME_WIDTH else f"{name[: _NAME_WIDTH - 1]}…"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Columns of equal width: the four that say who to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (c.ljust(w) if n < 4 else c.rjust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True)))
        yield "  ".join(cells).rstrip()


def _worklist(given: argparse.Namespace) -> int:
    boot.database()
    from duecourse.lib import clock
    from duecourse.playbooks import PlaybookError
    from duecourse.teams.models import User
    from duecourse.worklist.queries import desk_for
    from duecourse.worklist.queries.as_json import worklist_json

    caller = User.objects.filter(username=given.caller, is_active=True).first()
    if caller is None:
        names = ", ".join(User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True))
        return _refuse(f"There is nobody called “{given.caller}”. There are: {names or 'none yet'}.")
    now = _moment(given.on, caller, clock.now())
    try:
        desk = desk_for(caller, now, limit=None)
    except PlaybookError as problem:
        return _refuse(str(problem))
    on = now.astimezone(ZoneInfo(caller.time_zone)).date()
    if given.json:
        print(json.dumps(worklist_json(desk, caller=caller.username, on=on), ensure_ascii=False))
    else:
        _print_worklist(desk, caller.label, on)
    return 0


def _moment(on: date | None, caller: User, now: datetime) -> datetime:
    """Now, when that is the day; else nine in the morning of the caller's day."""
    zone = ZoneInfo(caller.time_zone)
    if on is None or on == now.astimezone(zone).date():
        return now
    return datetime.combine(on, MORNING, zone)


def _print_worklist(desk: Desk, label: str, on: date) -> None:
    print(f"{label}, {on}: {desk.left} to call, {desk.money_text or 'nothing overdue'}")
    for entry in desk.entries:
        print(f"{entry.rank:>4}  {entry.number}  {entry.name}\n      {entry.text}")
    if desk.not_today:
        print(f"Not today: {desk.waiting}")
    for waiting in desk.not_today:
        until = waiting.until.astimezone(ZoneInfo(waiting.tz)) if waiting.until else None
        again = f"again from {until:%Y-%m-%d %H:%M} their time" if until else "until somebody has settled it"
        print(f"      {waiting.number}  {waiting.name}\n      {waiting.text}; {again}")
