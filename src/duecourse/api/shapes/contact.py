"""The gate's answer: may this account be contacted now?"""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from duecourse.compliance.gate import Verdict
from duecourse.compliance.models import ContactDecision


class ReasonOut(BaseModel):
    rule: str
    text: str
    source: str = ""
    link: str = ""
    status: str = Field("verified", description="`unverified`: nobody has checked the source yet")
    code: str = ""


class DecisionOut(BaseModel):
    allowed: bool = Field(description="Whether one may go ahead")
    verdict: str
    reasons: list[ReasonOut]
    warnings: list[ReasonOut]
    earliest_allowed: datetime | None = Field(description="Null: it is open now, or nobody can say when it will be")
    zones: list[str] = Field(description="Where the person may be; the rules of each apply")
    packs: list[str] = Field(description="The rules that were asked, with their dates")


def decision_out(verdict: Verdict) -> DecisionOut:
    return DecisionOut(
        allowed=verdict.allowed,
        verdict=verdict.verdict,
        reasons=[ReasonOut.model_validate(r, from_attributes=True) for r in verdict.reasons],
        warnings=[ReasonOut.model_validate(w, from_attributes=True) for w in verdict.warnings],
        earliest_allowed=verdict.earliest_allowed_at,
        zones=list(verdict.zones),
        packs=list(verdict.packs),
    )


def stored_decision(row: ContactDecision) -> DecisionOut:
    return DecisionOut(
        allowed=row.permits,
        verdict=row.verdict,
        reasons=row.reasons,
        warnings=row.warnings,
        earliest_allowed=row.earliest_allowed_at,
        zones=row.zones,
        packs=row.packs,
    )
