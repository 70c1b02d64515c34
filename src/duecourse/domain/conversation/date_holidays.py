"""Days of the year with a name: holidays, fixed and movable, and the eves of them. What the client calls by name, the
caller mostly says back with its date, which then counts (states and provinces differ)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from duecourse.domain.conversation.date_rule import Rule, rules_into
from duecourse.domain.conversation.date_words import DAY, Found, day_month, nth

RULES: list[Rule] = []
rule = rules_into(RULES)
HOLIDAY = "a day of the year with a name"
BY_CHRISTMAS = "by Christmas"
_MONDAY, _THURSDAY, _FRIDAY = 0, 3, 4

_FIXED = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26), "year end": (12, 31),
    "end of the year": (12, 31), "end of year": (12, 31), "new year's eve": (12, 31), "new year's day": (1, 1),
    "new year's": (1, 1), "halloween": (10, 31), "bonfire night": (11, 5), "guy fawkes": (11, 5),
    "valentine's day": (2, 14), "valentine's": (2, 14), "anzac day": (4, 25), "saint patrick's day": (3, 17),
    "canada day": (7, 1), "independence day": (7, 4), "twelfth night": (1, 5), "veterans day": (11, 11),
    "veteran's day": (11, 11), "remembrance day": (11, 11), "armistice day": (11, 11), "juneteenth": (6, 19),
    "australia day": (1, 26), "waitangi day": (2, 6), "groundhog day": (2, 2),
}  # fmt: skip


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    golden, century = year % 19, year // 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    days = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 100 % 4) % 7
    shift = (golden + 11 * moon + 22 * days) // 451
    month, day = divmod(moon + days - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _nth(which: str, weekday: int, month: int) -> Callable[[int], date]:
    return lambda year: nth(which, weekday, year, month)


def _after(feast: Callable[[int], date], days: int) -> Callable[[int], date]:
    return lambda year: feast(year) + timedelta(days=days)


_THANKSGIVING = _nth("fourth", _THURSDAY, 11)
_MOVABLE: dict[str, Callable[[int], date]] = {
    **dict.fromkeys(("labor day", "labour day"), _nth("first", _MONDAY, 9)),
    "memorial day": _nth("last", _MONDAY, 5),
    **dict.fromkeys(("presidents day", "president's day", "presidents' day"), _nth("third", _MONDAY, 2)),
    "columbus day": _nth("second", _MONDAY, 10),
    **dict.fromkeys(("martin luther king day", "mlk day"), _nth("third", _MONDAY, 1)),
    "victoria day": lambda year: date(year, 5, 24) - timedelta(days=date(year, 5, 24).weekday()),
    **dict.fromkeys(("thanksgiving", "thanksgiving day"), _THANKSGIVING),
    "black friday": _after(_THANKSGIVING, 1),
    "good friday": _after(easter, -2),
    **dict.fromkeys(("easter sunday", "easter day"), easter),
    "easter monday": _after(easter, 1),
}
_NAMES = "|".join(sorted((re.escape(name) for name in (*_FIXED, *_MOVABLE)), key=len, reverse=True))


@rule(
    BY_CHRISTMAS,
    "christmas xmas",
    r"(?:(?<!week )(?<!weeks )(?<!days )(?<!month )(?<!day )(?:by|before|until|till) |(?<=day before ))"
    r"(?:christmas|xmas)"
    r"(?! (?:eve|day|party|parties|rush|sale|sales|trade|week|season|order|orders|menu|stock|last|was|were))",
    also=("by christmas", "before christmas", "until christmas", "till christmas", "by xmas", "before xmas"),
)
def _by_christmas(m: re.Match[str], today: date) -> Found:
    """ "Before Christmas": a day to pay by. "At Christmas" or "after Christmas" names none."""
    ahead, behind = day_month(25, 12, today)
    return ahead, behind, None, DAY


@rule(
    HOLIDAY,
    "christmas boxing year year's halloween bonfire fawkes valentine's anzac patrick's canada independence night "
    "veterans veteran's remembrance armistice juneteenth australia waitangi groundhog labor labour memorial presidents "
    "president's presidents' columbus king mlk victoria thanksgiving easter friday",
    rf"(?:the )?(?:(?P<side>(?:day|night) before|day after) )?(?P<f>{_NAMES})"
    r"(?! (?:weekend|week|sale|sales|rush|party|parties|trade|break|holidays?))",
    also={" ".join(name.split()[:2]) for name in (*_FIXED, *_MOVABLE)},
)
def _holiday(m: re.Match[str], today: date) -> Found:
    name = m["f"]
    beside = timedelta(0 if not m["side"] else 1 if m["side"].endswith("after") else -1)
    if name in _FIXED and not beside:
        month, day = _FIXED[name]
        ahead, behind = day_month(day, month, today)
        return ahead, behind, None, DAY
    of_year = _MOVABLE[name] if name in _MOVABLE else lambda year: date(year, *_FIXED[name])
    years = [of_year(year) + beside for year in (today.year - 1, today.year, today.year + 1)]
    ahead = next(on for on in years if on >= today)
    return ahead, next(on for on in reversed(years) if on <= today), None, DAY
