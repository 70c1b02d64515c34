"""A decision as the published JSON object."""

from __future__ import annotations

from typing import Any

from duecourse.domain.contact_policy.clock import local
from duecourse.domain.contact_policy.decide import Decision, Reason


def decision_json(decision: Decision) -> dict[str, Any]:
    """Plain data, ready for json.dumps. The instant is told in the debtor's first zone."""
    earliest = decision.earliest_allowed
    return {
        "id": decision.case_id,
        "verdict": decision.verdict,
        "reasons": [_reason(reason) for reason in decision.reasons],
        "warnings": [_reason(warning) for warning in decision.warnings],
        "earliest_allowed": local(earliest, decision.zones[0]).isoformat() if earliest else None,
        "packs": list(decision.packs),
        "zones": list(decision.zones),
    }


def _reason(reason: Reason) -> dict[str, str]:
    found = {"rule": reason.rule, "text": reason.text, "source": reason.source, "status": reason.status}
    if reason.link:
        found["link"] = reason.link
    if reason.code:
        found["code"] = reason.code
    return found
