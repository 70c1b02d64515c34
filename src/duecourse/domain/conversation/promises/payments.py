"""Payments in the caller's words: which days they name for one, with the sum beside each, asked or said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.ledger import joined
from duecourse.domain.conversation.promises.amount import only_balance, spoken
from duecourse.domain.conversation.promises.owed import tells_what_is_owed
from duecourse.domain.conversation.promises.parts import is_ahead
from duecourse.domain.conversation.promises.series import days_of_series
from duecourse.domain.conversation.promises.spoken_again import is_spoken_of_then
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import Sentence
from duecourse.domain.conversation.views import View

_TELLING = 3  # digits that make a bare number a sum
_EACH = frozenset("each apiece every time times again same lots payments instalments installments parts pieces".split())
_PAIRED = 3  # words between a sum and its day in a list of payments
_BEFORE, _BEHIND = 10, 7  # words around a day in which its sum stands


@dataclass(frozen=True, slots=True)
class Payment:
    """A day of payment in the caller's turn. `minor` is the sum beside it, None for everything; `summed` when a sum or
    words for one stand beside it; `asked` when it is put to the client, not told; `checked` when a question behind it
    asks whether it is right."""

    minor: int | None
    summed: bool
    when: When
    asked: bool
    checked: bool


def payments(view: View, state: State) -> Iterator[Payment]:
    """Days ahead in the caller's turn that are for a payment, with the sum beside each."""
    if not view.days:
        return
    found = list(_one_by_one(view, state))
    if len(found) == 1 and (days := days_of_series(view, found[0].when.on or date.max, found[0].minor, state)):
        yield from (replace(found[0], when=replace(found[0].when, on=day, or_on=None)) for day in days)
        return
    summed = {payment.when.on for payment in found if payment.summed}
    for payment in found:  # "Okay, the 15th. So 180 on March 15th": a day said twice is one payment
        if payment.summed or payment.when.on not in summed:
            yield payment


def _one_by_one(view: View, state: State) -> Iterator[Payment]:
    days = [w for w in _may_be_paid_on(view, state) if not _is_a_visit(view, w, state)]
    if not days:
        return
    last: Payment | None = None
    asked = [view.words.sentence_at(h.first) for h in view.hits.get("asks_payment", ())]
    pairs = _in_pairs(view, days, state) or _in_a_row(view, days, state)
    for place, when in enumerate(days):
        sentence = view.words.sentence_at(when.first)
        begin = max(sentence.first, when.first - _BEFORE, days[place - 1].last if place else 0)
        end = min(
            sentence.last, when.last + _BEHIND, days[place + 1].first if place + 1 < len(days) else when.last + 99
        )
        if place + 1 < len(days):
            end = _before_the_next(view, when, days[place + 1], end)
        minor, summed = _sum_beside(view, begin, when.first, end, state)
        if not summed and place + 1 == len(days):
            minor, summed = _sum_behind(view, sentence, state) or (minor, False)
        if not summed and len(days) > 1:
            minor, summed = _equal_share(view, days, state)
        if not summed and len(days) > 1 and _EACH & view.words.vocabulary:
            minor, summed = _sum_beside(view, sentence.first, sentence.last, sentence.last, state)
        if not summed and last is not None and last.summed and _goes_on(view, last.when, when):
            minor, summed = last.minor, True
        if pairs:
            minor, summed = pairs[place], True
        put = sentence in asked or view.asks(when.first, when.last)
        last = Payment(minor, summed, when, put, summed and _checks_behind(view, when))
        yield last


def _may_be_paid_on(view: View, state: State) -> tuple[When, ...]:
    """The days ahead that the turn's own words leave open for a payment: they are asked for many times in a call."""
    if view.paid_on is None:
        payable, today = state.ledger.payable, state.setting.today
        view.paid_on = tuple(
            [
                w
                for w in view.days
                if is_ahead(w, state)
                and not _is_ours(view, w, payable)
                and not tells_what_is_owed(view, w, today)
                and not is_spoken_of_then(view, w)
            ]
        )
    return view.paid_on


_LISTS = frozenset("and then again on".split())


def _goes_on(view: View, before: When, when: When) -> bool:
    """ "180 on March 15th, April 15th, May 15th and June 15th": days in a row share the sum of the first."""
    return _LISTS.issuperset(view.words.items[before.last : when.first])


_ON = frozenset("on by for".split())


def _before_the_next(view: View, when: When, later: When, end: int) -> int:
    """ "Papers today, half on the 22nd": a sum right in front of "on the 22nd" is not today's."""
    places = [(a.first, a.last) for a in view.amounts]
    places += [(h.first, h.last) for kind in ("half", "whole") for h in view.hits.get(kind, ())]
    on = view.words.items[later.first] in _ON or view.words.items[later.first - 1] in _ON
    its = [first for first, last in places if when.last <= first and 0 <= later.first - last <= 1]
    return min([end, *its]) if on else end


