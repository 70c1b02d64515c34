"""The parts of one statement to pay: which sum goes with which day. "Half now and the rest on the fifteenth" is two
parts, "fourteen hundred on the first of June, July and August" three."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.ledger import joined
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.promises.items import items_meant
from duecourse.domain.conversation.promises.shares import shares_of_items
from duecourse.domain.conversation.promises.sums import HALF, ITEM, MEANT, REST, SAID, WHOLE, Sum
from duecourse.domain.conversation.promises.taken_back import is_ruled_out, is_ruled_out_sum
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View

_HORIZON = timedelta(days=200)  # a day further ahead is a day behind us, read as next year's
_BESIDE = 3  # words within which "now" belongs to a sum: "half now", "480 right now"


@dataclass(frozen=True, slots=True)
class Part:
    """A sum with a day, as one statement says it. Either may be missing."""

    sum: Sum | None
    when: When | None
    first: int
    last: int


def parts_of(view: View, first: int, last: int, state: State) -> list[Part]:
    """Sums and days of the statement in pairs, in the order of the days; one part without a day when none is said."""
    sums = _sums(view, first, last, state)
    days = _days(view, first, last, sums, state)
    if len(days) == 1 and _rides_along(view, sums):
        return [Part(each, days[0], first, last) for each in sums]
    if len(days) == 1 and (together := _balances_together(view, sums, state)) is not None:
        sums = [together]
    if not sums and len(days) > 1:
        sums = _one_each(view, days, state) or _equal_parts(view, days, state)
    if not days:
        return [Part(sums[0] if sums else None, None, first, last)]
    return [Part(_sum_for(place, when, days, sums), when, first, last) for place, when in enumerate(days)]


def _one_each(view: View, days: list[When], state: State) -> list[Sum]:
    """ "One this Friday, one at month end": as many items as days, the older ones first."""
    items = sorted(state.ledger.open_items, key=lambda i: i.due_on or date.min)
    first = days[0].first
    said = [place for place, word in enumerate(view.words.items) if word == "one"]
    if len(items) != len(days) or len(said) < len(days):
        return []
    return [Sum(MEANT, first, first, item.balance_minor) for item in items]


_IN_PARTS = frozenset(
    "parts payments instalments installments halves thirds quarters goes lots pieces bits chunks split break spread "
    "ways cut divide months".split()
)
_NUMBERS = {2: ("two", "half", "halves"), 3: ("three", "thirds"), 4: ("four", "quarters"), 5: ("five",), 6: ("six",)}


def _equal_parts(view: View, days: list[When], state: State) -> list[Sum]:
    """Days without a sum, where the caller has just offered as many equal parts: "I can do three, that's 2,000 a
    month." "The first of December, January and February, please." """
    before = state.before(view, CALLER)
    if before is None or not state.ledger.total_minor or state.promises:
        return []
    share = round(state.ledger.total_minor / len(days))
    said = before.words.vocabulary
    many = not said.isdisjoint(_NUMBERS.get(len(days), ())) and not said.isdisjoint(_IN_PARTS)
    if not many and not any(a.known({share}) for a in before.amounts):
        return []
    place = days[0].first
    left = state.ledger.total_minor - share * (len(days) - 1)
    return [Sum(MEANT, place, place, share if n else left) for n in range(len(days))]


def _balances_together(view: View, sums: list[Sum], state: State) -> Sum | None:
    """ "Thursday. 624 and 1,190": several items by their balances, all on one day."""
    said = [a for s in sums if s.kind == SAID for a in view.amounts if a.first == s.first]
    balances = [i.balance_minor for i in state.ledger.open_items]
    known = frozenset(balances)
    if len(said) < 2 or len(said) != len(sums) or not all(a.known(known) for a in said):
        return None
    named = [a.pick(known) for a in said]
    each_once = all(named.count(minor) <= balances.count(minor) for minor in named)
    return Sum(MEANT, sums[0].first, sums[-1].last, sum(named)) if each_once else None


