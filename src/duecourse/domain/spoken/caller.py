"""Who is calling."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """The person on our side. `company` is the name they call under: the agency's for an agency, else the creditor's
    (left empty). `phone` is the number to call back on."""

    name: str
    company: str = ""
    phone: str = ""
