"""The picture of a recording: two lanes, who speaks when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

WIDTH, LANE, GAP = 1000, 16, 4
_LANES = {"caller": 0, "somebody": 0, "client": 1}
_CLASSES = {"caller": "f-accent", "somebody": "f-accent", "client": "f-credit"}
_NAMES = {"caller": "We speak", "client": "They speak", "somebody": "Somebody speaks"}
_KINDS = {"interruption": ": breaks in", "talked_over": ": tries to break in", "backchannel": ": listening noise"}


def at(seconds: float) -> str:
    """ "4:07"."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"


@register.simple_tag
def talk_lanes(segments: Sequence[dict[str, Any]], seconds: float) -> SafeString:
    """A lane for each side over the length of the recording; who breaks in has a mark of its own. The words for those
    who do not see it stand in the table of the page."""
    lanes = 1 + max((_LANES[s["who"]] for s in segments), default=0)
    height = lanes * (LANE + GAP)
    rows = [_bar(s, seconds or 1.0) for s in segments]
    bars = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>', rows)
    return format_html(
        '<svg class="lanes" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        height,
        f"Who speaks when, {len(segments)} turns over {at(seconds)} minutes",
        bars,
    )


def _bar(segment: dict[str, Any], seconds: float) -> tuple[str, float, int, float, int, str]:
    broke_in = segment["kind"] == "interruption"
    said = f"{_NAMES[segment['who']]} {at(segment['start'])}–{at(segment['end'])}{_KINDS.get(segment['kind'], '')}"
    return (
        "f-late" if broke_in else _CLASSES[segment["who"]],
        round(segment["start"] / seconds * WIDTH, 2),
        _LANES[segment["who"]] * (LANE + GAP),
        round(max(segment["end"] - segment["start"], 0.001) / seconds * WIDTH, 2),
        LANE,
        said,
    )


@register.filter
def clock_time(seconds: float) -> str:
    return at(seconds)