def _rides_along(view: View, sums: list[Sum]) -> bool:
    """ "I can get the 880 out on Friday, and the 330 can ride along": two payments, told one after the other."""
    several = len(sums) > 1 and all(s.kind == SAID for s in sums)
    return several and _RIDES.search(" ".join(("", *view.words.items[sums[0].last :], ""))) is not None


_RIDES = re.compile(
    r" (?:and|then|plus|with) [^.?!]*(?:rides?|goes|go|comes?|put|add|stick|throw|include|follows?|travels?) "
    r"(?:[a-z0-9,.]+ ){0,4}(?:along|with (?:it|that)|on the same|in the same|on it|in it|as well|too|alongside) "
)


def _sums(view: View, first: int, last: int, state: State) -> list[Sum]:
    """Everything that names a sum; where two name the same words or the same sum, the exact one."""
    found = [Sum(SAID, a.first, a.last) for a in _amounts(view, first, last, state)]
    for kind in (HALF, REST):
        found += [Sum(kind, h.first, h.last) for h in view.hits.get(kind, ()) if first <= h.first < last]
    found += _fractions(view, first, last, state)
    found += [Sum(ITEM, r.first, r.last) for r in view.references if first <= r.first < last and r.number]
    found += [Sum(MEANT, m.first, m.last, m.minor) for m in items_meant(view, first, last, state)]
    whole = [Sum(WHOLE, h.first, h.last) for h in view.hits.get(WHOLE, ()) if first <= h.first < last]
    found = found + _rest_behind(view, found[-1], whole) if found else whole
    found = shares_of_items(view, found, state)
    days = [w.first for w in view.days]
    kept: list[Sum] = []
    for each in sorted(found, key=lambda s: (s.first, s.kind != SAID)):
        if kept and {each.kind, kept[-1].kind} == {ITEM} and not any(kept[-1].last <= d < each.first for d in days):
            kept[-1] = replace(kept[-1], last=each.last)  # "1042 and 1077 on Friday"
        elif not kept or (each.first >= kept[-1].last and not _says_again(each, kept[-1])):
            kept.append(each)
    return [s for s in kept if s.kind != SAID or not _is_the_half(view, s, kept, state)]


_FRACTION = re.compile(
    r" (?:(?P<a>a|one|two|three) (?P<b>third|thirds|quarter|quarters|fifth|fifths)"
    r"|(?P<p>[a-z0-9]+(?: [a-z]+)?) (?:percent|%))"
    r"(?! (?:off|discount|reduction|interest|extra|more|less|past|to|party|hour))(?= )"
)
_PARTS_OF = {"third": 3, "quarter": 4, "fifth": 5}
_ALL = 100  # percent


def _fractions(view: View, first: int, last: int, state: State) -> list[Sum]:
    """ "A third on the 27th", "thirty percent this Friday": a share of what is due."""
    if _FRACTION_WORDS.isdisjoint(view.words.vocabulary):
        return []
    found = []
    for match in _FRACTION.finditer(view.words.line):
        place = view.words.index(match.start() + 1)
        share = _share(match)
        if first <= place < last and share is not None and view.words.items[max(0, place - 1)] != "the":
            minor = round(state.ledger.total_minor * share)
            found.append(Sum(MEANT, place, place + match.group().count(" "), minor))
    return found


_FRACTION_WORDS = frozenset("third thirds quarter quarters fifth fifths percent %".split())


