"""Days said from where we stand: weekdays, today and tomorrow, "in ten days", a fortnight, next week."""

from __future__ import annotations

import re
from datetime import date, timedelta

from duecourse.domain.conversation.date_rule import (
    CARDINAL,
    COUNT,
    DAY_WORDS,
    MONTH_NAME,
    MONTH_TRIGGERS,
    ORDINAL,
    WEEKDAY,
    WEEKDAY_TRIGGERS,
    Rule,
    beside,
    rules_into,
)
from duecourse.domain.conversation.date_words import (
    DAY,
    MONTH,
    MONTH_WORDS,
    VAGUE,
    WEEK,
    WEEKDAY_WORDS,
    WEEKDAYS,
    Found,
    after,
    cardinal,
    coming,
    day_month,
    day_of_month,
    in_next_week,
    ordinal,
    safe,
    shift,
)
from duecourse.domain.conversation.numbers import CARDINALS, ORDINALS, SCALES

RULES: list[Rule] = []
rule = rules_into(RULES)
_WEEKS = ("week", "weeks", "fortnight")


@rule(
    "weekday and day",
    WEEKDAY_TRIGGERS,
    rf"(?:(?:on|this|next|coming|the) )?(?P<d>{WEEKDAY})(?: week)? (?:the |which is the |that is the |being the )?"
    rf"(?P<o>{ORDINAL})(?: (?:of )?(?:(?P<m>{MONTH_NAME})|(?P<n>next month)))?",
    also=beside(WEEKDAY_WORDS, (*DAY_WORDS, "week", "the", "which", "that", "being")),
)
def _weekday_and_day(m: re.Match[str], today: date) -> Found:
    """ "Friday the 20th": the day of the month decides; another date that fits the weekday is kept as doubt."""
    weekday, day = WEEKDAY_WORDS[m["d"]], ordinal(m["o"])
    if m["m"]:
        ahead, behind = day_month(day, MONTH_WORDS[m["m"]], today)
    elif m["n"]:
        ahead, behind = safe(*shift(today, 1), day), None
    else:
        ahead, behind = day_of_month(day, today)
    if ahead is None:
        return None
    if weekday == ahead.weekday():
        return ahead, behind, None, DAY
    if behind is not None and weekday == behind.weekday():  # "I paid it on Friday the sixth"
        return ahead if m["m"] or m["n"] else None, behind, None, DAY
    later = None if m["m"] or m["n"] else safe(*shift(ahead, 1), day)
    if later is not None and later.weekday() == weekday:
        return later, behind, ahead, DAY  # on the 2nd of April "Friday the 22nd" is in May
    return ahead, behind, coming(today, weekday), DAY


@rule(
    "weekday, month and day",
    WEEKDAY_TRIGGERS,
    rf"(?:(?:on|this|next) )?(?P<d>{WEEKDAY}) (?P<m>{MONTH_NAME}) (?:the )?(?P<o>{ORDINAL}|{CARDINAL})"
    rf"|(?P<e>{WEEKDAY}) (?:the )?(?P<c>{CARDINAL}) (?:of )?(?P<n>{MONTH_NAME})",
    also=beside(WEEKDAY_WORDS, (*MONTH_WORDS, *CARDINALS, "#", "the")),
)
def _weekday_month_day(m: re.Match[str], today: date) -> Found:
    said = m["o"] or m["c"]
    day = ordinal(said) or cardinal(said)
    if day > 31:
        return None
    ahead, behind = day_month(day, MONTH_WORDS[m["m"] or m["n"]], today)
    weekday = WEEKDAY_WORDS[m["d"] or m["e"]]
    if ahead is None:
        return None
    doubt = None if weekday in (ahead.weekday(), behind.weekday() if behind else -1) else coming(today, weekday)
    return ahead, behind, doubt, DAY


@rule(
    "weekday week",
    WEEKDAY_TRIGGERS,
    rf"(?P<n>{CARDINAL}|a couple of|a couple|a) (?:weeks?|fortnight) (?:on |from |from this |after )?(?P<a>{WEEKDAY})"
    rf"|(?:week|fortnight) (?:on|from) (?P<c>{WEEKDAY})"
    rf"|(?:(?:on|this|coming|this coming|the coming|by) )?(?P<b>{WEEKDAY}) (?:week|fortnight)",
    also=_WEEKS,
)
def _weekday_week(m: re.Match[str], today: date) -> Found:
    """ "Friday week", "a week on Friday", "two weeks from Monday", "Friday fortnight"."""
    weeks = 2 if "fortnight" in m[1] else _weeks(m["n"])
    return coming(today, WEEKDAY_WORDS[m["a"] or m["b"] or m["c"]]) + timedelta(days=7 * weeks), None, None, DAY


