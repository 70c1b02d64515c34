"""Offers: a concrete way forward within authority (solution), or beyond it (overpromise)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View


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
            yield Mark(view.n, "overpromise", view.hit_quote(hit), "beyond authority: fees")
            return
    place = _too_many_parts(view, state)
    if place is not None:
        yield Mark(view.n, "overpromise", view.quote(*place), "beyond authority: instalments")


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
        return hit.family.id == "overpromise.waive" and bool(
            {"fee", "fees", "interest", "charge", "charges", "penalty"} & set(said) or _EVERYTHING & set(said)
        )
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
