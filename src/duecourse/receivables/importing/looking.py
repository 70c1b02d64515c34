"""Finding out what a file is, with what a person said about it: the step before anything is staged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from duecourse.domain.importing import SAMPLE_ROWS, Answers, Examination, FileProblem, Finding, chunks, examine
from duecourse.lib import uploads
from duecourse.receivables.importing.load import Order
from duecourse.receivables.importing.profiles import all_profiles
from duecourse.receivables.importing.reader import Source, open_source
from duecourse.receivables.models import Creditor, ImportBatch


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it was understood: where its bytes are, and what they say."""

    source: Source
    found: Examination


def look_into(
    path: Path,
    answers: Answers,
    *,
    creditor_currency: str,
    house_currency: str = "",
    encoding: str = "",
    sheet: str = "",
) -> Look:
    """Find out all about a file; the whole of it is read only when its first rows leave a question open. With a
    `house_currency` the currency is no question: it is taken where neither the file nor the creditor names one.

    Raises FileProblem for a file that cannot be used at all.
    """
    profiles = all_profiles()

    def look(source: Source) -> Examination:
        return examine(
            source.sample(SAMPLE_ROWS), profiles, answers, creditor_currency=creditor_currency,
            house_currency=house_currency,
        )  # fmt: skip

    source = open_source(path, encoding=encoding, sheet=sheet)
    source, found = (source, look(source)) if sheet or not source.sheet else _first_table(source, look)
    if found.questions.keys() & {"date_order", "decimal_mark"} and not found.problems:
        evidence = found.evidence()
        for numbers, rows in chunks(source.rows(), found.header, found.profile):
            evidence.add(list(zip(numbers, rows, strict=True)))
        found = found.completed_by(evidence)
    if source.encoding and not source.encoding.certain:
        raise FileProblem(
            f"the encoding is not certain ({source.encoding.reason}): say which, e.g. {source.encoding.value}"
        )
    return Look(source, found)


def _first_table(source: Source, look: Callable[[Source], Examination]) -> tuple[Source, Examination]:
    """The first sheet of a workbook that has column names we know: covers and notes may stand before it. Where none
    has, the first that can be a table. Raises the FileProblem of the first sheet where none can."""
    assert source.sheet
    names = source.sheet.options
    looks: list[tuple[Source, Examination]] = []
    problem: FileProblem | None = None
    for n, name in enumerate(names):
        reason = f"the first sheet with a table; before it: {', '.join(names[:n])}" if n else source.sheet.reason
        at = replace(source, sheet=Finding(name, reason, options=names))
        try:
            looks.append((at, look(at)))
        except FileProblem as error:
            problem = problem or error
            continue
        if looks[-1][1].header.finding.certain:
            return looks[-1]
    if problem and not looks:
        raise problem
    return looks[0]


def today_of(creditor: Creditor, now: datetime) -> date:
    """The creditor's own date at that instant: the dates of their ledger are local to them."""
    return now.astimezone(ZoneInfo(creditor.time_zone or "UTC")).date()


def creditor_names() -> dict[str, int]:
    """What a creditor column may say, in lower case: code or name of any creditor."""
    names: dict[str, int] = {}
    for pk, code, name in Creditor.objects.values_list("pk", "code", "name"):
        names |= {code.lower(): pk, name.lower(): pk}
    return names


def order_for(
    look: Look, creditor: Creditor, now: datetime, *, close_missing: bool = False, portfolio_id: int | None = None
) -> Order:
    """What to load, from what was found out."""
    return Order(
        source=look.source,
        found=look.found,
        creditor=creditor,
        today=today_of(creditor, now),
        creditors=creditor_names() if "creditor" in look.found.mapping else {},
        close_missing=close_missing,
        portfolio_id=portfolio_id,
    )


def look_at_batch(batch: ImportBatch) -> Look:
    """The batch's file with its answers. Raises FileProblem."""
    said = batch.decided
    answers = Answers(
        kind=said.get("kind", ""), profile=said.get("profile", ""), mapping=said.get("mapping", {}),
        date_order=said.get("date_order", ""), decimal_mark=said.get("decimal_mark", ""),
        currency=said.get("currency", ""),
    )  # fmt: skip
    return look_into(
        uploads.path_of(batch.stored_as), answers, creditor_currency=batch.creditor.currency,
        encoding=said.get("encoding", ""), sheet=said.get("sheet", ""),
    )  # fmt: skip


def order_of(batch: ImportBatch, now: datetime) -> Order:
    return order_for(
        look_at_batch(batch), batch.creditor, now, close_missing=bool(batch.decided.get("close_missing")),
        portfolio_id=batch.decided.get("portfolio"),
    )  # fmt: skip
