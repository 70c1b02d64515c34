"""Countries as people choose them."""

from __future__ import annotations

from functools import lru_cache

from duecourse.playbooks.places import country_codes


@lru_cache(maxsize=1)
def country_choices() -> list[tuple[str, str]]:
    """Code and English name, by name, for a select field."""
    from babel import Locale  # heavy: loaded when somebody chooses

    names = Locale("en").territories
    return sorted(((code, names.get(code, code)) for code in country_codes()), key=lambda choice: choice[1])
