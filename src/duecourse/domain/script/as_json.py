"""A filled script as plain JSON values."""

from __future__ import annotations

from typing import Any

from duecourse.domain.disclosures import Disclosure
from duecourse.domain.script.fill import Script


def _law(law: Disclosure) -> dict[str, Any]:
    same = ("id", "text", "verbatim", "citation", "link", "status", "pack", "nothing_else")
    return {name: getattr(law, name) for name in same}


def script_json(script: Script) -> dict[str, Any]:
    """What `duecourse script ACCOUNT --json` and the API print. `required` steps are law and cannot be skipped."""
    return {
        "situation": script.situation.id,
        "reasons": list(script.situation.reasons),
        "also": list(script.situation.also),
        "title": script.title,
        "aim": script.aim,
        "avoid": script.avoid,
        "points": list(script.points),
        "steps": [
            {
                "id": step.id,
                "title": step.title,
                "point": step.point,
                "say": [said.text for said in step.say],
                "tip": step.tip,
                "avoid": step.avoid,
                "required": step.required,
                "source": step.source,
                "laws": [_law(law) for law in step.laws],
            }
            for step in script.steps
        ],
        "figures": [{"name": f.name, "kind": f.kind, "text": f.text, "source": f.source} for f in script.figures_used],
    }
