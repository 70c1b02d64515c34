"""Accounts at which one person may be reached: they share a telephone number or an e-mail address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from duecourse.compliance.cases import Person, person_id
from duecourse.domain.contact_policy.kin import Reached, Side
from duecourse.lib.sql import places, rows_of
from duecourse.receivables.models import Account

_HELD_BY = (("receivables_account", "id"), ("receivables_contact", "account_id"))
_KEPT = (("phone", "o.phone = m.phone"), ("email", "LOWER(o.email) = LOWER(m.email)"))
# One short look into an index for each way in which two can share.
_ONE_WAY = """
SELECT m.{mine_key}, o.{other_key} FROM {mine} m JOIN {other} o ON {same}
WHERE m.{mine_key} IN ({{keys}}) AND m.{kept} > '' AND o.{kept} > '' AND o.{other_key} <> m.{mine_key}
"""
_WAYS = [
    _ONE_WAY.format(mine=mine, mine_key=mine_key, other=other, other_key=other_key, kept=kept, same=same)
    for (mine, mine_key), (other, other_key), (kept, same) in product(_HELD_BY, _HELD_BY, _KEPT)
]
_SHARING = " UNION ".join(_WAYS)


def kin_of(keys: Sequence[int]) -> dict[int, list[int]]:
    """Account → the others that share a number or an address with it, in order; most accounts have none."""
    found: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(keys), 500):
        some = tuple(keys[start : start + 500])
        for account, other in rows_of(_SHARING.format(keys=places(some)), *some * len(_WAYS)):
            found[account].append(other)
    return {account: sorted(others) for account, others in found.items()}


_SIDES = """
SELECT a.id, a.name, a.kind, a.phone, a.email, c.code
FROM receivables_account a JOIN receivables_creditor c ON c.id = a.creditor_id WHERE a.id IN ({keys})
"""


def sides_of(keys: Iterable[int], people: Mapping[int, Sequence[Person]]) -> tuple[dict[int, Side], list[int]]:
    """How each account is reached and by whom it is owed, and which of them are consumers'."""
    listed = tuple(keys)
    found, consumers = {}, []
    for key, name, kind, phone, email, creditor in rows_of(_SIDES.format(keys=places(listed)), *listed):
        consumer = kind == Account.Kind.CONSUMER
        # Who answers a company's own number is not known; a consumer's is the consumer's.
        itself = Reached(None, name if consumer else "", phone, email)
        reached = (Reached(person_id(one.pk), one.name, one.phone, one.email) for one in people.get(key, ()))
        found[key] = Side(name, creditor, (itself, *reached))
        if consumer:
            consumers.append(key)
    return found, consumers
