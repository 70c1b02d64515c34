"""Promises as they are said: statements to pay with their amounts and days, and a yes to what the caller proposed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from datetime import date

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.ledger import joined
from duecourse.domain.conversation.promises.amount import amount_of
from duecourse.domain.conversation.promises.other_days import (
    HABIT,
    is_the_moment,
    looks_again,
    no_payment,
    only_until,
    points_at_ours,
    says_when_due,
    takes_up_ours,
    tells_of_a_payment,
)
from duecourse.domain.conversation.promises.parts import Part, in_thousands, is_a_limit, is_ahead, parts_of
from duecourse.domain.conversation.promises.payments import asks_to_pay
from duecourse.domain.conversation.promises.series import further, goes_on_each_month, rest_of_series
from duecourse.domain.conversation.promises.spoken_again import asks_when_that_is
from duecourse.domain.conversation.promises.statements import asks, pays, statements
from duecourse.domain.conversation.promises.sums import HALF, SAID
from duecourse.domain.conversation.promises.taken_back import Heard
from duecourse.domain.conversation.promises.vague import may_be_vague
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View


def said(view: View, state: State) -> Iterator[Heard]:
    """Promises in the client's own words, each with its place in the turn."""
    bare = _bare_sum(view, state)
    if not view.days and not view.has("pay") and not (bare and was_asked(view, state)):
        return
    about_paying = [
        (first, last)
        for first, last in statements(view)
        if pays(view, first, last)
        or any(first <= w.first < last for w in view.days)
        or any(first <= place < last for place in bare)
    ]
    asked = bool(about_paying) and (was_asked(view, state) or _comes_to_the_whole(view, state))
    earlier = 0  # what the turn has promised so far: "the other half" is what that leaves
    for first, last in about_paying:
        parts = parts_of(view, first, last, state)
        dated = parts[0].when is not None
        if _names_payday(view, first, last, state) or not _is_promise(view, first, last, dated, asked, state):
            continue
        if goes_on_each_month(view) and state.promises:
            yield from (Heard(first, each, True) for each in further(view, state, (first, last)))
            return
        for part in parts:
            promise = promise_of(view, part, earlier, state)
            if promise is not None:
                earlier += promise.amount_minor or 0
                asked = True  # "The check leaves on Tuesday. You'll have it by the tenth."
                place = part.when.first if part.when else part.first
                yield Heard(place, promise, part.sum is not None)
                if len(parts) == 1:
                    more = rest_of_series(view, promise, earlier, (first, last), state)
                    yield from (Heard(place, each, True) for each in more)


def _comes_to_the_whole(view: View, state: State) -> bool:
    """As many days as sums, and the sums together are all that is due: nothing else than a plan."""
    if len(view.amounts) < 2 or len(view.days) < 2:
        return False
    return sum(in_thousands(a, view).minor for a in view.amounts) == state.ledger.total_minor


def _bare_sum(view: View, state: State) -> tuple[int, ...]:
    """The sum, or the half, of a short answer that names nothing else; one that is due and joins another ("Both, yes,
    the 170 with it") in a longer one as well."""
    if view.days:
        return ()
    if view.size > SHORT_OFFER:
        joined = [a.first for a in view.amounts if a.known(state.ledger.due)]
        return tuple(joined) if len(joined) == 1 and _JOINS.search(view.words.line) else ()
    halves = view.hits.get("half", ())
    places = [*(a.first for a in view.amounts), *(h.first for h in halves)]
    return tuple(places) if len(places) == 1 else ()


SHORT_OFFER = 8  # words: "How's Friday?" in answer to "When could you pay it?"
_PAYS = frozenset("pay paying send transfer settle clear wire".split())
_MONEY = frozenset(
    "pay paying paid payment payments money transfer wire check checks settle clear card funds cash deposit "
    "invoice balance bill instalment instalments installment installments run batch".split()
)


OTHER_THINGS = frozenset(
    "photo photos picture pictures email emails form slip papers paperwork letter copy message call ring "
    "remittance records notes screenshot details number he'll".split()
)


