"""Plots as SVG, drawn on the server: they work without JavaScript, in print, and in both colour schemes.

Colours are classes of the stylesheet. Each plot has a spoken summary; the page gives its table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from duecourse.domain.ageing import BUCKETS, AgeingLine
from duecourse.domain.money import format_money

register = template.Library()

WIDTH, HEIGHT, MARGIN = 600, 96, 8
_NAMES = dict(zip(BUCKETS, ("not due yet", "1–30 days", "31–60", "61–90", "91–120", "over 120"), strict=True))


def _parts(line: AgeingLine) -> list[tuple[int, str, int]]:
    return [
        (n, _NAMES[name], minor) for n, (name, minor) in enumerate(zip(BUCKETS, line.buckets, strict=True)) if minor
    ]


@register.simple_tag
def ageing_bar(line: AgeingLine) -> SafeString:
    """One bar over the whole width, a segment per bucket that holds money."""
    parts, whole, x = _parts(line), line.open_minor or 1, 0.0
    rects = []
    for n, name, minor in parts:
        width = minor / whole * WIDTH
        gap = 2 if n != parts[-1][0] else 0
        rects.append((n, round(x, 1), round(max(width - gap, 1), 1), name, format_money(minor, line.currency)))
        x += width
    said = ", ".join(f"{name} {format_money(minor, line.currency)}" for _, name, minor in parts) or "nothing open"
    return format_html(
        '<svg class="bar" viewBox="0 0 {} 12" preserveAspectRatio="none" role="img" aria-label="Ageing: {}">{}</svg>',
        WIDTH,
        said,
        format_html_join(
            "",
            '<rect class="f{}" x="{}" y="0" width="{}" height="12"><title>{} {}</title></rect>',
            rects,
        ),
    )


@register.simple_tag
def ageing_legend(line: AgeingLine) -> SafeString:
    """The same figures as words: bucket and amount, credits and unapplied cash, and what they add up to."""
    rows = [(f"f{n}", name, format_money(minor, line.currency)) for n, name, minor in _parts(line)]
    if line.credits_minor:
        rows.append(("f-credit", "credits", format_money(line.credits_minor, line.currency)))
    if line.unapplied_minor:
        rows.append(("f-credit", "unapplied cash", format_money(line.unapplied_minor, line.currency)))
    return format_html(
        '<ul class="legend">{}<li>= {} <b>{}</b></li></ul>',
        format_html_join(
            "",
            '<li><svg viewBox="0 0 9 9" aria-hidden="true"><rect class="{}" width="9" height="9"/></svg>{} {}</li>',
            rows,
        ),
        "in all" if line.unapplied_minor else "open items",
        format_money(line.total_minor, line.currency),
    )


@register.simple_tag
def lateness_plot(points: Sequence[tuple[date, int, int]], summary: str) -> SafeString:
    """Days late of each paid invoice over time. `points`: (day paid, days late, amount in minor units), oldest first.
    Dots above the line came after the due date; a larger dot is a larger invoice."""
    if len(points) < 2:
        return SafeString("")
    first, last = points[0][0].toordinal(), points[-1][0].toordinal()
    span = max(last - first, 1)
    worst, best = max(max(p[1] for p in points), 10), min(min(p[1] for p in points), -5)
    largest = max(p[2] for p in points) or 1

    def x(day: date) -> float:
        return round(MARGIN + (day.toordinal() - first) / span * (WIDTH - 2 * MARGIN), 1)

    def y(days: int) -> float:
        return round(MARGIN + (worst - days) / (worst - best) * (HEIGHT - 2 * MARGIN - 12), 1)

    dots = [
        ("f-late" if days > 0 else "f-accent", x(on), y(days), round(3 + 3 * (minor / largest) ** 0.5, 1), on, days)
        for on, days, minor in points
    ]
    return format_html(
        '<svg class="plot" viewBox="0 0 {w} {h}" role="img" aria-label="{summary}">'
        '<line class="s-line" x1="0" x2="{w}" y1="{zero}" y2="{zero}"/>'
        '<text x="0" y="{label}">on the due date</text>{dots}'
        '<text x="0" y="{base}">{first}</text><text x="{w}" y="{base}" text-anchor="end">{last}</text></svg>',
        w=WIDTH,
        h=HEIGHT,
        summary=summary,
        zero=y(0),
        label=y(0) - 3,
        dots=format_html_join(
            "",
            '<circle class="{}" cx="{}" cy="{}" r="{}"><title>Paid {}, {} days after the due date</title></circle>',
            dots,
        ),
        base=HEIGHT - 1,
        first=f"{points[0][0]:%b %Y}",
        last=f"{points[-1][0]:%b %Y}",
    )
