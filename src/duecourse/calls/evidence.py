"""Why a contact was allowed, for whoever asks years later: the decision with its facts, the text of the rules as it
was, what was said, the record, and the audit trail that none of it was changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from duecourse.calls.models import Call, CallRecord, Transcript
from duecourse.calls.saying import said_as_heard
from duecourse.compliance.models import ANSWERED, ContactDecision, PolicyText, Removal
from duecourse.compliance.queries import people_in, sound_removed
from duecourse.domain.contact_policy import Malformed, Pack, Rule, decide, parse_case
from duecourse.domain.contact_policy.clock import local
from duecourse.domain.contact_policy.decide import rules_asked
from duecourse.domain.wording import count
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.policies import read_pack, versions_of
from duecourse.teams import audit
from duecourse.teams.models import User


def evidence_of(decision: ContactDecision, *, whole_chain: bool = False) -> dict[str, Any]:
    """Everything about one contact as plain data; instants stay instants. `whole_chain`: the audit log is walked from
    its first entry, which takes seconds for a hundred thousand; otherwise each entry is checked with its neighbours."""
    call = Call.objects.filter(decision=decision).select_related("caller", "contact").first()
    records = (
        list(CallRecord.objects.filter(call=call).select_related("written_by").order_by("version")) if call else []
    )
    texts = _texts(decision)
    packs = _packs(texts)
    return {
        "id": decision.pk,
        "contact": _contact(decision, call),
        "decision": {
            "verdict": decision.verdict,
            "permitted": decision.permits,
            "reasons": decision.reasons,
            "warnings": decision.warnings,
            "earliest_allowed": decision.earliest_allowed_at,
            "zones": decision.zones,
            "packs": decision.packs,
        },
        "removed": _removed(decision.removal),
        "transcript_removed": _removed(sound_removed(call.pk)) if call else None,
        "override": _override(decision),
        "facts": decision.facts,
        "people": people_in(decision),
        "rules": _rules(decision, packs),
        "packs": texts,
        "decided_again": _decided_again(decision, packs),
        "said": said_as_heard(call, records[-1]) if call and records else [],
        "recording": _recording(call),
        "records": [_record(row) for row in records],
        "written": _written(decision),
        "audit": _audit(decision, call, whole_chain=whole_chain),
    }


def _name(user: User | None) -> str:
    return (user.get_full_name() or user.username) if user else "the system"


def _contact(decision: ContactDecision, call: Call | None) -> dict[str, Any]:
    account = decision.account
    return {
        "at": decision.asked_at,
        "channel": decision.channel,
        "purpose": decision.purpose,
        "account": account.number,
        "name": account.name,
        "creditor": account.creditor.name,
        "person": decision.contact.name if decision.contact else "",
        "asked_by": _name(decision.asked_by),
        "call": call.pk if call else None,
        "never_dialled": call is not None and call.state == Call.State.DISCARDED,
        "caller": _name(call.caller) if call else "",
        "number": call.number if call else "",
        "started_at": call.started_at if call else None,
        "ended_at": call.ended_at if call else None,
    }


def _removed(row: Removal | None) -> dict[str, Any] | None:
    """The tombstone, where the words are gone."""
    if row is None:
        return None
    return {
        "at": row.removed_at, "rule": row.rule, "text": row.text, "citation": row.citation, "pack": row.pack,
        "counted_from": row.counted_from, "kept_until": row.kept_until,
    }  # fmt: skip


def _override(decision: ContactDecision) -> dict[str, Any] | None:
    if decision.overridden_by is None:
        return None
    return {"by": _name(decision.overridden_by), "reason": decision.override_reason, "at": decision.asked_at}


def _texts(decision: ContactDecision) -> list[dict[str, Any]]:
    """The packs that were asked, word for word as they were kept then; `intact`: the text still has its hash."""
    kept = {row.digest: row for row in PolicyText.objects.filter(digest__in=decision.pack_digests)}
    return [
        {
            "pack": kept[digest].label,
            "sha256": digest,
            "kept_at": kept[digest].kept_at,
            "intact": hashlib.sha256(kept[digest].text.encode()).hexdigest() == digest,
            "text": kept[digest].text,
        }
        for digest in decision.pack_digests
        if digest in kept
    ]


def _packs(texts: Sequence[dict[str, Any]]) -> tuple[Pack, ...]:
    """The same as packs. A text that this version of the program cannot read any more is left out."""
    found = []
    for one in texts:
        try:
            found.append(read_pack(one["text"], one["pack"], check=False))
        except PlaybookError:
            continue
    return versions_of(found)


def _rules(decision: ContactDecision, packs: tuple[Pack, ...]) -> list[dict[str, Any]]:
    """The rules that spoke, in the words they had then. Rules change at midnight where the debtor is; one of another
    creditor may have the same id."""
    spoke = {reason["rule"] for reason in (*decision.reasons, *decision.warnings)}
    on = local(decision.asked_at, decision.zones[0] if decision.zones else "UTC").date()
    return [
        _rule(rule, pack.label)
        for pack in packs
        if pack.is_current(on)
        for rule in pack.rules
        if rule.id in spoke and rule.in_force(on) and _bound(rule, decision, packs)
    ]


def _bound(rule: Rule, decision: ContactDecision, packs: tuple[Pack, ...]) -> bool:
    try:
        case = parse_case(decision.facts, "the facts of the decision")
    except Malformed:
        return True
    return any(rule is one for one in rules_asked(case, packs))


def _rule(rule: Rule, label: str) -> dict[str, Any]:
    same = ("id", "text", "effect", "citation", "link", "status", "effective", "ends")
    return {**{name: getattr(rule, name) for name in same}, "pack": label}


def _decided_again(decision: ContactDecision, packs: tuple[Pack, ...]) -> dict[str, Any] | None:
    """The kept facts under the kept rules. None where not all of them were kept (decisions of the first version), and
    where they called us: then the rules were not asked."""
    if decision.purpose == ANSWERED or not decision.facts or not packs or len(packs) < len(decision.pack_digests):
        return None
    try:
        again = decide(parse_case(decision.facts, "the facts of the decision"), packs)
    except Malformed:
        return None
    same = again.verdict == decision.verdict and [r.rule for r in again.reasons] == [
        reason["rule"] for reason in decision.reasons
    ]
    return {"verdict": again.verdict, "reasons": [asdict(reason) for reason in again.reasons], "same": same}


def _recording(call: Call | None) -> dict[str, Any]:
    if call is None:
        return {}
    kept = Transcript.objects.filter(call=call).only("basis", "source", "added_at").first()
    if kept is None:
        return dict(call.recording)
    return {**kept.basis, "transcript": {"source": kept.source, "added_at": kept.added_at}}


def _written(decision: ContactDecision) -> dict[str, Any] | None:
    """What was written under this decision, word for word. The outbox stands above: its row points here."""
    sending = getattr(decision, "sending", None)
    if sending is None:
        return None
    same = ("at", "channel", "address", "subject", "text", "attachments")
    return {
        **{name: getattr(sending, name) for name in same},
        "by": _name(sending.by),
        "outcome": sending.event.outcome,
    }


def _record(row: CallRecord) -> dict[str, Any]:
    same = ("version", "written_at", "outcome", "points", "discussed", "next_step", "next_step_on", "delay_reason",
            "delay_words", "amends_because")  # fmt: skip
    return {**{name: getattr(row, name) for name in same}, "written_by": _name(row.written_by)}


def _audit(decision: ContactDecision, call: Call | None, *, whole_chain: bool) -> dict[str, Any]:
    subjects = [("contactdecision", str(decision.pk)), *([("call", str(call.pk))] if call else [])]
    trail = audit.trail_of(subjects)
    seals = [link.entry.facts["seal"] for link in trail if "seal" in link.entry.facts]
    report = audit.verify() if whole_chain else None
    return {
        "entries": [
            {
                "sequence": link.entry.sequence,
                "at": link.entry.at,
                "by": link.entry.actor_name,
                "verb": link.entry.verb,
                "facts": link.entry.facts,
                "previous_hash": link.entry.previous_hash,
                "hash": link.entry.entry_hash,
                "holds": link.holds,
            }
            for link in trail
        ],
        "holds": all(link.holds for link in trail) and (report is None or report.first_broken is None),
        # What was decided is what was logged: None for a decision that was taken before decisions were sealed, and for
        # one whose words were deleted.
        "sealed": seals[0] == decision.seal if seals and decision.removal is None else None,
        "whole_chain": asdict(report) if report else None,
    }


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be proved: `holds` is None where it cannot be, and `because` says why (or what is wrong)."""

    text: str
    holds: bool | None
    because: str = ""