def _is_promise(view: View, first: int, last: int, dated: bool, asked: bool, state: State) -> bool:
    """A statement to pay: a verb of paying with money in it or as the answer to a request; without a verb only with a
    day, as an answer or with an amount that the ledger knows."""
    said = set(view.words.items[first:last])
    known = joined(state.ledger.payable, state.caller_offers)
    money = any(first <= a.first < last and a.known(known) for a in view.amounts)
    other = bool(OTHER_THINGS & _promised_words(view, first, last)) and not money and not _MONEY & said
    if asks(view, first, last) or is_off(view, first, last, state) or other or looks_again(view, said, state):
        return False
    called = any(a.act == "callback" and a.n == view.n for a in state.acts)
    if called and not (pays(view, first, last) and (money or _PAYS & said)):
        return False  # "He picks her up here Saturday at ten. Call then.", "Call on Friday, it's paid by then or not."
    if no_payment(view, first, last) or tells_of_a_payment(view, state) or _goes_on_from_a_question(view, first):
        return False
    if says_when_due(view, first, last, state) and not pays(view, first, last):
        return False
    if pays(view, first, last):
        plain = bool(_MONEY & said) or view.has("whole") or _takes_up_money(view, first)
        sure = any(first <= a.first < last and a.sure for a in view.amounts) or any(
            first <= h.first < last for kind in ("half", "rest") for h in view.hits.get(kind, ())
        )
        ours = not money and not _MONEY & said and points_at_ours(view, first, last, state)
        plain = plain or _puts_it_through(view, first, last, state) or _names_a_share(view, first, last, state)
        return not ours and (asked or money or plain or sure or _spoke_of_paying(view, state))
    paying = (asked and not _names_no_day(view, state)) or money or _pays_at_all(view)
    sums = [a for a in view.amounts if first <= a.first < last and not is_a_limit(a, view)]
    plain = _stands_beside_a_day(view, sums, known) or (asked and any(a.sure for a in sums))
    full = any(
        first <= h.first < last and _is_beside(h.first, h.last, w)
        for h in view.hits.get("whole", ())
        for w in view.days
    )
    habits = HABIT & said - {"only"} if sums and asked else HABIT & said  # "and only 500"
    habit = (bool(habits) and not (plain or full)) or only_until(view, first, last)
    other = (
        habit
        or (takes_up_ours(view, first, last, state) and not plain)
        or (not money and is_the_moment(view, first, last, state))
    )
    dated = dated or bool(_bare_sum(view, state))
    return dated and (paying or full) and not other


def _names_no_day(view: View, state: State) -> bool:
    """ "I don't want to promise you a day." "When do you see the doctor?" "The thirteenth.": no day to pay on, unless
    they say that they pay."""
    earlier = state.before(view, CLIENT)
    return earlier is not None and earlier.has("uncommits") and not earlier.has("pay")


def _goes_on_from_a_question(view: View, first: int) -> bool:
    """ "And my next container? It lands on Sunday.": what they asked about just before, where that was no payment."""
    if view.words.items[first] not in ("it", "that", "they") or view.words.items[first - 1 : first] != ("?",):
        return False
    asked = view.words.sentence_at(first - 1)
    return not any(asked.first <= a.first < first for a in view.amounts) and _MONEY.isdisjoint(
        view.words.items[asked.first : first]
    )


def _takes_up_money(view: View, first: int) -> bool:
    """ "I'm showing a paper check. It gets cut on Thursday." """
    begun = view.words.items[:first]
    return bool(begun) and view.words.items[first] in ("it", "that", "they") and not _MONEY.isdisjoint(begun)


_PUT_THROUGH = re.compile(
    r" (?:put|putting|push|pushing|get|getting|run|send|sending|wire|ping|shift|move|bring) "
    r"(?:it|that|this|them|those|both|the (?:lot|money|payment|whole [a-z]+|full [a-z]+)) (?:straight |right )?"
    r"(?:through|over|across) "
    r"| (?:square|sort|settle|clear|knock|finish|straighten) (?:it|this|that|them|you|up|the lot)"
    r"(?: (?:out|off|up|away))? "
)


def _puts_it_through(view: View, first: int, last: int, state: State) -> bool:
    """ "I'll put it through on Monday": nobody asked, but what is due has been spoken of, and that is the "it"."""
    if not _PUT_THROUGH.search(" ".join(("", *view.words.items[first:last], ""))):
        return False
    return any(a.known(state.ledger.due) for v in state.said_by[CALLER] for a in v.amounts)


_SHARE = 3  # digits that make a bare number beside a day a sum


def _names_a_share(view: View, first: int, last: int, state: State) -> bool:
    """ "I can do 500 this Friday": nobody asked, and the sum, below what is due, stands side by side with its day."""
    sums = [a for a in view.amounts if first <= a.first < last and len(a.digits) >= _SHARE]
    below = (a for a in sums if a.minor <= state.ledger.total_minor)
    return any(_is_beside(a.first, a.last, w) for a in below for w in view.days)