def _in_pairs(view: View, days: list[When], state: State) -> list[int]:
    """ "One forty on the nineteenth, three hundred on the second and three hundred on the thirtieth": as many sums as
    days, by turns. Empty where they do not stand so."""
    sums = [a for a in view.amounts if a.sure or (len(a.digits) >= _TELLING and not _is_an_hour(view, a))]
    sums = [a for a in sums if not _is_no_payment(view, a)]
    if len(days) < 2 or len(sums) != len(days):
        return []
    beside = [min(abs(w.first - a.last), abs(a.first - w.last)) <= _PAIRED for a, w in zip(sums, days, strict=True)]
    if not all(beside):
        return []
    known = _known(state)
    return [spoken(a, known, state) for a in sums]


def _in_a_row(view: View, days: list[When], state: State) -> list[int]:
    """ "310 on the 15th of August, September, October and November, which makes 1,240": one sum for each of the days,
    where so many of them are all that is due, and no other sum is said but that one."""
    total, several = state.ledger.total_minor, len({w.on for w in days})
    share, over = divmod(total, several)
    said = [a for a in view.amounts if a.sure or len(a.digits) >= _TELLING] if several > 1 and not over else []
    if not any(a.known({share}) for a in said) or not all(a.known({share, total}) for a in said):
        return []
    sums = {place for a in said for place in range(a.first, a.last)}
    listed = (_are_listed(view, sums, *pair) for pair in pairwise(days))
    return [share] * len(days) if all(listed) else []


def _are_listed(view: View, sums: Set[int], before: When, when: When) -> bool:
    """Does no more than a sum stand between two days?"""
    between = range(before.last, when.first)
    return _LISTS.issuperset(view.words.items[place] for place in between if place not in sums)


def _equal_share(view: View, days: list[When], state: State) -> tuple[int | None, bool]:
    """One sum for several days that together make up what is due ("the 15th of March and of April, 1,700 each, which
    clears the 3,400")."""
    share = round(state.ledger.total_minor / len(days))
    said = any(a.known({share}) for a in view.amounts) or state.instalment == share
    return (share, True) if said else (None, False)


def _checks_behind(view: View, when: When) -> bool:
    """ "300 on Friday. Is that how you see it?": a question at the end that says no day of its own asks about this
    one."""
    last = view.words.sentences[-1]
    return last.asks and last.first > when.first and all(w.first < last.first for w in view.days)


def asks_to_pay(view: View, state: State) -> bool:
    """The caller asks for a payment or its day: in words for it, or by putting a day with a sum to the client ("shall
    we say Thursday for the 3,640?")."""
    if view.has("asks_payment"):
        return True
    if not view.days:
        return False
    last = view.words.sentences[-1]
    puts = last.asks and not _PUTS.isdisjoint(view.words.items[last.first : last.last])
    return any(p.summed and (p.asked or (p.checked and puts)) for p in payments(view, state))


# "I'll put you down for Friday. Would that work?" asks; "Is that right?" only checks.
_PUTS = frozenset("okay work suit possible help manageable fine acceptable doable comfortable all".split())


def _known(state: State) -> frozenset[int]:
    """Sums that either side may mean: what is due and its parts, what the client has named."""
    return joined(state.ledger.figures, state.client_amounts)


def _sum_beside(view: View, begin: int, day: int, end: int, state: State) -> tuple[int | None, bool]:
    known = _known(state)
    inside = [a for a in view.amounts if begin <= a.first < end and not _is_no_payment(view, a)]
    near = [a for a in inside if a.sure or a.known(known)]
    near = near or [a for a in inside if len(a.digits) >= _TELLING and not _is_an_hour(view, a)]
    if near:
        before = [a for a in near if a.first < day]
        return spoken(before[-1] if before else near[0], known, state), True
    for kind in ("half", "whole"):
        if any(begin <= h.first < end for h in view.hits.get(kind, ())):
            total = state.ledger.total_minor
            return (round(total / 2) if kind == "half" else only_balance(state)), True
    return only_balance(state), False


_TAKEN_OFF = frozenset("off discount credit less waived".split())
_ALTOGETHER = (("in", "total"), ("in", "all"), ("all", "told"), ("all", "together"), ("in", "full"))


def _is_no_payment(view: View, amount: Amount) -> bool:
    """ "Five pounds off", "and 240 in total" beside several days: what is taken off, and what payments come to."""
    behind = view.words.items[amount.last : amount.last + 2]
    if not _TAKEN_OFF.isdisjoint(behind[:1]):
        return True
    return len(view.days) > 1 and (behind in _ALTOGETHER or behind[:1] == ("altogether",))


_AT_HOURS = frozenset("at after before until from".split())
_HOURS, _MINUTES = 12, 60


