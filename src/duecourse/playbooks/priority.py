"""playbooks/priority.toml → the weights of the ranking."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from duecourse.domain.money import CURRENCIES, exponent
from duecourse.domain.priority.weights import Weights, factor_of
from duecourse.playbooks import SHIPPED, PlaybookError, overlay_root, read_toml

NAME = "priority.toml"
_SECTIONS = {
    "currency": ("base", "rates"),
    "overdue": ("lift_percent", "high_balance", "high_balance_percent"),
    "habit": (
        "min_history", "self_cure_percent", "unusual_margin_days", "unusual_percent", "answers_now_percent",
        "answers_other_percent",
    ),
    "promise": (
        "broken_percent", "broken_fades_days", "broken_floor_percent", "broken_first_days", "due_today_percent",
    ),
    "contact": ("silence_percent", "silence_full_days"),
    "duty": ("callback", "commitment"),
    "not_today": (
        "promise_covers_percent", "paid_quiet_days", "paid_covers_percent", "habit_wait_days", "tries_per_day",
        "opens_at_hour",
    ),
}  # fmt: skip
# Smallest and largest value that can be meant; percentages are 0 to 100 unless listed here.
_LIMITS = {
    "min_history": (1, 1000), "unusual_margin_days": (0, 365), "broken_fades_days": (1, 365),
    "broken_first_days": (0, 31), "silence_full_days": (1, 365), "high_balance": (0, 10**12),
    "callback": (0, 10**9), "commitment": (0, 10**9), "paid_quiet_days": (0, 30), "habit_wait_days": (0, 31),
    "tries_per_day": (1, 20), "opens_at_hour": (0, 23),
}  # fmt: skip


def load_weights(overlay: Path | None = None) -> Weights:
    """The weights as shipped, or as the file of the overlay folder says (None: the user's own folder). Read again only
    when the file has changed. Raises PlaybookError that names file, key and remedy."""
    own = (overlay or overlay_root() or SHIPPED) / NAME
    path = own if own.is_file() else SHIPPED / NAME
    return _cached(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _cached(path: Path, _changed_at: int) -> Weights:
    return parse_weights(read_toml(path), str(path))


def parse_weights(tables: dict[str, Any], source: str) -> Weights:
    """The tables of the file, checked. `source` is its name, for messages."""
    _check_keys(tables, source)
    currency = tables["currency"]
    base = _currency(currency["base"], source)
    numbers = {key: _number(tables[section][key], key, source) for section, key in _plain_keys()}
    unit = 10 ** exponent(base)
    return Weights(
        base_currency=base,
        factors=_factors(currency["rates"], base, source),
        lift_bp=_lift(tables["overdue"]["lift_percent"], source),
        high_balance_minor=int(numbers["high_balance"] * unit),
        callback_minor=int(numbers["callback"] * unit),
        commitment_minor=int(numbers["commitment"] * unit),
        **{_field(key): _meant(key, numbers[key]) for key in numbers if key not in _MONEY},
    )


_MONEY = ("high_balance", "callback", "commitment")
_SPECIAL = ("base", "rates", "lift_percent")


def _plain_keys() -> list[tuple[str, str]]:
    return [(section, key) for section, keys in _SECTIONS.items() for key in keys if key not in _SPECIAL]


def _field(key: str) -> str:
    return f"{key.removesuffix('_percent')}_bp" if key.endswith("_percent") else key


def _meant(key: str, value: float) -> int:
    """Percent as basis points; days, hours and counts as they are."""
    return round(value * 100) if key.endswith("_percent") else int(value)


def _check_keys(tables: dict[str, Any], source: str) -> None:
    for section, keys in _SECTIONS.items():
        given = tables.get(section)
        if not isinstance(given, dict):
            raise PlaybookError(f"{source}: the section [{section}] is missing")
        for key in keys:
            if key not in given:
                raise PlaybookError(f"{source}: [{section}] has no {key}; copy it from the shipped file")
        for key in given:
            if key not in keys:
                raise PlaybookError(f"{source}: [{section}] has {key!r}, which means nothing here")
    for section in tables:
        if section not in _SECTIONS:
            raise PlaybookError(f"{source}: the section [{section}] means nothing here")


def _number(value: Any, key: str, source: str) -> float:
    low, high = _LIMITS.get(key, (0, 100))
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise PlaybookError(f"{source}: {key} is {value!r}; it must be a number from {low:,} to {high:,}")
    if not key.endswith("_percent") and key not in _MONEY and value != int(value):
        raise PlaybookError(f"{source}: {key} is {value!r}; it must be a whole number")
    return value


def _currency(code: Any, source: str) -> str:
    if not isinstance(code, str) or code not in CURRENCIES:
        raise PlaybookError(f"{source}: {code!r} is not an ISO 4217 currency code")
    return code


def _factors(rates: Any, base: str, source: str) -> dict[str, int]:
    if not isinstance(rates, dict):
        raise PlaybookError(f"{source}: [currency.rates] is missing")
    found = {base: factor_of(1.0, base, base)}
    for code, rate in rates.items():
        _currency(code, source)
        if isinstance(rate, bool) or not isinstance(rate, int | float) or rate <= 0:
            raise PlaybookError(f"{source}: the rate of {code} is {rate!r}; it must be a number above 0")
        if code != base:
            found[code] = factor_of(rate, code, base)
    return found


def _lift(bands: Any, source: str) -> tuple[tuple[int, int], ...]:
    try:
        found = tuple((int(from_days), round(percent * 100)) for from_days, percent in bands)
    except (TypeError, ValueError) as error:
        raise PlaybookError(f"{source}: lift_percent must be a list of [from days, percent]") from error
    days = [from_days for from_days, _ in found]
    if not days or days[0] != 1 or days != sorted(set(days)):
        raise PlaybookError(f"{source}: lift_percent must start at day 1 and its days must go up")
    if not all(0 <= points <= 10_000 for _, points in found):
        raise PlaybookError(f"{source}: lift_percent holds a percentage that is not 0 to 100")
    return found
