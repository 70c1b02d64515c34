"""A ledger of any size, made by the database itself: a million invoices in a fraction of a minute.

Twenty callers and their lead, one account per fifty invoices with a heavy tail, 7.6 % of the invoices open, contacts
on a tenth, promises on a fiftieth, and callbacks, what we owe them and disputes on a two-hundredth of them.
Everything is arithmetic on row numbers, so the same size is the same ledger.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from duecourse.receivables import standing
from duecourse.teams.models import Portfolio, Role, Team, User

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
CALLERS = 20
INVOICES_PER_ACCOUNT = 50
_ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London")

# Numbers that look random and are the same on every machine: a full-period linear congruence of the row number.
_MIX = "((n * 1103515245 + 12345) % 2147483648)"


def make_ledger(invoices: int) -> None:
    """Fill an empty, migrated database. Standing rows are refreshed at the end, as a load does."""
    accounts = max(invoices // INVOICES_PER_ACCOUNT, CALLERS)
    with transaction.atomic():
        _people()
        _accounts(accounts)
        _invoices(invoices, accounts)
        _payments()
        _calls(invoices // 10, accounts)
        _promises(invoices // 50, accounts)
        _follow_ups(invoices // 200, accounts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    standing.refresh(today=TODAY)


def _run(sql: str, **values: object) -> None:
    """Execute after filling in the constants: they are our own numbers and dates, nobody's input."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**values))


def _people() -> None:
    team = Team.objects.create(name="Bench")
    for n in range(CALLERS):
        caller = User.objects.create(username=f"caller{n}", role=Role.CALLER, team=team, time_zone=_ZONES[0])
        Portfolio.objects.create(name=f"Portfolio {n}", team=team).callers.add(caller)
    User.objects.create(username="lead", role=Role.LEAD, team=team, time_zone=_ZONES[0])


def _series(count: int) -> str:
    return f"WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count})"


def _accounts(count: int) -> None:
    _run("""
        INSERT INTO receivables_creditor (id, code, name, is_client, currency, country, time_zone, terms_days,
            grace_days, callback_phone, authority)
        VALUES (1, 'bench', 'Bench', false, 'USD', 'US', 'America/New_York', 30, 3, '', '{{}}')""")
    zone = f"CASE n / {CALLERS} % 4 " + " ".join(f"WHEN {i} THEN '{z}'" for i, z in enumerate(_ZONES)) + " END"
    _run(
        """{series} INSERT INTO receivables_account (id, creditor_id, number, name, kind, portfolio_id, country,
            region, city, postal_code, time_zone, language, currency, phone, email)
        SELECT n, 1, 'A-' || n, 'Account ' || n, 'business', 1 + n % {callers}, 'US', 'NY', '', '', {zone}, 'en',
            'USD', '+12125550142', '' FROM series""",
        series=_series(count), callers=CALLERS, zone=zone,
    )  # fmt: skip


def _invoices(count: int, accounts: int) -> None:
    """Due over two years, a heavy tail of accounts; the open ones are mostly young."""
    account = f"1 + CAST({accounts} * ({_MIX} % 10000) / 10000.0 * ({_MIX} % 10000) / 10000.0 AS integer)"
    late = f"(CASE WHEN n % 1000 < 76 THEN {_MIX} % 150 - 30 ELSE 40 + {_MIX} % 690 END)"
    _run(
        """{series} INSERT INTO receivables_invoice (id, account_id, number, instalment, currency, amount_minor,
            paid_before_minor, balance_minor, issued_on, due_on, due_is_assumed, closed_on, po_number, description,
            is_disputed)
        SELECT n, {account}, 'INV-' || n, 1, 'USD', {amount}, 0, CASE WHEN n % 1000 < 76 THEN {amount} ELSE 0 END,
            date({due}, '-30 days'), {due}, false,
            CASE WHEN n % 1000 < 76 THEN NULL ELSE date({due}, (n % 45 - 10) || ' days') END, '', '', n % 1000 = 7
        FROM series""",
        series=_series(count), account=account, amount=f"1000 + {_MIX} % 900000",
        due=f"date('{TODAY}', (0 - {late}) || ' days')",
    )  # fmt: skip


def _payments() -> None:
    """What is closed was paid in full on that day."""
    _run("""
        INSERT INTO receivables_payment (id, account_id, currency, amount_minor, unapplied_minor, received_on,
            reference, method, source_key)
        SELECT id, account_id, 'USD', amount_minor, 0, closed_on, '', '', ''
        FROM receivables_invoice WHERE closed_on IS NOT NULL""")
    _run("""
        INSERT INTO receivables_allocation (invoice_id, payment_id, kind, amount_minor, allocated_on)
        SELECT id, id, 'payment', amount_minor, closed_on FROM receivables_invoice WHERE closed_on IS NOT NULL""")


