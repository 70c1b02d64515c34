"""Contact decisions a second on one core, with 200 past events on a person: the limit is 2,000.

    python benchmarks/contact_bench.py [CASES]

Cases are in memory; each is decided once by every pack (law and house), with its earliest time where the answer is no.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from limits import Held, tell

from duecourse.domain.contact_policy import Case, Debtor, Event, Query, decide
from duecourse.playbooks.policies import all_packs

CASES, EVENTS = 2_000, 200
LIMIT = 2_000
PLACES = {
    "US-OH": "America/New_York",
    "US-MA": "America/New_York",
    "CA-ON": "America/Toronto",
    "GB-ENG": "Europe/London",
}
OUTCOMES = ("no_answer", "voicemail", "busy", "conversation")


def case(chance: random.Random) -> Case:
    place = chance.choice(sorted(PLACES))
    at = datetime(2026, 4, 7, tzinfo=UTC) + timedelta(minutes=chance.randrange(24 * 60))
    moments = sorted(at - timedelta(minutes=chance.randrange(300 * 24 * 60)) for _ in range(EVENTS))
    events = tuple(
        Event(moment, "call", "phone", "out", chance.choice(OUTCOMES), (f"D{chance.randrange(3)}",), "P1")
        for moment in moments
    )
    return Case(
        place, chance.choice(("consumer", "commercial")), chance.choice(("first_party", "third_party")),
        Debtor(zones=(PLACES[place],)), events, Query(at, "phone", ("D1",), "P1"),
    )  # fmt: skip


def main() -> int:
    chance = random.Random(1)
    cases = [case(chance) for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)]
    packs = all_packs()
    for one in cases[:100]:  # what is loaded once per process: packs, zones, holidays
        decide(one, packs)
    start = time.process_time()
    open_now = sum(decide(one, packs).is_open for one in cases)
    rate = len(cases) / (time.process_time() - start)
    print(json.dumps({"decisions_per_second": round(rate), "limit": LIMIT, "events": EVENTS, "open": open_now}))
    return tell(Held("contact decisions, 200 past events", round(rate), LIMIT, "a second", at_least=True))


if __name__ == "__main__":
    raise SystemExit(main())
