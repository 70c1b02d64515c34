"""Profiles to choose from: those that come with the product and those that people saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from duecourse.domain.importing import Examination, Profile, ProfileError, profile_from
from duecourse.playbooks.imports import import_profiles
from duecourse.receivables.models import ImportProfile


def all_profiles() -> tuple[Profile, ...]:
    """Saved ones first: a person's own mapping of a file is preferred to ours. One that no longer fits is left out."""
    return (*_saved(), *import_profiles())


def _saved() -> list[Profile]:
    profiles = []
    for row in ImportProfile.objects.order_by("-saved_at"):
        try:
            profiles.append(profile_from(row.name, {**row.body, "title": row.title, "kind": row.kind}))
        except ProfileError:
            continue  # written by another version; its owner sees it on the page of profiles and can save it again
    return profiles


def _words(pattern: re.Pattern[str] | None) -> list[str]:
    return [pattern.pattern] if pattern else []


def body_of(found: Examination) -> Mapping[str, Any]:
    """What is worth keeping of how a file was read: the shape of playbooks/imports."""
    profile = found.profile
    columns = {name: [column] for name, column in found.mapping.items() if not column.startswith("=")}
    constants = {name: column[1:] for name, column in found.mapping.items() if column.startswith("=")}
    return {
        "recognise": {"headers": [name for name in found.header.raw if name.strip()]},
        "columns": columns,
        "constants": constants,
        "layout": {
            "ignore": sorted(profile.ignore),
            "sections": profile.sections,
            "section_ignore": _words(profile.section_ignore),
            "lines": {name: line.pattern for name, line in profile.lines.items()},
            "title_without": sorted(profile.title_without),
            "totals": _words(profile.totals),
            "totals_without": sorted(profile.totals_without),
            "grand_totals": _words(profile.grand_totals),
        },
        "values": {
            "date_order": found.date_order.value or "",
            "decimal_mark": found.decimal_mark.value or "",
            "default_currency": "" if found.currency.assumed else found.currency.value or "",
            "credit_types": sorted(profile.credit_types),
            "payment_types": sorted(profile.payment_types),
            "skip_types": sorted(profile.skip_types),
            "settled": _words(profile.settled),
            "payment_numbers": _words(profile.payment_numbers),
            "number": _words(profile.number),
            "signed": profile.signed,
            "unnumbered": profile.unnumbered,
        },
    }
