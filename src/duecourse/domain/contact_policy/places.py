"""Places: how a jurisdiction is written, and which one lies in which."""

from __future__ import annotations

from functools import lru_cache

EVERYWHERE = "*"
UNKNOWN_COUNTRY = "ZZ"  # ISO 3166 keeps it free for private use: no pack covers it
# Parts of a country that have an ISO 3166-1 code of their own as well; the law of the country holds there.
_TERRITORIES = {code: "US" for code in ("AS", "GU", "MP", "PR", "UM", "VI")}


def covers(place: str, jurisdiction: str) -> bool:
    """US covers US-NY-NYC; "*" covers everything."""
    return place == EVERYWHERE or jurisdiction == place or jurisdiction.startswith(f"{place}-")


@lru_cache(maxsize=4096)
def jurisdiction_of(country: str, region: str) -> str:
    """US + NY-NYC → US-NY-NYC; PR → US-PR. A region that is no code (a name, say) is left out."""
    code = country.upper() if len(country) == 2 and country.isalpha() else UNKNOWN_COUNTRY
    if code in _TERRITORIES:
        return f"{_TERRITORIES[code]}-{code}"
    parts = region.upper().split("-") if region else []
    coded = parts and len(parts) <= 2 and all(part.isalnum() and 1 <= len(part) <= 4 for part in parts)
    return "-".join([code, *parts]) if coded and code != UNKNOWN_COUNTRY else code
