"""Offers: a concrete way forward within authority (solution), or beyond it (overpromise)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.marks.taken_up import takes_up_too_much
from duecourse.domain.conversation.marks.turned_down import turned_down
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
        guaranteed = not _asks(view, hit) or "guarantee" in view.words.vocabulary
        if guaranteed and not _may_take_off(view, hit, state) and not turned_down(view, hit.first, hit.last):
            yield Mark(view.n, "overpromise", view.hit_quote(hit), hit.family.id)
            return
    for hit in view.hits.get("waiver", ()):
        if _beyond_waiver(view, hit, state) and not turned_down(view, hit.first, hit.last):
            yield Mark(view.n, "overpromise", view.hit_quote(hit), f"{BEYOND}: fees")
            return
    for rule, check in (
        ("discount", _part_for_all),
        ("instalments", _too_many_parts),
        ("instalments", _split_in_too_many),
        ("what they proposed", takes_up_too_much),
        ("time", _too_much_time),
    ):
        place = check(view, state)
        if place is not None and not turned_down(view, *place):
            yield Mark(view.n, "overpromise", view.quote(*place), f"{BEYOND}: {rule}")
            return


# What is done besides offering terms: one of them beside ten percent off is a way forward of its own.
_DEEDS = frozenset(
    "send resend email mail fax post forward copy check look trace dispute ticket query pass reissue correct statement "
    "chase investigate".split()
)


_TAKEN_OFF = frozenset("off percent % discount half third quarter".split())


def within_authority(view: View, state: State, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks without a solution that is nothing but terms beyond the authority, in the words that promise too much:
    a solution lies within it. What is offered within it later is the first of its kind."""
    too_much = [m for m in marks if m.n == view.n and m.label == "overpromise"]
    if not too_much:
        return marks
    beyond = [m for m in too_much if m.rule.startswith(BEYOND) or not _TAKEN_OFF.isdisjoint(view.words.vocabulary)]
    offers = [m for m in marks if m.n == view.n and m.label == "solution"]
    if not beyond or not offers or not _is_same_offer(offers[0].quote, beyond[0].quote):
        return marks
    if not _DEEDS.isdisjoint(view.words.vocabulary):
        return marks
    state.solved.discard(offers[0].rule)
    return tuple(m for m in marks if m is not offers[0])


def _is_same_offer(one: str, other: str) -> bool:
    return one in other or other in one


def names_terms(view: View) -> bool:
    """Fees, instalments or time are offered: the authority says whether that is too much."""
    return view.has("waiver", "more_time") or bool(_PARTS & view.words.vocabulary)


def _asks(view: View, hit: Hit) -> bool:
    """A question, but not an offer with "how's that?" behind it."""
    if not view.asks(hit.first, hit.last):
        return False
    sentence = view.words.sentence_at(hit.first)
    said = view.words.items[sentence.first : sentence.last]
    offered = any(pair in _OFFERS for pair in pairwise(view.words.items[max(0, hit.first - 3) : hit.last]))
    return not (offered and said[-2:] in _TAGS)


_OFFERS = frozenset((("i", "will"), ("we", "will"), ("i", "am"), ("i", "can"), ("we", "can")))
_TAGS = (("is", "that"), ("about", "that"), ("that", "do"), ("a", "deal"), ("that", "sound"))


def _may_take_off(view: View, hit: Hit, state: State) -> bool:
    """ "I'm allowed to take two percent off", by somebody who is."""
    sentence = view.words.sentence_at(hit.first)
    percent = _percent(view.words.items[sentence.first : sentence.last])
    most = state.setting.authority.may_discount_percent
    return percent is not None and most is not None and percent <= most


def _is_left_over(minor: int, may_waive_minor: int, state: State) -> bool:
    """What remains to be paid once a fee is off that the caller may take off: not what is given away."""
    return any(0 < due - minor <= may_waive_minor for due in state.ledger.due)


