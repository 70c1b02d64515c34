"""Accounts at which one person may be reached: they share a telephone number or an e-mail address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from duecourse.compliance.cases import Person, person_id
from duecourse.domain.contact_policy.kin import Reached, Side
from duecourse.lib.sql import padded, places, rows_of
from duecourse.receivables.models import Account

_WAYS = """
SELECT id, phone, LOWER(email) FROM receivables_account WHERE id IN ({keys})
UNION SELECT account_id, phone, LOWER(email) FROM receivables_contact WHERE account_id IN ({keys})
"""
# Looked up by value: where SQLite thinks it quicker, it answers a join by reading the whole table.
_OTHERS = """
SELECT phone, id FROM receivables_account WHERE phone > '' AND phone IN ({phones})
UNION ALL SELECT phone, account_id FROM receivables_contact WHERE phone > '' AND phone IN ({phones})
UNION ALL SELECT LOWER(email), id FROM receivables_account WHERE email > '' AND LOWER(email) IN ({emails})
UNION ALL SELECT LOWER(email), account_id FROM receivables_contact WHERE email > '' AND LOWER(email) IN ({emails})
"""
_AT_ONCE = 500  # accounts in one question


def kin_of(keys: Sequence[int], dialled: str = "") -> dict[int, list[int]]:
    """Account → the others that share a number or an address with it, in order; most accounts have none. `dialled`:
    a number by which they are about to be reached, on file there or not."""
    found: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(keys), _AT_ONCE):
        some = tuple(keys[start : start + _AT_ONCE])
        for accounts in _reached(some, dialled):
            if len(accounts) > 1:
                for account in accounts.intersection(some):
                    found[account] |= accounts
    return {account: sorted(accounts - {account}) for account, accounts in found.items()}


def with_kin(account: int) -> tuple[int, ...]:
    """The account and the others at which its people may be reached."""
    return account, *kin_of([account]).get(account, ())


def _reached(keys: tuple[int, ...], dialled: str) -> Iterable[set[int]]:
    """For each number and each address of these accounts, every account that has it."""
    reached: dict[str, set[int]] = defaultdict(set)
    reached[dialled].update(keys)
    phones, emails = {"", dialled}, {""}  # no list in SQL may be empty; an empty one is nobody's
    asked = padded(keys)
    for account, phone, email in rows_of(_WAYS.format(keys=places(asked)), *asked, *asked):
        phones.add(phone)
        emails.add(email)
        reached[phone].add(account)
        reached[email].add(account)
    by_phone, by_email = padded(phones), padded(emails)
    sql = _OTHERS.format(phones=places(by_phone), emails=places(by_email))
    for way, account in rows_of(sql, *by_phone, *by_phone, *by_email, *by_email):
        reached[way].add(account)
    reached.pop("", None)
    return reached.values()


_SIDES = """
SELECT a.id, a.name, a.kind, a.phone, a.email, c.code
FROM receivables_account a JOIN receivables_creditor c ON c.id = a.creditor_id WHERE a.id IN ({keys})
"""


def sides_of(
    keys: Iterable[int], people: Mapping[int, Sequence[Person]], dialled: Mapping[int, str] | None = None
) -> tuple[dict[int, Side], list[int]]:
    """How each account is reached and by whom it is owed, and which of them are consumers'. `dialled`: account → a
    number by which it is about to be reached, on file there or not."""
    listed = tuple(keys)
    found, consumers = {}, []
    for key, name, kind, phone, email, creditor in rows_of(_SIDES.format(keys=places(listed)), *listed):
        consumer = kind == Account.Kind.CONSUMER
        # Who answers a company's own number is not known; a consumer's is the consumer's.
        itself = Reached(None, name if consumer else "", phone, email)
        reached = [itself]
        reached += (Reached(person_id(one.pk), one.name, one.phone, one.email) for one in people.get(key, ()))
        by_hand = (dialled or {}).get(key)
        if by_hand and by_hand not in {one.phone for one in reached}:  # whose it is is known where it is on file
            reached.append(Reached(None, "", by_hand, ""))
        found[key] = Side(name, creditor, tuple(reached))
        if consumer:
            consumers.append(key)
    return found, consumers