def checks_of(evidence: dict[str, Any]) -> list[Check]:
    """What shows that the paper says what was true then."""
    packs, again, trail = evidence["packs"], evidence["decided_again"], evidence["audit"]
    not_kept = "the text of the packs was not kept at that time"
    report = trail["whole_chain"]
    checks = [
        Check(
            "The text of every pack has the hash that was kept with the decision",
            all(one["intact"] for one in packs) if packs else None,
            "the text of a pack does not have its hash" if packs else not_kept,
        ),
        Check(
            "These facts under these rules, decided again today, give the same answer",
            again["same"] if again else None,
            f"decided again it is {again['verdict']}"
            if again
            else "they called us, so the rules were not asked"
            if evidence["contact"]["purpose"] == ANSWERED
            else "facts or rules of that time are not kept",
        ),
        Check(
            "The decision is the one that was written into the audit log",
            trail["sealed"],
            "its words were deleted"
            if evidence["removed"]
            else "the log has no seal of it"
            if trail["sealed"] is None
            else "the decision was changed after it was logged",
        ),
        Check(
            "Each entry of the audit log fits the one before it and the one after it",
            all(entry["holds"] for entry in trail["entries"]) if trail["entries"] else None,
            "an entry was changed after it was written" if trail["entries"] else "there is no entry",
        ),
    ]
    if report:
        whole = f"The whole audit log holds, from its first entry on ({count(report['entries'], 'entry', 'entries')})"
        checks.append(Check(whole, report["first_broken"] is None, report["reason"]))
    return checks


def as_json(evidence: dict[str, Any]) -> dict[str, Any]:
    """The same for programs: instants and days as text."""
    plain: dict[str, Any] = json.loads(json.dumps(evidence, default=lambda value: value.isoformat()))
    return plain
