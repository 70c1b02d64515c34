"""Filling an empty database with the demo: one seed, one ledger, the same every time."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from random import Random

from django.db import transaction

from duecourse.calls import recordings
from duecourse.calls.standing import refresh_call_standing
from duecourse.cli.demo import notices, store
from duecourse.cli.demo.conversations import play_back
from duecourse.cli.demo.desk import OFFICE, Desk
from duecourse.cli.demo.ledger import Ledger
from duecourse.cli.demo.parties import AccountMaker, creditors
from duecourse.cli.demo.people import PEOPLE, PORTFOLIOS, SOUTH
from duecourse.cli.demo.rules import propose_fewer_tries
from duecourse.cli.demo.scenarios import SCENARIOS, Scenario
from duecourse.cli.demo.scene import Scene
from duecourse.cli.demo.stories import make_story, remind, stories, tell_story
from duecourse.cli.demo.written import switch_reminders_on
from duecourse.lib.sql import gather_statistics
from duecourse.quality.actions import keep_review
from duecourse.quality.queries import calls_to_read
from duecourse.receivables import standing
from duecourse.receivables.models import Account, Creditor
from duecourse.teams import audit
from duecourse.teams.models import Portfolio, Role, Team, User

CHUNK = 400  # accounts that are in memory at once; each chunk has its own sixty or so calls
HOME = 2_000  # accounts up to here belong to the portfolios of people.py, later ones to more of the second team
OVERFLOW = "trade-west"  # whose people work those
LEAST = 40  # with fewer there are too few accounts for the calls to be about

Progress = Callable[[int, int], None]


class NotEmpty(RuntimeError):
    """There are accounts in this database already: the demo never mixes with anybody's ledger."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was made: `rows` by table name, and the number of each story's account under its key."""

    accounts: int
    rows: Mapping[str, int]
    stories: Mapping[str, str]

    def __str__(self) -> str:
        """ "400 accounts of 3 creditors, 6,219 invoices, 5,824 payments, 60 calls on record"."""
        invoices, payments, calls = (self.rows[name] for name in ("Invoice", "Payment", "Call"))
        return (
            f"{self.accounts:,} accounts of {self.rows['Creditor']} creditors, {invoices:,} invoices,"
            f" {payments:,} payments, {calls:,} calls on record"
        )


@transaction.atomic
def build(*, accounts: int, seed: int, now: datetime, progress: Progress | None = None) -> DemoSummary:
    """Write people, ledger and past calls, all or nothing. `now` is the demo's instant; payments and calls lie before
    it. `progress` is told how many accounts of how many are done.

    Raises NotEmpty, and ValueError for fewer than 40 accounts.
    """
    if accounts < LEAST:
        raise ValueError(f"The demo needs at least {LEAST} accounts for its calls to be about; {accounts} is too few.")
    if Account.objects.exists() or User.objects.exists():
        raise NotEmpty("This database is not empty. The demo fills a new one; give it another DUECOURSE_HOME.")
    people, portfolios = _people()
    by_code = {creditor.code: creditor for creditor in creditors()}
    rows = Counter({Creditor.__name__: store.insert(by_code.values())})
    maker = AccountMaker(by_code, seed, now.astimezone(OFFICE).date())
    told: dict[str, str] = {}
    for start in range(0, accounts, CHUNK):
        with _garbage_later():
            desk = Desk(now, people)
            first = _stories(desk, by_code) if start == 0 else {}
            wanted = min(CHUNK, accounts - start) - len(first)
            others = [maker.make(start + n) for n in range(wanted)]
            ledgers = [*first.values(), *others]
            _assign(ledgers, portfolios, people, start)
            _people_at_work(desk, others, Random(f"{seed}:calls:{start}"), is_first=start == 0)  # noqa: S311 (no secret)
            for table, count in (store.insert_ledgers(ledgers) | desk.save()).items():
                rows[table.__name__] += count
            told |= {key: ledger.account.number for key, ledger in first.items()}
        if progress is not None:
            progress(min(start + CHUNK, accounts), accounts)
    standing.refresh(today=now.astimezone(OFFICE).date())
    refresh_call_standing(now)
    for call in calls_to_read():
        keep_review(now=now, call=call)
    for recording in recordings.waiting(now):
        recordings.measure(now=now, recording=recording)
    propose_fewer_tries(people, now)
    switch_reminders_on(people, now)
    facts = {"accounts": accounts, "seed": seed, "rows": dict(rows)}
    audit.record(actor=people["erin"], now=now, verb="fill_demo", subject=people["erin"], facts=facts)
    gather_statistics()
    return DemoSummary(accounts, dict(rows), told)


def _people() -> tuple[dict[str, User], dict[str, Portfolio]]:
    """Teams, people without passwords (the demo signs in by one click), and the portfolios by their key."""
    teams = {name: Team.objects.create(name=name) for name in dict.fromkeys(p.team for p in PEOPLE if p.team)}
    users = {}
    for person in PEOPLE:
        is_administrator = person.role == Role.ADMINISTRATOR
        user = User(
            username=person.username,
            first_name=person.name,
            last_name=person.family_name,
            email=f"{person.username}@duecourse.example.com",
            role=person.role,
            team=teams.get(person.team),
            time_zone=str(OFFICE),
            is_staff=is_administrator,
            is_superuser=is_administrator,
        )
        user.set_unusable_password()
        user.save()
        users[person.username] = user
    portfolios = {}
    for plan in PORTFOLIOS:
        portfolio = Portfolio.objects.create(name=plan.name, team=teams[plan.team])
        portfolio.callers.set([users[name] for name in plan.callers])
        portfolios[plan.key] = portfolio
    return users, portfolios


def _stories(desk: Desk, by_code: Mapping[str, Creditor]) -> dict[str, Ledger]:
    ledgers = {}
    today = desk.now.astimezone(OFFICE).date()
    for story in stories():
        ledger = make_story(story, by_code, today)
        tell_story(desk, story, ledger)
        ledgers[story["key"]] = ledger
    remind(desk, ledgers)
    return ledgers


def _assign(
    ledgers: Sequence[Ledger], portfolios: Mapping[str, Portfolio], people: Mapping[str, User], start: int
) -> None:
    """Give each account its portfolio. What is more than five people can work in a day all goes to Farah, as a ledger
    of any size does in a test."""
    if start < HOME:
        for ledger in ledgers:
            ledger.account.portfolio = portfolios[ledger.portfolio]
        return
    name = f"Accounts {start + 1:,} to {start + len(ledgers):,}"
    more = Portfolio.objects.create(name=name, team=Team.objects.get(name=SOUTH))
    more.callers.add(people["farah"])
    for ledger in ledgers:
        ledger.account.portfolio, ledger.portfolio = more, OVERFLOW


def _people_at_work(desk: Desk, ledgers: Sequence[Ledger], rng: Random, *, is_first: bool) -> None:
    """Past calls about these accounts, then everything else that binds a contact."""
    late = [ledger for ledger in ledgers if ledger.overdue_on(desk.today(ledger))]
    used = _play(desk, [*late, *(one for one in ledgers if one not in late)], rng, is_first=is_first)
    for ledger in used:
        desk.judge(ledger)
    if is_first:
        play_back(desk)
    caller = {plan.key: plan.callers[0] for plan in PORTFOLIOS}
    quiet = [ledger for ledger in late if not any(ledger is one for one in used)]
    notices.disputes_by_mail(desk, ledgers, rng, caller)
    notices.holds(desk, quiet)
    notices.wishes(desk, quiet, caller)
    notices.reminders_sent(desk, quiet, rng, caller)


def _play(desk: Desk, ledgers: Sequence[Ledger], rng: Random, *, is_first: bool) -> list[Ledger]:
    """Find an account for each scenario, every account once; which accounts were taken."""
    speakers = {plan.key: cycle(rng.sample(plan.speakers, len(plan.speakers))) for plan in PORTFOLIOS}
    callers = {plan.key: plan.callers for plan in PORTFOLIOS}
    used: list[Ledger] = []
    free = list(ledgers)
    rng.shuffle(free)
    for scenario in SCENARIOS:
        if scenario.today_at and not is_first:
            continue
        for ledger in free:
            if not scenario.may_play(ledger, callers[ledger.portfolio]):
                continue
            caller = scenario.caller or next(speakers[ledger.portfolio])
            if scenario.play(_scene(desk, ledger, rng, caller, scenario)):
                used.append(ledger)
                free.remove(ledger)
                break
    return used


def _scene(desk: Desk, ledger: Ledger, rng: Random, caller: str, scenario: Scenario) -> Scene:
    at = None
    if scenario.today_at:
        at = datetime.combine(desk.now.date(), scenario.today_at, desk.now.tzinfo)
    return Scene(desk, ledger, rng, caller, at)


@contextmanager
def _garbage_later() -> Iterator[None]:
    """Nothing here makes cycles worth looking for while a million small objects come and go: a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(1)  # the young ones: what the libraries keep need not be walked through again
        if was_on:
            gc.enable()