def _weeks(said: str | None) -> int:
    count = (said or "a").strip()
    return 2 if count.startswith("a couple") else cardinal(count)


@rule(
    "weeks from tomorrow",
    "tomorrow",
    rf"(?P<n>{CARDINAL}|a couple of|a couple|a) (?:weeks?|fortnight) (?:from |on )?tomorrow"
    rf"|tomorrow (?P<k>week|fortnight)",
    also=_WEEKS,
)
def _from_tomorrow(m: re.Match[str], today: date) -> Found:
    """ "a week from tomorrow", "tomorrow fortnight"."""
    weeks = 2 if "fortnight" in m[1] else _weeks(m["n"])
    return today + timedelta(days=1 + 7 * weeks), None, None, DAY


@rule(
    "weekday of next week",
    WEEKDAY_TRIGGERS,
    rf"(?P<a>{WEEKDAY}) (?:of )?next week|next week (?:on )?(?P<b>{WEEKDAY})|"
    rf"next week's run(?: also)?(?: on)? (?P<c>{WEEKDAY})|(?P<e>{WEEKDAY}) of the (?:following|coming) week",
    also=beside(("next", "following", "coming"), ("week", "week's")),
)
def _of_next_week(m: re.Match[str], today: date) -> Found:
    weekday = WEEKDAY_WORDS[m["a"] or m["b"] or m["c"] or m["e"]]
    return in_next_week(today, weekday), None, None, DAY


@rule(
    "next weekday",
    WEEKDAY_TRIGGERS,
    rf"next (?P<d>{WEEKDAY})(?P<after> after next)?",
    also=beside(("next",), WEEKDAY_WORDS),
)
def _next_weekday(m: re.Match[str], today: date) -> Found:
    weekday = WEEKDAY_WORDS[m["d"]]
    on, nearest = in_next_week(today, weekday), coming(today, weekday)
    return on, None, (nearest if nearest != on else None), DAY


# "The Friday after the holiday", "after I get back"; but "the Thursday after I'll pay the lot", run on without a stop.
_SOMEBODY = "(?:i|we|you|he|she|they|it)"
_WHAT_COMES_FIRST = (
    rf"(?:\d|{CARDINAL}|lunch|noon|the|your|my|our|{_SOMEBODY} (?!(?:will|can|could|would|shall|am going|are going) ))"
)


@rule(
    "weekday after next",
    WEEKDAY_TRIGGERS,
    rf"(?:the )?(?P<d>{WEEKDAY}) (?:after next|after that|following)|the following (?P<f>{WEEKDAY})"
    rf"|the (?P<e>{WEEKDAY}) (?:(?:straight|right|directly|just) )?after(?! {_WHAT_COMES_FIRST})",
    also=("after", "following"),
)
def _weekday_after(m: re.Match[str], today: date) -> Found:
    return coming(today, WEEKDAY_WORDS[m["d"] or m["e"] or m["f"]]) + timedelta(days=7), None, None, DAY


@rule(
    "weekday before",
    WEEKDAY_TRIGGERS,
    rf"the (?P<d>{WEEKDAY}) before(?: that)?(?! (?:last|(?!the (?:{ORDINAL}|end of|last day)){_WHAT_COMES_FIRST}))",
    also=beside(WEEKDAY_WORDS, ("before",)),
)
def _weekday_before(m: re.Match[str], today: date) -> Found:
    """ "It's a Saturday, so I'd send it the Friday before": a day only beside one that has been named."""
    return None, None, None, VAGUE


_HABITUAL = frozenset(f"{w}s" for w in WEEKDAYS)


@rule(
    "weekday",
    WEEKDAY_TRIGGERS,
    rf"(?:(?:on|this|coming|this coming|the coming|by|for|come) )?(?P<d>{WEEKDAY})(?! of that week)",
)
def _weekday(m: re.Match[str], today: date) -> Found:
    if m["d"] in _HABITUAL:
        return None  # "Mondays to Thursdays" are no day
    if m.string[: m.start(1)].endswith(" a "):
        return None  # "that's a Saturday", "of a Thursday": what a day is like, not which
    weekday = WEEKDAY_WORDS[m["d"]]
    behind = today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    return coming(today, weekday), behind, None, DAY


@rule("day after tomorrow", "tomorrow", r"(?:the )?day after tomorrow")
def _overmorrow(m: re.Match[str], today: date) -> Found:
    return today + timedelta(days=2), None, None, DAY