_GIVEN_AWAY = frozenset("fee fees interest charge charges penalty payment instalment installment".split())
_EVERYTHING = frozenset("all whole entire everything half lot balance bill debt rest".split())


_CONDITION = frozenset("if once when".split())  # "If the 3,340 is here on the 11th I'll take it off"


def _beyond_waiver(view: View, hit: Hit, state: State) -> bool:
    """Does the caller give away more than they may? An unknown limit is not judged."""
    authority = state.setting.authority
    sentence = view.words.sentence_at(hit.first)
    said = view.words.items[sentence.first : sentence.last]
    if not ({"i", "we", "us", "me", "no", "without", "consider"} & set(said)) or _asks(view, hit):
        return False
    percent = _percent(said)
    if percent is None and any("credit" in act for act in authority.may_promise) and _FEES.isdisjoint(said):
        return False  # goods that came back: a credit that the caller may give
    if percent is not None:
        return authority.may_discount_percent is not None and percent > authority.may_discount_percent
    if authority.may_waive_minor is None:
        return False
    amounts = [
        a.minor
        for a in view.amounts
        if sentence.first <= a.first < sentence.last
        and not _is_left_over(a.minor, authority.may_waive_minor, state)
        and not (_CONDITION & set(said[:1]) and a.last <= hit.first and a.known(state.ledger.due))
    ]
    amounts = amounts or _fee_they_named(view, state)
    if amounts:
        return max(amounts) > authority.may_waive_minor and not _is_balance_talk(view, hit)
    if authority.may_waive_minor == 0:
        given = bool((_GIVEN_AWAY | _EVERYTHING) & set(said)) or ("off", "for", "you") in zip(
            said, said[1:], said[2:], strict=False
        )
        return hit.family.id == "overpromise.waive" and given
    taken = set(view.words.items[hit.first : hit.last])
    return "every" in taken or (bool(_EVERYTHING & taken) and not ({"fee", "fees"} & set(said)))


def _fee_they_named(view: View, state: State) -> list[int]:
    """ "Is there a late fee? It says 45." "I'll wipe that for you": the sum of a fee in the client's last turn."""
    before = state.before(view, CLIENT)
    if before is None or _FEES.isdisjoint(before.words.vocabulary):
        return []
    return [a.minor for a in before.amounts if not a.known(state.ledger.due)]


_FEES = frozenset("fee fees charge charges interest penalty surcharge".split())


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


def _part_for_all(view: View, state: State) -> tuple[int, int] | None:
    """ "Pay me 450 now and I'll close it" where 899 is due: a discount, held against what the caller may give."""
    most, total = state.setting.authority.may_discount_percent, state.ledger.total_minor
    if most is None or not total:
        return None
    for hit in view.hits.get("part_for_all", ()):
        taken = [a for a in view.amounts if hit.first <= a.first < hit.last]
        agreed = state.ledger.due | {p.amount_minor for p in state.promises if p.amount_minor}
        if not taken or taken[0].known(agreed) or _asks(view, hit):
            continue
        given = total - taken[0].pick(state.ledger.known) * _how_many(view, taken[0])
        if 0 < given < total and Decimal(100 * given) / total > most:
            return hit.first, hit.last
    return None


_OF_THEM = frozenset("of at times x payments instalments installments parts lots months checks cheques".split())
_BEFORE_IT = 3  # words in which it stands how many of a sum are meant


def _how_many(view: View, amount: Amount) -> int:
    """ "Three of 620", "three payments of 620": so many times the sum; 1 where nothing says so."""
    words = view.words.items[max(0, amount.first - _BEFORE_IT) : amount.first]
    counts = [small(word) for place, word in enumerate(words) if small(word) and set(words[place + 1 :]) & _OF_THEM]
    return max(counts, default=1)


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
        agreed = _agrees_behind(items[place:])
        if noun is None or not limit < number <= 60 or (view.asks(place, place + 1) and not agreed):
            continue
        if after[noun] == "months" and _days(number) <= (state.setting.authority.may_agree_days or 0):
            continue
        if after[noun] == "months" and not {"over", "split", "spread", "across"} & set(
            items[max(0, place - 4) : place]
        ):
            continue
        if agreed or _AGREES & set(items[max(0, place - 8) : place]):
            return place, place + 2
    return None


