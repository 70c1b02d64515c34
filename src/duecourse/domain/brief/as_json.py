"""The brief as plain JSON values: money as decimal text, dates as ISO text."""

from __future__ import annotations

from typing import Any

from duecourse.domain.brief.model import Brief, Item
from duecourse.domain.money import decimal_text


def brief_json(brief: Brief) -> dict[str, Any]:
    """What `duecourse brief ACCOUNT --json` and the API print."""
    return {
        "account": brief.number,
        "name": brief.name,
        "kind": brief.kind,
        "creditor": brief.creditor,
        "contact": brief.contact,
        "local_time": brief.local_time,
        "zone": brief.zone,
        "clocks": list(brief.clocks),
        "headline": brief.headline,
        "situation": {"id": brief.situation.id, "reasons": list(brief.situation.reasons)},
        "next_step": {"text": brief.next_step.text, "why": brief.next_step.why},
        "holds": list(brief.holds),
        "currencies": {line.currency: line.as_text() for line in brief.ageing},
        "items": [_item(item) for item in brief.items],
        "behaviour": {"sentences": list(brief.behaviour.sentences), "count": brief.behaviour.count},
        "promises": {
            "kept": brief.promises.kept,
            "judged": brief.promises.judged,
            "lines": [{"text": line.text, "state": line.state} for line in brief.promises.lines],
        },
        "disputes": [{"text": d.text, "next_step": d.next_step, "late": d.late} for d in brief.disputes],
        "last_talk": _last_talk(brief),
        "we_owe": [{"what": o.what, "text": o.text, "late": o.late} for o in brief.we_owe],
        "papers": [{"what": p.what, "text": p.text, "sent": p.sent} for p in brief.papers],
        "questions": [{"ask": q.ask, "fact": q.fact, "rule": q.rule} for q in brief.questions],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "invoice": item.number,
        "currency": item.currency,
        "open": decimal_text(item.open_minor, item.currency),
        "amount": decimal_text(item.amount_minor, item.currency),
        "due_on": item.due_on.isoformat(),
        "days_late": item.days_late,
        "marks": list(item.marks),
    }


def _last_talk(brief: Brief) -> dict[str, str] | None:
    talk = brief.last_talk
    if talk is None:
        return None
    return {
        "head": talk.head,
        "said": talk.said,
        "next_step": talk.next_step,
        "reason": talk.reason,
        "since": talk.since,
    }