def _is_an_hour(view: View, amount: Amount) -> bool:
    """ "Tomorrow after nine thirty": an hour of the day, and no sum."""
    if view.words.items[max(0, amount.first - 1)] not in _AT_HOURS:
        return False
    hour = _hour(amount)
    return hour is not None and hour[1] < _MINUTES


def _hour(amount: Amount) -> tuple[int, int] | None:
    """Hours and minutes, if the figures may be those of a clock."""
    if not amount.digits.isdigit():
        return None
    hours, minutes = divmod(int(amount.digits), 100)
    return (hours, minutes) if 0 < hours <= _HOURS else None


_QUARTERS = (15, 30, 45)
_PAID = frozenset("pay paid paying payment payments money sum amount part instalment installment".split())


def _is_a_visit(view: View, when: When, state: State) -> bool:
    """When somebody comes to look at what is disputed: "Seven thirty on Thursday, would that suit?" """
    if state.act("dispute") is None or view.has("asks_payment") or not _PAID.isdisjoint(view.words.vocabulary):
        return False
    beside = (a for a in view.amounts if not a.sure and 0 <= when.first - a.last <= _PAIRED)
    return any(hour is not None and hour[1] in _QUARTERS for hour in map(_hour, beside))


_BARE = 3  # words beside the sum in a sentence that says no more


def _sum_behind(view: View, sentence: Sentence, state: State) -> tuple[int, bool] | None:
    """ "So Tuesday the 8th. 1,998 dollars and 40 cents.": the sum in a sentence of its own, right behind the day's."""
    following = next((s for s in view.words.sentences if s.first >= sentence.last), None)
    if following is None or not view.amounts:
        return None
    sums = [a for a in view.amounts if following.first <= a.first < following.last]
    bare = len(sums) == 1 and following.last - following.first - (sums[0].last - sums[0].first) <= _BARE
    known = _known(state)
    return (spoken(sums[0], known, state), True) if bare and sums[0].known(known) else None


# What we do on a day, and days that are behind an invoice.
_OURS = frozenset(
    "call ring phone ringing calling fax faxing send sent sending email resend mail post inspector engineer dispute "
    "statement copy notes report proof photos pictures records copies documents installer driver was were went due "
    "from since dated billed letter papers link form note update speak talk check follow touch hear revert decide know "
    "confirm approve approval sign meet looked reviewed reprocessed".split()
)
_US = frozenset("i we me us".split())
# "Shall we say Friday", "I'll put you down for Friday": about what they do, though we are the ones who say it.
_ABOUT_THEM = frozenset(
    "need want require looking say see expect agree pencil receive count down call settled right".split()
)
# "Can we have it on Friday", "shall I take it on Friday": the same where it is asked.
_ASKED_OF_THEM = frozenset("have get put mark set make made split look take do settle write book aim plan fix".split())
_ASKING = frozenset("can could shall should may might would if".split())
_REACH = 6


def _is_ours(view: View, when: When, due: Set[int] = frozenset()) -> bool:
    """The day of something we do or of the invoice, not of a payment."""
    sentence = view.words.sentence_at(when.first)
    begin = max(sentence.first, when.first - _REACH)
    before = view.words.items[begin : when.first]
    if _we_act_behind(view, when, sentence):
        return True  # "Would tomorrow at two be all right for me to call you?"
    if before[-2:] == ("to", "you") or (before[-1:] == ("off",) and _PAYS_OFF.isdisjoint(before)):
        return True  # "the papers to you today", "ten dollars off today"
    if (
        _is_a_condition(view, when, sentence)
        or _opens_a_case(view, sentence, when)
        or _is_done_for_them(view, sentence, when)
        or _A_NEW_INVOICE.search(" ".join(("", *before, "")))
    ):
        return True
    if not _PAYMENTS.isdisjoint(before):
        return False
    if not _FOR_THEM.isdisjoint(pairwise(before)):
        return True  # "I'll get you the lot numbers by Monday"
    if _OURS & {word.removesuffix("'s") for word in before}:
        return _CALL_IT.isdisjoint(pairwise(before))
    last = max((place for place, word in enumerate(before) if word in _US), default=-1)
    paid = any(begin + last < a.first < when.first and (a.sure or a.known(due)) for a in view.amounts)
    asked = begin + last > 0 and view.words.items[begin + last - 1] in _ASKING
    lets = asked or not _ASKING.isdisjoint(before[last + 1 : last + 2])
    if _BACK_BY.search(" ".join(("", *before, ""))):
        return True
    if last < 0 or (paid and lets and _WE_GIVE.isdisjoint(before)):
        return False  # "We could do 900 on the 20th", "May I suggest 900 on the 20th?"
    about = _ABOUT_THEM | _ASKED_OF_THEM if asked else _ABOUT_THEM
    return about.isdisjoint(before[last + 1 :])


