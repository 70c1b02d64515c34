"""The ageing page, and the same table as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from duecourse.domain.ageing import BASES, BUCKETS, BY_DUE, CURRENT, AgeingLine
from duecourse.domain.money import to_decimal
from duecourse.lib import clock
from duecourse.lib.spreadsheets import Cell, csv_lines, xlsx_file
from duecourse.receivables.aged import aged_report
from duecourse.receivables.ageing import AgeingReport, ageing_report
from duecourse.receivables.models import Account
from duecourse.receivables.queries import accounts_for, creditors_for, dated_after
from duecourse.teams.models import User

ACCOUNTS_PER_PAGE = 100
AHEAD_SHOWN = 100
# "1-30" by itself becomes the thirtieth of January where a spreadsheet opens a CSV file.
HEADER = (
    "Creditor", "Account", "Name", "Currency", *(name if name == CURRENT else f"{name} days" for name in BUCKETS),
    "credits", "unapplied", "total", "control total", "difference", "booked later",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `problem` says what in it could not be understood."""

    as_of: date
    basis: str
    creditor: str
    today: date
    problem: str = ""


def _asked(request: HttpRequest) -> Asked:
    user = cast(User, request.user)
    today = clock.now().astimezone(ZoneInfo(user.time_zone)).date()
    basis = request.GET.get("basis", BY_DUE)
    creditor = request.GET.get("creditor", "")
    given, problem = request.GET.get("as_of", ""), ""
    try:
        as_of = date.fromisoformat(given) if given else today
    except ValueError:
        as_of, problem = today, f"“{given[:20]}” is not a date. This is today; write the day like 2026-11-18."
    return Asked(as_of, basis if basis in BASES else BY_DUE, creditor, today, problem)


def _accounts(request: HttpRequest, asked: Asked) -> QuerySet[Account]:
    accounts = accounts_for(cast(User, request.user))
    return accounts.filter(creditor__code=asked.creditor) if asked.creditor else accounts


def _report(request: HttpRequest, asked: Asked) -> AgeingReport:
    """What a file carries: added up afresh from every item, payment and allocation."""
    return ageing_report(_accounts(request, asked), asked.as_of, asked.basis)


@require_GET
def ageing(request: HttpRequest) -> HttpResponse:
    """Buckets per currency with their proof, and a line per account, most overdue first."""
    asked = _asked(request)
    accounts = _accounts(request, asked)
    report = aged_report(accounts, asked.as_of, asked.basis)
    is_past = asked.as_of < asked.today
    lines = [line for line in report.ageing.lines if any(line.columns().values()) or (line.later_minor and not is_past)]
    show_ahead = not is_past and any(line.later_minor for line in lines)
    page = Paginator(report.accounts, ACCOUNTS_PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "asked": asked,
        "lines": lines,
        "is_past": is_past,
        "ahead": dated_after(accounts, asked.as_of, AHEAD_SHOWN) if show_ahead else [],
        "page": page,
        "buckets": BUCKETS,
        "creditors": creditors_for(cast(User, request.user)),
        "query": request.GET.urlencode(),
    }
    return render(request, "receivables/ageing.html", context)


def _cells(line: AgeingLine) -> list[Cell]:
    return [
        to_decimal(minor, line.currency)
        for minor in (*line.columns().values(), line.difference_minor, line.later_minor)
    ]


def _rows(report: AgeingReport) -> Iterator[list[Cell]]:
    for account in report.accounts:
        yield [account.creditor, account.number, account.name, account.line.currency, *_cells(account.line)]
    for line in report.ageing.lines:
        yield ["", "", "Total", line.currency, *_cells(line)]


def _file_name(asked: Asked, ending: str) -> str:
    return f'attachment; filename="ageing-{asked.as_of.isoformat()}.{ending}"'


@require_GET
def ageing_csv(request: HttpRequest) -> StreamingHttpResponse:
    asked = _asked(request)
    lines = csv_lines(HEADER, _rows(_report(request, asked)))
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": _file_name(asked, "csv")},
    )


@require_GET
def ageing_xlsx(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    body = xlsx_file(f"Ageing {asked.as_of.isoformat()}", HEADER, _rows(_report(request, asked)))
    return HttpResponse(
        body,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": _file_name(asked, "xlsx")},
    )