def _pays_at_all(view: View) -> bool:
    """Is a payment spoken of that hangs on nobody else? "Next Wednesday. If they approve it, I pay you the day after."
    tells when they sit."""
    off = [view.words.sentence_at(h.first) for h in view.hits.get("condition", ())]
    told = (h for h in view.hits.get("pay", ()) if not view.asks(h.first, h.last))
    return any(not any(s.first <= h.first < s.last for s in off) for h in told)


_IF = frozenset("once if when as after provided".split())
_THEN = frozenset("will can could then shall".split())
_CONDITION_OPENS = 3  # words within which a statement begins with a condition


def _promised_words(view: View, first: int, last: int) -> set[str]:
    """The words of the promise itself: "once I've got the copy, you'll have it Friday" promises no copy."""
    items = view.words.items[first:last]
    if _IF & set(items[:_CONDITION_OPENS]):
        first += max((place for place, word in enumerate(items) if word in _THEN), default=0)
    return set(view.words.items[first:last])


_BESIDE = 3  # words between a sum and its day


def _stands_beside_a_day(view: View, sums: list[Amount], known: Set[int]) -> bool:
    """ "I don't speak robot, but yes, 348 on the 31st": a sum that the ledger knows, side by side with a day."""
    return any(a.known(known) and _is_beside(a.first, a.last, w) for a in sums for w in view.days)


def _is_beside(first: int, last: int, when: When) -> bool:
    return 0 <= when.first - last <= _BESIDE or 0 <= first - when.last <= _BESIDE


_ELSE = ("no", "callback", "document_request")


def is_off(view: View, first: int, last: int, state: State, about_else: Iterable[str] = _ELSE) -> bool:
    """Taken back, refused, in the past, on somebody else's condition, or about something other than paying."""
    kinds = ["condition", "refusal", "already_paid", "represented", "wrong_party"]
    if not _names_another_day(view, first, last, state):
        kinds.append("withdraws")
    if view.words.items[first] in _IF and any(first <= w.first < last and is_ahead(w, state) for w in view.days):
        kinds.remove("already_paid")  # "If your note is here by Monday, the 890 is paid on Wednesday"
    elif _pays_next(view, first, last, state):
        kinds.remove("already_paid")
    if any(first <= h.first < last for kind in kinds for h in view.hits.get(kind, ())):
        return True
    paying = pays(view, first, last)
    other = any(first <= h.first < last for kind in about_else for h in view.hits.get(kind, ()))
    return other and not paying


def _pays_next(view: View, first: int, last: int, state: State) -> bool:
    """ "The insurance already paid, so I'll wire you the lot on Monday": behind what was paid to them, a payment to
    come with its day."""
    paid = [h.last for h in view.hits.get("already_paid", ()) if first <= h.first < last]
    if not paid:
        return False
    behind = min(max(paid), last)
    return pays(view, behind, last) and any(behind <= w.first < last and is_ahead(w, state) for w in view.days)


def _names_another_day(view: View, first: int, last: int, state: State) -> bool:
    """ "Scratch that, make it the 27th": what was promised is taken back for another day."""
    taken = max((h.last for h in view.hits.get("withdraws", ()) if first <= h.first < last), default=last)
    standing = {p.on for p in state.promises}
    return any(taken <= w.first < last and w.on not in standing and is_ahead(w, state) for w in view.days)


# "What day does your check come in?": the answer is when they have money, not when they pay.
_ASKS_PAYDAY = re.compile(
    r" (?:what (?:day|date)|which day|when) (?:do|does|did|will|is|are) (?:your|the) (?:next )?"
    r"(?:check|cheque|paycheck|pension|wages|wage|salary|benefit|benefits|disability|ssi|social security|pay|payday) "
    r"| (?:what day|when) (?:do|will) you (?:get|be|next get) paid "
)


def _names_payday(view: View, first: int, last: int, state: State) -> bool:
    """The day they were asked for, as long as it is not said with a payment."""
    before = state.before(view, CALLER)
    if before is None or not _ASKS_PAYDAY.search(before.words.line) or pays(view, first, last):
        return False
    return first == 0 and not any(first <= a.first < last for a in view.amounts)


def was_asked(view: View, state: State) -> bool:
    """The caller's last turn asked for a payment, a part of it or a date, or the last client turn was promising."""
    before = _last_said(view, state)
    if before is None or (before.has("asks_callback") and not before.has("asks_payment")):
        return False
    if asks_when_that_is(before, state):
        return False
    if before.has("demands") or asks_to_pay(before, state) or asks_after_a_sum(before, state):
        return True
    if _offers_parts(before, state):
        return True
    return any(p.n >= view.n - 2 for p in state.promises)