# "Will he be back before five?": when somebody is there.
_BACK_BY = re.compile(
    r" (?:he|she|they|anyone|anybody|someone|somebody) (?:(?:be|get|come|is|are|gets|comes|will be|going to be) )?"
    r"(?:back|in|around|free|available|home|there)(?: [a-z]+){0,3} $"
)
_CONDITION = re.compile(
    r" (?:(?:as|so) long as|once|provided(?: that)?|providing|assuming|subject to) (?:you|i|we|they|it|he|she)"
    r"(?: have| has| had| get| gets| got| receive| see| are| is| can| send)+ (?:[a-z]+ ){0,4}$"
)
_CONDITION_WITHIN = 10


def _is_a_condition(view: View, when: When, sentence: Sentence) -> bool:
    """ "6,318 on Wednesday, as long as you have the record today": the day of what we do first."""
    before = view.words.items[max(sentence.first, when.first - _CONDITION_WITHIN) : when.first]
    return bool(_CONDITION.search(" ".join(("", *before, ""))))


# "2,200 on Monday, their invoice tomorrow": a paper that we make out.
_A_NEW_INVOICE = re.compile(
    r" (?:their|an?|new|separate|fresh|clean|corrected|revised|amended) (?:copy|invoice) (?:out |over |off )?$"
)
_DONE_FOR_THEM = re.compile(
    r" (?:i|we) (?:will|can|shall|am going to|are going to) (?:[a-z]+ ){1,9}(?:for you|your way) $"
)
_WE_OPEN = re.compile(
    r" (?:i|we) (?:(?:will|can|shall|am|are|have to|need to|going to|just|also) )*"
    r"(?:open|opening|raise|raising|log|logging|lodge|lodging|file|filing|flag|flagging|park|parking|freeze|freezing"
    r"|hold|holding|pull|pulling|split|splitting|(?:get|have|put) (?:a|the) (?:ticket|query|dispute|case|hold)) "
    r"(?:[^ .?!]+ ){1,9}$"
)
_THEY_GET = re.compile(r" (?:so|and|then|[.?!]) you (?:will |are )?(?:get|getting) (?!paid )(?:[^ .?!]+ ){1,6}$")


def _opens_a_case(view: View, sentence: Sentence, when: When) -> bool:
    """ "I'll open a ticket on the 2,400 today", "we're parking the 640 until Friday": the day is of what we do."""
    said = " ".join(("", *view.words.items[sentence.first : when.first], ""))
    return bool(_WE_OPEN.search(said))


def _is_done_for_them(view: View, sentence: Sentence, when: When) -> bool:
    """ "I'll scan the lot of them for you this morning", "so you get the 455 one today": what we do for them."""
    if "you" not in view.words.vocabulary and "your" not in view.words.vocabulary:
        return False
    said = " ".join(("", ".", *view.words.items[sentence.first : when.first], ""))
    return bool(_DONE_FOR_THEM.search(said)) or (not sentence.asks and bool(_THEY_GET.search(said)))


_WE_ACT = re.compile(
    r" (?:(?:for|let|allow) (?:me|us) to|if (?:i|we)|(?:shall|should|can|could|may) (?:i|we)"
    r"|(?:i|we) (?:will|can|shall|could)|and (?:then )?(?:i|we)) (?:just |maybe |perhaps |then )*"
    r"(?:call|ring|phone|try|give (?:you|her|him|them) (?:a|another) "
    r"(?:call|ring|bell|shout)|get back to|come back to|follow up|check (?:in|back)|speak|talk|touch base|catch) "
)


def _we_act_behind(view: View, when: When, sentence: Sentence) -> bool:
    """Is what happens on that day, said behind it, a call of ours?"""
    if _CALLS.isdisjoint(view.words.vocabulary):
        return False
    after = next((s for s in view.words.sentences if s.first >= sentence.last), sentence)
    last = after.last if "then" in view.words.items[after.first : after.last] else sentence.last
    if any(when.last <= w.first < last and w.on != when.on for w in view.days):
        return False  # "890 on the 25th, and I ring on the 20th": the call has a day of its own
    return bool(_WE_ACT.search(" ".join(("", *view.words.items[when.last : last], ""))))


_CALLS = frozenset("call ring phone try bell shout back up in speak talk touch catch".split())
# "I can give you three instalments, the end of November": days of theirs.
_WE_GIVE = frozenset("credit refund waive deduct knock off discount give reduce remove charge add bill".split())
_PAYMENTS = frozenset("instalments installments payments parts thirds halves".split())
_FOR_THEM = frozenset((verb, "you") for verb in ("get", "give", "bring", "show", "find"))
_PAYS_OFF = frozenset("pay paid paying clear finish it that".split())
_CALL_IT = frozenset((("call", "it"), ("check", "for")))  # "shall we call it Friday"