_SPLITS = re.compile(
    r" (?:split|break|divide|chop|cut|pay) (?:(?:it|this|that|them|all|the|whole|balance|bill|rest|up|amount) )*"
    r"(?:in|into) (\w+)(?: (?:goes|chunks|pieces|bits|lots|ways|equal \w+))?(?= (?:[.?!]|for|if|then|and|so|like)|\s*$)"
)


def _split_in_too_many(view: View, state: State) -> tuple[int, int] | None:
    """ "We can split it in four" where three parts may be agreed."""
    limit = state.setting.authority.may_agree_instalments
    if limit is None or _SPLIT_WORDS.isdisjoint(view.words.vocabulary):
        return None
    found = _SPLITS.search(view.words.line)
    if found is None or not limit < small(found.group(1)) <= _MOST_PARTS:
        return None
    first, last = view.words.index(found.start() + 1), view.words.index(found.end())
    return None if view.asks(first, last) else (first, last)


_SPLIT_WORDS = frozenset("split break divide chop cut pay".split())
_MOST_PARTS = 60
_ACCEPTS = frozenset((("i", "agree"), ("will", "agree"), ("agree", "that"), ("agree", "to")))
_LEAVES_OPEN = frozenset("not ask check manager boss supervisor if see whether cannot".split())


def _agrees_behind(behind: tuple[str, ...]) -> bool:
    """ "Four payments? Go on so, I'll agree that with you": their number of parts, taken up in the same breath."""
    return _LEAVES_OPEN.isdisjoint(behind) and not _ACCEPTS.isdisjoint(pairwise(behind))


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
        around = set(view.words.items[max(sentence.first, hit.first - _SUBJECT) : hit.last])
        if not _SOMEBODY_ELSE.isdisjoint(around) and _PARTIES.isdisjoint(around):
            continue
        given = [
            (w.on - state.setting.today).days
            for w in view.days
            if hit.first <= w.first < end and w.on and (not w.past or _leads_to(view, w))
        ]
        given += [
            _until_month(w, state)
            for w in view.whens
            if hit.first <= w.first < end
            and w.on is None
            and w.month
            and _UNTIL & set(view.words.items[w.first - 2 : w.first])
        ]
        given += _lengths(view.words.items[hit.first : end])
        if any(days > limit + _GRACE for days in given):
            return hit.first, hit.last
    return None


_SUBJECT = 3  # words before an offer of time that say who has it
_SOMEBODY_ELSE = frozenset("it they plan insurance insurer medicare he she".split())  # "the most it'll pay in one year"
_PARTIES = frozenset("you i we your us let".split())
_UNTIL = frozenset(("until",))


def _leads_to(view: View, when: When) -> bool:
    """ "Until the end of February": the words of a day that also lies behind, said of the one ahead."""
    return not _UP_TO.isdisjoint(view.words.items[max(0, when.first - 3) : when.first + 1])


_UP_TO = frozenset("until till by".split())


def _until_month(when: When, state: State) -> int:
    """Days to the beginning of a month that is named without a day."""
    today = state.setting.today
    month = when.month or today.month
    return (date(today.year + (month <= today.month), month, 1) - today).days


def _lengths(said: tuple[str, ...]) -> list[int]:
    """Lengths of time said, in days: "six months", "a year"."""
    return [
        (1 if word == "a" else small(word)) * _UNIT_DAYS[unit] for word, unit in pairwise(said) if unit in _UNIT_DAYS
    ]
