"""`duecourse policy`: what changed in the rules, a pack looked over, and contacts of the past asked about again."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duecourse.cli import boot
from duecourse.domain.wording import count

if TYPE_CHECKING:
    from duecourse.domain.contact_policy.changes import Change
    from duecourse.domain.contact_policy.replay import Tally
    from duecourse.rulebook.replaying import Finding, Run

NOT_USABLE = 2
DIFFERS = 1
SHOWN = 200
_PACKS = {"in-force": "in_force", "pending": "pending", "as-decided": "as_decided"}


def add(subparsers: Any) -> None:
    command = subparsers.add_parser(
        "policy", help="the rules about contact: what changed, and what other rules would do"
    )
    verbs = command.add_subparsers(dest="verb", required=True)
    changes = verbs.add_parser("changes", help="rules that came, changed or ended since a day, and what is coming")
    changes.add_argument("--since", type=_day, required=True, metavar="DATE", help="the day, like 2026-01-01")
    changes.add_argument("--json", action="store_true", help="for programs")
    changes.set_defaults(run=_changes)
    check = verbs.add_parser(
        "check", help="look a pack over: mistakes with their lines, examples, numbers; needs no database"
    )
    check.add_argument("file", help="the pack; - is standard input")
    check.set_defaults(run=_check)
    replay = verbs.add_parser(
        "replay",
        help="contacts of these days asked about again: which would other rules have stopped, which allowed",
        description="Exit status 1 with --pack as-decided when a decision cannot be repeated; 2 when something cannot "
        "be used.",
    )
    replay.add_argument("--from", dest="first", type=_day, required=True, metavar="DATE", help="the first day (UTC)")
    replay.add_argument("--to", dest="last", type=_day, required=True, metavar="DATE", help="the last day (UTC)")
    replay.add_argument(
        "--pack", default="in-force", metavar="P",
        help="in-force (the rules of today; the default), pending (with all that is coming), as-decided (the rules of "
        "that time), a draft by its number, or a file",
    )  # fmt: skip
    replay.add_argument("--limit", type=int, default=SHOWN, metavar="N", help="at most so many contacts are listed")
    replay.add_argument("--json", action="store_true", help="for programs")
    replay.set_defaults(run=_replay)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it like 2026-11-18") from error


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return NOT_USABLE


# changes


def _changes(given: argparse.Namespace) -> int:
    boot.database()  # for the demo's clock
    from duecourse.domain.contact_policy.changes import changes_of
    from duecourse.lib import clock
    from duecourse.playbooks import PlaybookError
    from duecourse.playbooks.policies import all_packs

    today = clock.now().date()
    try:
        found = changes_of(all_packs(), since=given.since, today=today)
    except PlaybookError as problem:
        return _refuse(str(problem))
    if given.json:
        rows = [change_json(change, today) for change in found]
        print(json.dumps({"since": given.since.isoformat(), "changes": rows}, ensure_ascii=False))
    else:
        print("\n\n".join(_told(change, today) for change in found) or f"Nothing changed since {given.since}.")
    return 0


def change_json(change: Change, today: date) -> dict[str, Any]:
    """One piece of news; `on` is null where a draft of a law has no date."""
    activation = change.pack.activation if change.is_ours else None
    return {
        "on": change.on.isoformat(), "what": change.what, "ahead": change.is_ahead(today), "certain": change.is_certain,
        "pack": change.pack.label, "title": change.pack.title, "rules": list(change.rules), "text": change.text,
        "means": change.means, "citation": change.citation, "link": change.link, "status": change.status,
        "differences": [{"label": d.label, "before": d.before, "after": d.after} for d in change.differences],
        "proposed_by": activation.proposed_by if activation else None,
        "approved_by": activation.approved_by if activation else None,
    }  # fmt: skip


def _told(change: Change, today: date) -> str:
    when = change.on.isoformat() if change.is_certain else f"perhaps {change.on}" if change.on > today else "no date"
    lines = [
        f"{when}  {change.what}  {change.pack.label}  {', '.join(change.rules)}".rstrip(),
        f"  {change.text}",
        f"  {change.means}",
        *(
            f"  {d.label}: {d.before or 'nothing'} → {d.after or 'nothing'}"
            for d in change.differences
            if d.label != "Rule"
        ),
        f"  {change.citation} ({change.status}) {change.link}".rstrip(),
    ]
    if change.is_ours and (by := change.pack.activation):
        lines.append(f"  proposed by {by.proposed_by}, approved by {by.approved_by}: {by.why}")
    return "\n".join(lines)


# check


def _check(given: argparse.Namespace) -> int:
    from duecourse.playbooks import PlaybookError
    from duecourse.playbooks.policies import shelf
    from duecourse.playbooks.policy_checks import check_pack, without_activation

    try:
        text = without_activation(_read(given.file))
        checked = check_pack(text, shelf().packs)
    except (OSError, UnicodeDecodeError, PlaybookError) as problem:
        return _refuse(f"{given.file}: {problem}")
    for mistake in checked.problems:
        print(f"{given.file}: {mistake}", file=sys.stderr)
    for told in (*map(str, checked.loose), *checked.elsewhere):
        print(f"{given.file}: mind: {told}")
    if not checked.is_usable:
        return NOT_USABLE
    print(
        f"{given.file}: it can be used; {count(checked.examples, 'example')} hold{'s' if checked.examples == 1 else ''}"
    )
    return 0


def _read(name: str) -> str:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return data.decode("utf-8-sig").replace("\r\n", "\n")


# replay


class _NoSuchPack(LookupError):
    """What was given for --pack is none of the things it may be."""


def _replay(given: argparse.Namespace) -> int:
    boot.database()
    from duecourse.lib import clock
    from duecourse.playbooks import PlaybookError
    from duecourse.rulebook.history import FIRST_DAY, LAST_DAY, Stretch
    from duecourse.rulebook.replaying import AS_DECIDED, Run

    if given.last < given.first:
        return _refuse("--to is before --from")
    if given.first < FIRST_DAY or given.last > LAST_DAY:
        return _refuse(f"choose days between {FIRST_DAY.year} and {LAST_DAY.year}")
    try:
        rules, draft = _asked(given.pack)
        start = datetime.combine(given.first, time(), UTC)
        end = datetime.combine(given.last + timedelta(days=1), time(), UTC)
        run = Run(Stretch(start, end), rules, clock.now().date(), draft)
        found = run.findings(_bar if sys.stderr.isatty() and not given.json else lambda _share: None)
        listed = list(islice(found, max(given.limit, 0)))
        left_out = sum(1 for _rest in found)
    except (PlaybookError, _NoSuchPack, OSError, UnicodeDecodeError) as problem:
        return _refuse(f"--pack {given.pack}: {problem}")
    (_print_json if given.json else _print_found)(given, run, listed, left_out)
    unlike = run.tally.stopped + run.tally.allowed + run.tally.not_needed + run.tally.unreadable
    return DIFFERS if rules == AS_DECIDED and unlike else 0


def _asked(named: str) -> tuple[str, str]:
    """Which rules, and the draft's text where there is one."""
    from duecourse.rulebook.models import PolicyDraft
    from duecourse.rulebook.replaying import DRAFT

    if named in _PACKS:
        return _PACKS[named], ""
    if named.isdecimal() and len(named) < 19:
        row = PolicyDraft.objects.filter(pk=int(named)).first()
        if row is None:
            raise _NoSuchPack("there is no draft with that number")
        return DRAFT, row.text
    if not Path(named).is_file():
        raise _NoSuchPack("give in-force, pending, as-decided, the number of a draft, or a file")
    from duecourse.playbooks.policy_checks import without_activation

    return DRAFT, without_activation(_read(named))