def _calls(count: int, accounts: int) -> None:
    """Calls of the last nine months with their records, and each as an event that the gate counts."""
    moment = f"datetime('{NOW:%Y-%m-%d %H:%M:%S}', '-' || ({_MIX} % 400000) || ' minutes')"
    _run(
        """{series} INSERT INTO compliance_contactevent (id, account_id, at, kind, channel, direction, outcome, details)
        SELECT n, 1 + {mix} % {accounts}, {moment}, 'call', 'phone', 'out',
            CASE WHEN n % 3 = 0 THEN 'conversation' ELSE 'no_answer' END, '{{}}' FROM series""",
        series=_series(count), accounts=accounts, mix=_MIX, moment=moment,
    )  # fmt: skip
    _run(
        """INSERT INTO calls_call (id, account_id, caller_id, direction, number, state, started_at, ended_at, event_id)
        SELECT id, account_id, 1 + account_id % {callers}, 'out', '', 'closed', at, at, id
        FROM compliance_contactevent""",
        callers=CALLERS,
    )
    _run("""
        INSERT INTO calls_callrecord (call_id, version, written_at, written_by_id, outcome, points, discussed,
            next_step, delay_reason, delay_words, amends_because)
        SELECT id, 1, ended_at, caller_id, CASE WHEN id % 3 = 0 THEN 'promise' ELSE 'no_answer' END, '[]', 'Talked',
            'See the payment', '', '', '' FROM calls_call""")
    _run(
        """INSERT INTO calls_callstanding (account_id, tried_on, tries, reached_on, answers, attempts, answered,
            counted_at)
        SELECT account_id, date(MAX(started_at)), 1, date(MAX(CASE WHEN id % 3 = 0 THEN started_at END)),
            CASE account_id % 4 WHEN 0 THEN 'mornings' WHEN 1 THEN 'afternoons' ELSE '' END, 5, 4, '{now}'
        FROM calls_call GROUP BY account_id""",
        now=f"{NOW:%Y-%m-%d %H:%M:%S}",
    )


def _promises(count: int, accounts: int) -> None:
    _run(
        """{series} INSERT INTO calls_promise (account_id, made_at, closed_how, currency, amount_minor, due_on,
            grace_days, method, promised_by, state, received_minor, judged_at)
        SELECT 1 + {mix} % {accounts}, '{made}', '', 'USD', 1000 + {mix} % 500000,
            date('{today}', (({mix} % 720) - 700) || ' days'), 3, '', '',
            CASE WHEN {mix} % 720 > 697 THEN 'open' WHEN n % 3 = 0 THEN 'broken' ELSE 'kept' END, 0, '{made}'
        FROM series""",
        series=_series(count), accounts=accounts, mix=_MIX, today=TODAY,
        made=f"{NOW - timedelta(days=750):%Y-%m-%d %H:%M:%S}",
    )  # fmt: skip


def _follow_ups(count: int, accounts: int) -> None:
    """Callbacks, what we said we would do, and disputes: of each, one in ten is open. The owner is who calls there."""
    account = f"1 + {_MIX} % {accounts}"
    given = {
        "series": _series(count), "account": account, "owner": f"1 + ({account}) % {CALLERS}", "callers": CALLERS,
        "day": f"date('{TODAY}', (n % 400 - 390) || ' days')", "is_open": "WHEN n % 10 = 0 THEN 'open'",
        "made": f"{NOW - timedelta(days=400):%Y-%m-%d %H:%M:%S}",
    }  # fmt: skip
    _run(
        """{series} INSERT INTO calls_callback (account_id, owner_id, made_at, closed_how, due_at, asked_by_client,
            note, state)
        SELECT {account}, {owner}, '{made}', '', {day} || ' 16:00:00', true, '', CASE {is_open} ELSE 'done' END
        FROM series""",
        **given,
    )
    _run(
        """{series} INSERT INTO calls_commitment (account_id, owner_id, made_at, closed_how, what, due_on, state)
        SELECT {account}, {owner}, '{made}', '', 'Send the statement', {day}, CASE {is_open} ELSE 'kept' END
        FROM series""",
        **given,
    )
    _run(
        """{series} INSERT INTO receivables_dispute (account_id, invoice_id, owner_id, reason, client_words, currency,
            state, opened_at, next_step, due_on, closed_how)
        SELECT account_id, id, 1 + account_id % {callers}, 'quality', '', 'USD', CASE {is_open} ELSE 'settled' END,
            '{made}', 'Ask sales', {day}, ''
        FROM series JOIN receivables_invoice ON receivables_invoice.id = n * 200 + n % 76""",
        **given,
    )