_NOISE = 3  # words: "I'm here", "yeah", "so"
_MOST_NOISES = 3


def _last_said(view: View, state: State) -> View | None:
    """The caller's last turn that said something: "Which day?" "Hang on, I'm moving the ladder." "I'm here." """
    for back in range(1, _MOST_NOISES + 1):
        before = state.before(view, CALLER, back=back)
        if before is None or before.size > _NOISE or before.hits.keys() & _ASKS or before.whens or before.amounts:
            return before
        if "?" in before.turn.text:
            return before
    return before


_PARTS = frozenset("month each instalments installments payments parts three four two halves thirds monthly".split())


def _offers_parts(before: View, state: State) -> bool:
    """ "I can do three, that's 2,000 a month": an equal share of what is due, said to be one of several."""
    shares = state.ledger.parts - state.ledger.due
    return not _PARTS.isdisjoint(before.words.vocabulary) and any(a.known(shares) for a in before.amounts)


_ASKS = frozenset(("asks_payment", "asks_callback"))
_BARE_QUESTION = 10  # words: "And the small one, the 1,042?"


def asks_after_a_sum(before: View, state: State) -> bool:
    """A short question that is about what is due: "And the 290?" """
    return any(
        a.known(state.ledger.due) and before.asks(a.first, a.last) and _words_of(before, a.first) <= _BARE_QUESTION
        for a in before.amounts
    )


def _words_of(view: View, place: int) -> int:
    sentence = view.words.sentence_at(place)
    return sentence.last - sentence.first


def _spoke_of_paying(view: View, state: State) -> bool:
    """The client's turn before was about paying: "can I just pay it?" """
    earlier = state.before(view, CLIENT)
    return earlier is not None and not {"pay", "payment"}.isdisjoint(earlier.words.vocabulary)


def promise_of(view: View, part: Part, earlier_minor: int, state: State) -> ClientAct | None:
    when = part.when
    joined = (_joined(view, part, state) or _day_asked(view, part, state)) if when is None else None
    if when is None and joined is None and not may_be_vague(view, part, state):
        return None
    return ClientAct(
        view.n, "promise", view.quote(part.first, part.last), "said",
        amount_minor=amount_of(view, part, earlier_minor, state), currency=state.setting.account.currency,
        on=when.on if when else joined, or_on=when.or_on if when else None,
    )  # fmt: skip


_JOINS = re.compile(
    r" (?:as well|too|(?:along|together|in|up)? ?with (?:it|that|them|the (?:other|first))|together|alongside|likewise"
    r"|(?:in|on|at|with|by) the (?:very )?same(?: [a-z]+)?|the same (?:day|run|date|check|time)|same again) "
)


def _joined(view: View, part: Part, state: State) -> date | None:
    """ "Stick the 704 in as well": another item, on the day of what they have just promised."""
    latest = state.promises[-1] if state.promises else None
    if latest is None or part.sum is None or part.sum.kind != SAID or latest.n < view.n - 2:
        return None
    words = " ".join(("", *view.words.items[part.first : part.last], ""))
    paid = {p.amount_minor for p in state.promises}
    beside = any(a.first == part.sum.first and a.known(state.ledger.due - paid) for a in view.amounts)
    return latest.on if beside and None not in paid and _JOINS.search(words) else None


def _day_asked(view: View, part: Part, state: State) -> date | None:
    """ "What's the most you could do by Friday?" "Two fifty.": the sum asked for, on the day asked about."""
    before = state.before(view, CALLER)
    if before is None or part.sum is None or part.sum.kind not in (SAID, HALF) or state.promises:
        return None
    asked = [w for w in before.days if is_ahead(w, state) and before.asks(w.first, w.last)]
    off = any("all" not in view.words.items[h.first : h.last + 2] for h in view.hits.get("no", ()))
    if len(asked) != 1 or off or not _bare_sum(view, state) or view.has("condition", "withdraws", "uncommits"):
        return None
    how_much = not _HOW_MUCH.isdisjoint(before.words.vocabulary)
    counters = before.has("asks_payment") and not _DOES.isdisjoint(view.words.vocabulary)
    return asked[0].on if how_much or counters else None


_DOES = frozenset("can could will yes okay manage do sure maybe stretch offer".split())  # "Six hundred I could."
_HOW_MUCH = frozenset("what what's much many most".split())
