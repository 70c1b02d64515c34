"""Offers: a concrete way forward within authority (solution), or beyond it (overpromise)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

BEYOND = "beyond authority"  # how the rules begin that compared an offer with what the caller may give


def solution(view: View, state: State) -> Iterator[Mark]:
    """The first mention of each kind of way forward, while something still stands in the way (rulings 5 and 22)."""
    before = state.before(view, CLIENT)
    if before is None:
        return
    hostile = view.hits.get("aggression", [])
    for hit in view.hits.get("solution", ()):
        kind = hit.family.id
        if kind in state.solved or any(h.first <= hit.first < h.last for h in hostile):
            continue
        if not _moves_it(view, hit, state):
            continue
        state.solved.add(kind)
        yield Mark(view.n, "solution", view.hit_quote(hit), kind)
        return


def _moves_it(view: View, hit: Hit, state: State) -> bool:
    """Papers sent after the payment is settled are service, not a way forward; nothing is before a reason is known."""
    if not state.acts and not state.promises:
        return hit.family.id != "solution.send_it" or view.n > 4
    return state.obstacle or hit.family.id == "solution.call_for_them"


def overpromise(view: View, state: State) -> Iterator[Mark]:
    """A guarantee of what nobody can control, or an offer beyond the caller's authority."""
    for hit in view.hits.get("overpromise", ()):
        if not view.asks(hit.first, hit.last) or "guarantee" in view.words.vocabulary:
            yield Mark(view.n, "overpromise", view.hit_quote(hit), hit.family.id)
            return
    for hit in view.hits.get("waiver", ()):
        if _beyond_waiver(view, hit, state):
            yield Mark(view.n, "overpromise", view.hit_quote(hit), f"{BEYOND}: fees")
            return
    for rule, check in (("instalments", _too_many_parts), ("time", _too_much_time)):
        place = check(view, state)
        if place is not None:
            yield Mark(view.n, "overpromise", view.quote(*place), f"{BEYOND}: {rule}")
            return


def names_terms(view: View) -> bool:
    """Fees, instalments or time are offered: the authority says whether that is too much."""
    return view.has("waiver", "more_time") or bool(_PARTS & view.words.vocabulary)


_GIVEN_AWAY = frozenset("fee fees interest charge charges penalty payment instalment installment".split())
_EVERYTHING = frozenset("all whole entire everything half lot balance bill debt rest".split())


def _beyond_waiver(view: View, hit: Hit, state: State) -> bool:
    """Does the caller give away more than they may? An unknown limit is not judged."""
    authority = state.setting.authority
    sentence = view.words.sentence_at(hit.first)
    said = view.words.items[sentence.first : sentence.last]
    if not ({"i", "we", "us", "me", "no", "without"} & set(said)) or view.asks(hit.first, hit.last):
        return False
    percent = _percent(said)
    if percent is not None:
        return authority.may_discount_percent is not None and percent > authority.may_discount_percent
    if authority.may_waive_minor is None:
        return False
    amounts = [a.minor for a in view.amounts if sentence.first <= a.first < sentence.last]
    if amounts:
        return max(amounts) > authority.may_waive_minor and not _is_balance_talk(view, hit)
    if authority.may_waive_minor == 0:
        return hit.family.id == "overpromise.waive" and bool(_GIVEN_AWAY & set(said) or _EVERYTHING & set(said))
    return bool(_EVERYTHING & set(view.words.items[hit.first : hit.last])) and not ({"fee", "fees"} & set(said))


def _is_balance_talk(view: View, hit: Hit) -> bool:
    """ "Four payments of 240 with no interest": the amount is the payment, not what is given away."""
    return view.words.items[hit.first] in ("no", "without")


def _percent(said: tuple[str, ...]) -> Decimal | None:
    for place, word in enumerate(said):
        if word.endswith("%") and word[:-1].isdigit():
            return Decimal(word[:-1])
        if word in ("percent", "%") and place:
            before = said[place - 1]
            value = small(before)
            return Decimal(value) if value else None
    return None


_PARTS = frozenset("payments instalments installments parts months".split())
_AGREES = frozenset("can will could we offer agree do split spread up over into".split())


def _too_many_parts(view: View, state: State) -> tuple[int, int] | None:
    """ "Twelve instalments" where three may be agreed."""
    limit = state.setting.authority.may_agree_instalments
    if limit is None:
        return None
    items = view.words.items
    if not _PARTS & view.words.vocabulary:
        return None
    for place in range(len(items) - 1):
        word = items[place]
        number = small(word)
        after = items[place + 1 : place + 3]
        noun = next((i for i, w in enumerate(after) if w in _PARTS), None)
        if noun is None or not limit < number <= 60 or view.asks(place, place + 1):
            continue
        if after[noun] == "months" and _days(number) <= (state.setting.authority.may_agree_days or 0):
            continue
        if after[noun] == "months" and not {"over", "split", "spread", "across"} & set(
            items[max(0, place - 4) : place]
        ):
            continue
        if _AGREES & set(items[max(0, place - 8) : place]):
            return place, place + 2
    return None


def _days(months: int) -> int:
    return months * 30


_UNIT_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365}
_GRACE = 3  # days: a month of 31 days is no breach of 30
_AHEAD = 10  # words behind an offer of time in which its length stands


def _too_much_time(view: View, state: State) -> tuple[int, int] | None:
    """ "Leave it until March" where sixty days may be agreed."""
    limit = state.setting.authority.may_agree_days
    if limit is None:
        return None
    for hit in view.hits.get("more_time", ()):
        sentence = view.words.sentence_at(hit.first)
        end = min(sentence.last, hit.last + _AHEAD)
        given = [
            (w.on - state.setting.today).days for w in view.days if hit.first <= w.first < end and w.on and not w.past
        ]
        given += _lengths(view.words.items[hit.first : end])
        if any(days > limit + _GRACE for days in given):
            return hit.first, hit.last
    return None


def _lengths(said: tuple[str, ...]) -> list[int]:
    """Lengths of time said, in days: "six months", "a year"."""
    return [
        (1 if word == "a" else small(word)) * _UNIT_DAYS[unit] for word, unit in pairwise(said) if unit in _UNIT_DAYS
    ]