def _bar(share: float) -> None:
    print(f"\r{int(share * 100):3d} %", end="" if share < 1 else "\r", file=sys.stderr, flush=True)


def _print_json(given: argparse.Namespace, run: Run, listed: list[Finding], left_out: int) -> None:
    from duecourse.rulebook.replaying import totals_json

    told = {
        "from": given.first.isoformat(), "to": given.last.isoformat(), "pack": given.pack,
        "totals": totals_json(run.tally), "findings": list(_findings_json(listed)), "left_out": left_out,
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False))


def _findings_json(listed: list[Finding]) -> Iterator[dict[str, Any]]:
    accounts = _accounts(listed)
    for one in listed:
        yield {
            "outcome": one.replayed.outcome, "at": one.kept.at.isoformat(), "account": accounts[one.kept.account_id],
            "channel": one.kept.channel, "decision": one.kept.decision_id, "event": one.kept.event_id,
            "before": one.kept.verdict, "after": one.replayed.decision.verdict,
            "reasons": [{"rule": r.rule, "text": r.text, "source": r.source} for r in one.replayed.reasons],
        }  # fmt: skip


def _accounts(listed: list[Finding]) -> dict[int, str]:
    from duecourse.receivables.models import Account

    keys = {one.kept.account_id for one in listed}
    return dict(Account.objects.filter(pk__in=keys).values_list("pk", "number"))


def _print_found(given: argparse.Namespace, run: Run, listed: list[Finding], left_out: int) -> None:
    accounts, tally = _accounts(listed), run.tally
    for one in listed:
        why = "; ".join(f"{reason.rule}: {reason.text}" for reason in one.replayed.reasons)
        print(f"{one.kept.at:%Y-%m-%d %H:%M}  {accounts[one.kept.account_id]}  {one.kept.channel}  "
              f"{_OUTCOMES[one.replayed.outcome]}\n      {why}")  # fmt: skip
    if left_out:
        print(f"and {left_out} more")
    print(_summary(given, tally))


_OUTCOMES = {
    "stopped": "made; would have been stopped by",
    "allowed": "refused; would have been allowed; it was refused by",
    "not_needed": "made against a refusal that would not have come; it was refused by",
    "unasked": "made without asking the gate; would have been stopped by",
}


def _summary(given: argparse.Namespace, tally: Tally) -> str:
    lines = [
        f"{given.first} to {given.last}, asked by: {given.pack}",
        f"would have stopped {tally.stopped} of {tally.made} made",
        f"would have allowed {tally.allowed} of {tally.refused} refused",
        f"override not needed for {tally.not_needed} of {tally.overridden} overridden",
        f"against these rules {tally.unasked} of {tally.without} made without asking the gate",
    ]
    if tally.unreadable:
        lines.append(f"could not be asked about: {tally.unreadable} of {tally.asked + tally.unreadable}")
    return "\n".join(lines)