def _share(match: re.Match[str]) -> float | None:
    if match["b"]:
        return (small(match["a"]) or 1) / _PARTS_OF[match["b"].rstrip("s")]
    percent = int(match["p"]) if match["p"].isdigit() else small(match["p"])
    return percent / _ALL if percent and percent not in (_ALL, _ALL // 2) else None


def _rest_behind(view: View, said: Sum, whole: list[Sum]) -> list[Sum]:
    """ "Four hundred this Friday, then the whole balance on the thirtieth": with a day of its own, what is left."""
    days = [w.first for w in view.days]
    behind = (w for w in whole if any(said.last <= d < w.first for d in days) and any(d >= w.last for d in days))
    return [replace(w, kind=REST) for w in behind]


def _is_the_half(view: View, each: Sum, sums: list[Sum], state: State) -> bool:
    """ "Half on Monday, that I can do, so 4,700": the sum that the half before it comes to."""
    half = {round(state.ledger.total_minor / 2)}
    said = next(a for a in view.amounts if a.first == each.first)
    return said.known(half) and any(s.kind == HALF and s.first < each.first for s in sums)


def _amounts(view: View, first: int, last: int, state: State) -> list[Amount]:
    """Amounts in the statement; beside sums that are sure or that the ledger knows, other numbers are no sums."""
    ledger = state.ledger
    inside = [in_thousands(a, view) for a in view.amounts if first <= a.first < last and not is_a_limit(a, view)]
    inside = [a for a in inside if not is_ruled_out_sum(view, a.first, a.last)]
    known = joined(ledger.figures, state.caller_offers)
    plain = [a for a in inside if a.sure or a.known(known)]
    # "Three hundred Friday and the five ninety on the 30th": what the others leave of the whole is a sum as well.
    known |= {ledger.total_minor - a.minor for a in inside} | {ledger.total_minor - sum(a.minor for a in plain)}
    return [a for a in inside if a.sure or a.known(known)] or inside


_LIMITS = frozenset("over above under below beyond past exceeding".split())
_OF_MANY = frozenset("anything everything checks cheques payments invoices bills claims amounts sums all any".split())
_LIMIT_WITHIN = 3  # words before the limit that say of what it is


def is_a_limit(amount: Amount, view: View) -> bool:
    """ "Checks over a thousand mail on the 25th": what sorts their payments, and no sum of this one."""
    items = view.words.items
    limit = amount.first - 1
    return (
        limit > 0 and items[limit] in _LIMITS and not _OF_MANY.isdisjoint(items[max(0, limit - _LIMIT_WITHIN) : limit])
    )


_SHORT_FORM = 100  # below this "four" may stand for four thousand


def in_thousands(amount: Amount, view: View) -> Amount:
    """ "Five grand on the 31st and the four on the 18th": a thousand that is left out once it has been said."""
    small = 0 < amount.digits.isdigit() * int(amount.digits or 0) < _SHORT_FORM and not amount.sure
    before = {w for a in view.amounts if a.first < amount.first for w in view.words.items[a.first : a.last]}
    if not small or _THOUSANDS.isdisjoint(before):
        return amount
    return replace(amount, readings=tuple(r * 1000 for r in amount.readings), sure=True)


_THOUSANDS = frozenset(("thousand", "grand"))


def _says_again(later: Sum, earlier: Sum) -> bool:
    """ "Half, so 480": one sum named twice, side by side."""
    return {later.kind, earlier.kind} in (
        {SAID, HALF},
        {SAID, ITEM},
        {SAID, MEANT},
        {MEANT, REST},
    ) and later.first - earlier.last <= 1


def _days(view: View, first: int, last: int, sums: list[Sum], state: State) -> list[When]:
    """Days of payment in a statement: each once, and not the day of a condition ("if I have it by tomorrow")."""
    today = state.setting.today
    found: dict[date, When] = {}
    for when in view.days:
        inside = first <= when.first < last and is_ahead(when, state) and not _is_taken_back(view, when, last)
        inside = inside and not is_ruled_out(view, when.first, when.last) and not _is_where_from(view, when)
        if inside and when.on is not None and not _is_condition_day(view, first, when):
            found.setdefault(when.on, when)
    if len(found) > 1:  # "175 on the 12th, that's all I can swear to right now"
        found = {on: when for on, when in found.items() if on != today or not _says_now(view, when, sums)}
    for place in range(first, last):
        beside = any(0 <= place - s.last < _BESIDE for s in sums)
        around = view.words.items[place : place + 2]
        if around[0] == "now" and around[-1] != "ish" and beside and today not in found:
            found[today] = When(place, place + 1, today, "now")
    return sorted(found.values(), key=lambda w: w.first)


_TAKINGS = frozenset(
    "float takings till money cash trade sales crowd covers tips gate door bookings rush wages pay paycheck check "
    "cheque shift shifts market fair gig job load income receipts profits collection orders bookings banking".split()
)


def _is_where_from(view: View, when: When) -> bool:
    """ "Two thousand on Friday, out of the weekend float", "after the weekend orders are paid in": where the money is
    from, and no day of payment."""
    behind = view.words.items[when.last : when.last + 1]
    before = view.words.items[max(0, when.first - 3) : when.first]
    return not _TAKINGS.isdisjoint(behind) and not _FROM.isdisjoint(before)


_FROM = frozenset("from of with after once when".split())
_NOT_THEN = re.compile(
    r"^ (?:nothing|(?:is |will be |would be )?(?:bad|out(?! of)|tight|impossible|no good|not (?:good|possible|going))"
    r"|(?:but )?(?:that|it) (?:is|will be|would be|falls on) (?:a |the )?"
    r"(?:sunday|saturday|holiday|weekend|bank holiday|public holiday)"
    r"|(?:there is|there will be) (?:no|nobody)"
    r"|(?:we|they|banks) (?:are|will be) (?:all )?(?:closed|shut|off|away|at|in|out)"
    r"|(?:[a-z]+ ){0,2}(?:no wait|no actually|no hold on|no hang on|hold on|hang on|scratch that|wait no|actually no)) "
)
_LOOKS_ON = 7  # words behind a day in which it is taken back


def _is_taken_back(view: View, when: When, last: int) -> bool:
    """ "Today nothing, but ...", "I could do it tonight, no, hold on, this weekend": a day said, and not meant. What
    moves a payment names the other day behind it."""
    behind = " ".join(("", *view.words.items[when.last : min(last, when.last + _LOOKS_ON)], ""))
    return bool(_NOT_THEN.search(behind)) and any(w.first > when.last for w in view.days)


def _says_now(view: View, when: When, sums: list[Sum]) -> bool:
    """A "now" that stands beside no sum."""
    beside = any(0 <= when.first - s.last < _BESIDE or 0 <= s.first - when.last < _BESIDE for s in sums)
    return view.words.items[when.last - 1] == "now" and not beside


def is_ahead(when: When, state: State) -> bool:
    """A day to pay on: today or later, and not the last fifth of May read as the next one."""
    today = state.setting.today
    if when.on is None or when.on < today:
        return False
    return when.past is None or when.on - today <= _HORIZON


_IF = frozenset("if once provided unless long".split())  # "as long as I have it today"
_PAYS = frozenset(
    "pay paying pays paid go goes send transfer settle do put you'll will can could yes yeah then".split()
)


_THAT_DAY = frozenset("it is that can could be the on by for not until after".split())
_OURS = frozenset(("i", "we"))
_GIVEN = frozenset("get send email fax mail post resend give bring show fix correct credit put have let do".split())
_SENT_US = frozenset("fax email mail post send resend".split())


def _is_condition_day(view: View, first: int, when: When) -> bool:
    before = view.words.items[max(first, when.first - 9) : when.first]
    if view.words.items[first] in _SENT_US and "and" not in before and "and" in view.words.items[when.last :]:
        return True  # "Fax it by Friday and the check will go to the right place"
    opened = max((place for place, word in enumerate(before) if word in _IF), default=-1)
    if opened >= 0 and _THAT_DAY.issuperset(before[opened + 1 :]):
        return False  # "Four hundred I could, if it's the very last day"
    rest = before[opened + 2 :]
    ours = before[opened + 1 : opened + 2] == ("you",) and not _GIVEN.isdisjoint(rest[:2]) and _OURS.isdisjoint(rest)
    return opened >= 0 and (ours or not _PAYS & set(before[opened:]))  # "If you get me that today, I can pay you ..."


def _sum_for(place: int, when: When, days: list[When], sums: list[Sum]) -> Sum | None:
    """The sum that goes with a day: the n-th with the n-th, one for all days when only one was said, else the last one
    before the day."""
    if len(sums) == len(days):
        return sums[place]
    if len(sums) == 1:
        return sums[0]
    before = [s for s in sums if s.first < when.first]
    return before[-1] if before else sums[0] if sums else None