@rule("tomorrow", "tomorrow tomorrow's", r"(?:first thing )?tomorrow(?:'s)?(?: morning| afternoon| evening| night)?")
def _tomorrow(m: re.Match[str], today: date) -> Found:
    return today + timedelta(days=1), None, None, DAY


_HOURS = re.compile(r"(?:\d|oclock|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|day) $")


@rule("in the morning", "morning", r"(?:first thing )?in the morning")
def _in_the_morning(m: re.Match[str], today: date) -> Found:
    """ "I'll ring in the morning" is tomorrow; behind an hour or a day ("ten in the morning") it says no day."""
    if _HOURS.search(m.string[: m.start(1)]):
        return None
    return today + timedelta(days=1), None, None, DAY


_MINUTES = beside("few five ten fifteen twenty thirty # an of the next half".split(), ("minutes", "hour", "hours"))
_SAID_OF_TODAY = frozenset((
    "today", "today's", "tonight", "immediately", "right now", "the now", "straight away", "right away", "as we",
    "soon as", "minute we", "after this", "before i", "end of", "this minute", "this instant", "this aft", "this very",
    *beside(("this",), "morning afternoon evening arvo lunchtime".split()),
    *beside(("a",), ("minute", "moment", "second")),
    *beside(("this", "the", "our"), ("call",)),
    *beside(("before", "by", "after", "at"), "noon lunch lunchtime teatime tea dinner supper".split()),
    *beside(("before", "by"), "close evening two three four five".split()),
    *_MINUTES,
))  # fmt: skip
_TODAY = (
    "(?:later |by the end of |end of |before the end of )?today(?:'s)?",
    "tonight|this (?:very )?(?:morning|afternoon|evening|arvo|lunchtime)",
    "right now|straight away|right away|immediately|in a (?:minute|moment|second)",
    "straight after (?:this|the) call|after (?:this|the|our) call|(?:as )?soon as we hang up|the minute we hang up",
    "(?:as )?soon as (?:we|i) (?:are done|finish|get off|come off|put the phone down)(?: the| this)?(?: phone| call)?",
    "(?:with)?in(?:side)? (?:the|an) (?:next )?(?:half )?hour",
    "in (?:like |about |around |maybe |say )?(?:the next )?"
    "(?:a few|five|ten|fifteen|twenty|thirty|\\d+|half an|a couple of) (?:minutes|hour|hours)",
    "(?:before|by|after|at) (?:noon|lunch|lunchtime|teatime|tea|tea time|dinner time|supper)",
    "(?:before|by) (?:close of business|close of play|close|the end of the day)|as we speak|right after this",
    "by (?:this )?(?:evening|tonight)|the now|this minute|this instant|this afternoon still|today still",
    "(?:before|by) (?:two|three|four|five)",
    "before i (?:leave|go home|go to lunch|finish|lock up|shut up shop|get my (?:lunch|coffee|tea))",
    "end of (?:the day|play)",
    "(?:as )?soon as i (?:put|hang|come off|get off)(?: [^ ]+){0,2} (?:down|up|phone)|this aft",
)


@rule(
    "today",
    "today today's tonight morning afternoon evening arvo now hour teatime tea supper speak instant this "
    "minutes minute moment second noon lunch lunchtime "
    "close away immediately call hang done finish off down two three four five day leave home play",
    "|".join(_TODAY),
    also=_SAID_OF_TODAY,
)
def _today(m: re.Match[str], today: date) -> Found:
    return today, today, None, DAY


@rule("yesterday", "yesterday yesterday's", r"(?:the day before )?yesterday")
def _yesterday(m: re.Match[str], today: date) -> Found:
    return None, today - timedelta(days=2 if m[1].startswith("the day") else 1), None, DAY


_NOT_SINCE = re.compile(r" (?:have|has|had|did|was|were) (?:not|never|nothing|no) (?:[^ .?!]+ ){0,6}$")


@rule(
    "in some days or weeks",
    "day days week weeks fortnight month months days' weeks' months'",
    rf"(?:(?:with)?in|inside|over) (?:the next |about |around |like |maybe |say )?(?P<n>{COUNT}) "
    r"(?P<b>business |working |calendar )?"
    r"(?P<u>days?|weeks?|fortnights?|months?)'?(?: time)?",
    also=("in", "within", "inside", "over"),
)
def _in_some(m: re.Match[str], today: date) -> Found:
    """ "In ten days", counted from the call; "I have not sat down in a week" says how long, not when."""
    if _NOT_SINCE.search(m.string[: m.start(1)]):
        return None
    return after(m["n"], m["u"], bool(m["b"]) and "calendar" not in m["b"], today)


