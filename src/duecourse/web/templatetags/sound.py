"""Times of a recording: places in it and how long something lasts."""

from __future__ import annotations

from django import template

from duecourse.domain.conversation.voices import TWO_SIDES
from duecourse.domain.reviewing import readings
from duecourse.domain.reviewing.timeline import clock

register = template.Library()


@register.filter
def clock_time(seconds: float) -> str:
    """A place in the recording, as its player shows it: "4:07"."""
    return clock(seconds)


@register.filter
def lasting(seconds: float) -> str:
    """ "5.9 s", "2 min 5 s"."""
    return readings.duration(seconds)


@register.filter
def times(count: int) -> str:
    return readings.times(count)


@register.filter
def measure_words(name: str) -> str:
    """A measure of a recording as its page calls it."""
    return TWO_SIDES.get(name, name.replace("_", " "))