@rule(
    "some days from now",
    "today now day days week weeks fortnight time",
    rf"(?P<n>{COUNT}) (?P<b>business |working |calendar )?(?P<u>days?|weeks?|fortnights?|months?)'? "
    r"(?:from (?:now|today)|time|today|hence)|(?:this time|this day|today) (?P<k>next week|week)",
    also=("from now", "from today", "time", "today", "hence", "this day"),
)
def _from_now(m: re.Match[str], today: date) -> Found:
    if m["k"]:
        return today + timedelta(days=7), None, None, DAY
    return after(m["n"], m["u"], bool(m["b"]) and "calendar" not in m["b"], today)


@rule("some days ago", "ago", rf"(?P<n>{COUNT}) (?P<u>days?|weeks?|fortnights?|months?|years?) ago")
def _ago(m: re.Match[str], today: date) -> Found:
    if m["n"] in ("a few", "the next") or m["u"].startswith(("month", "year")):
        return None, None, None, VAGUE
    many = 2 if m["n"].startswith("a couple") else cardinal(m["n"])
    days = many * (14 if m["u"].startswith("fortnight") else 7 if m["u"].startswith("week") else 1)
    return None, today - timedelta(days=days), None, DAY


@rule("weekend", "weekend", r"(?:this|the|at the|over the) (?:coming )?weekend")
def _weekend(m: re.Match[str], today: date) -> Found:
    return today + timedelta(days=6 - today.weekday()), None, None, DAY


@rule("end of week", "week", r"(?:the )?end of (?P<w>the|this|next) week")
def _end_of_week(m: re.Match[str], today: date) -> Found:
    friday = today + timedelta(days=4 - today.weekday())
    if m["w"] == "next" or friday < today:
        friday += timedelta(days=7)
    return friday, None, friday + timedelta(days=2), DAY


@rule(
    "a week or a month",
    "week month",
    r"(?:early |later |some time |sometime |during )?(?:this|next|the following|the coming) (?:week|month)"
    r"|the week after(?: next)?",
    also=beside("this next following coming".split(), ("week", "month")) | {"week after"},
)
def _whole_week(m: re.Match[str], today: date) -> Found:
    return None, None, None, MONTH if "month" in m[1] else WEEK


_ORDERED_THINGS = (
    "one ones time times party floor line reminder letter call payment instalment installment part half invoice thing "
    "step name quarter avenue street week place class person order delivery notice late chance warning month year "
    "visit bit thought thoughts hand look glance try go signature signatures signer approval opinion "
    "copy pair round attempt request message load batch shipment pallet shift owner partner director manager husband "
    "wife child baby daughter son brother sister storey shop branch location card page paragraph item section"
).split()  # behind these an ordinal is no day: "the fifth reminder"
# "The first two", but "on the first two hundred".
_FIRST_FEW = f"first (?:two|three|four|few|couple|pair)(?! (?:payments|{'|'.join((*SCALES, *CARDINALS))}))"


@rule(
    "day of month",
    " ".join(ORDINALS) + " " + " ".join(f"{n}{s}" for n in range(1, 32) for s in ("st", "nd", "rd", "th")),
    rf"(?P<p>(?:on|by|until|before|for|from|after|around|about|and|it is) the |the |on |by )?"
    rf"(?P<d>(?!{_FIRST_FEW}){ORDINAL})"
    rf"(?! (?:{'|'.join(_ORDERED_THINGS)}|of (?:it|that|what))(?! on ))",
)
def _day_alone(m: re.Match[str], today: date) -> Found:
    """A bare ordinal: "the twentieth", "on the 3rd". "First" and "second" alone order things and are no dates."""
    day = ordinal(m["d"])
    if m["p"] in (None, "the ", "and the ") and not m["d"][0].isdigit() and day < 4:
        return None
    if m["p"] is None and not m["d"][0].isdigit() and day < 10:
        return None
    if not 1 <= day <= 31:
        return None
    ahead, behind = day_of_month(day, today)
    return ahead, behind, None, DAY


@rule("month", MONTH_TRIGGERS, rf"(?:in |of |from |since |until |early |late )?(?P<m>{MONTH_NAME})")
def _month_alone(m: re.Match[str], today: date) -> Found:
    if m[1] in ("may", "march"):
        return None  # "may I", "march on": a month only with a word before it
    return None, None, None, MONTH


@rule(
    "soon",
    "soon shortly asap eventually whenever",
    r"(?:as )?soon(?: as possible)?|shortly|asap|eventually|at some point",
)
def _soon(m: re.Match[str], today: date) -> Found:
    return None, None, None, VAGUE
