"""`duecourse import`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from duecourse.cli import boot
from duecourse.domain.wording import count

NOTHING_LOADED = 2


def add(subparsers: Any) -> None:
    command = subparsers.add_parser("import", help="load a ledger file; exit 0 loaded, 2 nothing loaded")
    command.add_argument("file", type=Path, metavar="FILE", help="CSV, XLSX, XLS or ODS; - is standard input")
    command.add_argument("--profile", default="", metavar="NAME", help="how to read it; found out without this")
    command.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN",
        help='read a field from that column; "FIELD==VALUE" gives all rows one value, "FIELD=" reads it from none',
    )  # fmt: skip
    command.add_argument("--creditor", default="", metavar="C", help="code of who is owed; added when it is new")
    command.add_argument("--portfolio", default="", metavar="NAME", help="where new accounts go")
    command.add_argument("--kind", default="", help="open_items, paid_history, customers, contacts or payments")
    command.add_argument("--date-order", default="", choices=("dmy", "mdy"), help="how 03/04/2026 is read")
    command.add_argument("--decimal-mark", default="", choices=(".", ","), help="how 1,234 is read")
    command.add_argument("--currency", default="", metavar="CODE", help="currency of amounts that name none")
    command.add_argument("--encoding", default="", help="such as cp1252; found out without this")
    command.add_argument("--sheet", default="", help="sheet of a spreadsheet; the first with a table without this")
    command.add_argument("--close-missing", action="store_true", help="close open items that the file no longer has")
    command.add_argument("--dry-run", action="store_true", help="say what would happen; write nothing")
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    command.set_defaults(run=_import)


class Unusable(ValueError):
    """The command cannot go on; the message says why."""


def _import(given: argparse.Namespace) -> int:
    boot.database()
    from duecourse.domain.importing import FileProblem
    from duecourse.playbooks import PlaybookError

    with ExitStack() as kept:
        if str(given.file) == "-":
            given.file = _standard_input(Path(kept.enter_context(TemporaryDirectory())))
        try:
            return _load(given)
        except (FileProblem, PlaybookError, Unusable, OSError) as problem:
            return _refuse(given, str(problem))


def _standard_input(folder: Path) -> Path:
    """A file is read more than once; a pipe cannot be."""
    path = folder / "standard input"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return path


def _refuse(given: argparse.Namespace, message: str) -> int:
    message = message if given.file.name in message else f"{given.file.name}: {message}"
    print(message, file=sys.stderr)
    if given.json:
        error = {"row": 0, "column": "", "value": "", "reason": message}
        empty = {"rows": 0, "loaded": 0, "unchanged": 0, "errors": [error], "totals": {}, "batch": None}
        print(json.dumps(empty, ensure_ascii=False))
    return NOTHING_LOADED


def _load(given: argparse.Namespace) -> int:
    from django.conf import settings

    from duecourse.receivables.importing import looking

    if given.file.is_dir():
        raise Unusable("this is a directory: name the file in it that you want to load")
    if not given.file.is_file():
        raise Unusable("there is no such file")
    creditor = _creditor(given)
    is_new = creditor.pk is None
    look = looking.look_into(
        given.file, _answers(given), creditor_currency=creditor.currency, house_currency=settings.CURRENCY,
        encoding=given.encoding, sheet=given.sheet,
    )  # fmt: skip
    _ask(look.found)
    if is_new and look.found.currency.value:
        creditor.currency = look.found.currency.value
    batch_id, result = _dry_run(given, look, creditor) if given.dry_run else _import_now(given, look, creditor)
    _report(given, look, result, batch_id, creditor.code if is_new else "")
    return 0 if result.loaded or result.unchanged or result.closed else NOTHING_LOADED


# What answers a question that the file leaves open.
_ANSWER_WITH = {
    "kind": "--kind open_items, paid_history, customers, contacts or payments",
    "date_order": "--date-order dmy or --date-order mdy",
    "decimal_mark": "--decimal-mark . or --decimal-mark ,",
    "currency": "--currency CODE",
}


def _ask(found: Any) -> None:
    """Nothing is guessed: an open question ends the command, with the option that answers it."""
    asked = [f"{finding.reason} ({_ANSWER_WITH[name]})" for name, finding in found.questions.items()]
    problems = [f"{problem} (--map FIELD=COLUMN; columns: {', '.join(found.names)})" for problem in found.problems]
    if asked or problems:
        raise Unusable("; ".join([*asked, *problems]))


def _order(given: argparse.Namespace, look: Any, creditor: Any) -> Any:
    from duecourse.lib import clock
    from duecourse.receivables.importing import looking

    portfolio_id = _portfolio(given)
    return looking.order_for(look, creditor, clock.now(), close_missing=given.close_missing, portfolio_id=portfolio_id)


def _dry_run(given: argparse.Namespace, look: Any, creditor: Any) -> tuple[None, Any]:
    from django.db import transaction

    from duecourse.receivables.importing import actions

    if creditor.pk is not None:
        return None, actions.dry_run(_order(given, look, creditor))
    with transaction.atomic():
        creditor.save()  # rows need somebody to belong to; taken back at once
        result = actions.dry_run(_order(given, look, creditor))
        transaction.set_rollback(True)
    return None, result


def _import_now(given: argparse.Namespace, look: Any, creditor: Any) -> tuple[int, Any]:
    from duecourse.lib import clock
    from duecourse.receivables.importing import actions

    if creditor.pk is None:
        actions.add_creditor(actor=None, now=clock.now(), creditor=creditor)
    order = _order(given, look, creditor)
    batch, result = actions.import_file(actor=None, now=clock.now(), order=order, file_name=given.file.name)
    if result.new_accounts and order.portfolio_id is None and not given.json:
        print("New accounts are in no portfolio yet: callers do not see them (--portfolio NAME, or Administration)")
    return batch.pk, result


def _answers(given: argparse.Namespace) -> Any:
    from duecourse.domain.importing import Answers

    mapping = {}
    for pair in given.map:
        field, sign, column = pair.partition("=")
        if not sign:
            raise Unusable(f"--map {pair}: write it as FIELD=COLUMN")
        mapping[field.strip()] = column.strip()
    return Answers(
        kind=given.kind, profile=given.profile, mapping=mapping, date_order=given.date_order,
        decimal_mark=given.decimal_mark, currency=given.currency,
    )  # fmt: skip


def _creditor(given: argparse.Namespace) -> Any:
    """The creditor that is meant, not saved yet when it is new. Without --creditor: the only one, or a first one."""
    from django.utils.text import slugify

    from duecourse.receivables.models import Creditor
    from duecourse.receivables.queries import coded

    creditors = list(Creditor.objects.order_by("code"))
    if given.creditor:
        code = slugify(given.creditor)[:40]
        if (found := coded(creditors, given.creditor) or coded(creditors, code)) is not None:
            return found
        if not code:
            raise Unusable(f"--creditor {given.creditor}: a code has letters and digits")
        return Creditor(code=code, name=given.creditor[:120])
    if len(creditors) > 1:
        raise Unusable(f"say whose ledger it is: --creditor with one of {', '.join(c.code for c in creditors)}")
    if creditors:
        return creditors[0]
    return Creditor(code="own", name="Our company")


def _portfolio(given: argparse.Namespace) -> int | None:
    """The portfolio of that name; without one, the only portfolio there is."""
    from duecourse.teams.models import Portfolio

    portfolios = Portfolio.objects.filter(name__iexact=given.portfolio) if given.portfolio else Portfolio.objects.all()
    keys = list(portfolios.values_list("pk", flat=True)[:2])
    if given.portfolio and len(keys) != 1:
        known = ", ".join(Portfolio.objects.order_by("name").values_list("name", flat=True)) or "none yet"
        found = "more than one" if keys else "none"
        raise Unusable(f"--portfolio {given.portfolio}: there is {found} of that name; there are: {known}")
    return keys[0] if len(keys) == 1 else None


def _how_read(look: Any) -> list[str]:
    """How the file is written, which column is what, and the evidence for dates and amounts, where it has any."""
    from duecourse.receivables.importing.reader import describe

    found, written = look.found, describe(look.source)
    fields = [(found.kind_of_file.field(name), column) for name, column in found.mapping.items()]
    columns = [f"{column.removeprefix('=')} → {_label(field, column)}" for field, column in fields if field]
    names = [("dates", "date_order"), ("amounts", "decimal_mark"), ("currency", "currency")]
    return [
        *(f"  {what.lower()}: {finding.value}, {finding.reason}" for what, finding in written.items()),
        f"  columns: {', '.join(columns)}",
        *(f"  {what}: {getattr(found, name).reason}" for what, name in names if found.kind_of_file.field("amount")),
    ]


def _label(field: Any, column: str) -> str:
    """What a column is read as; a word given for all rows is none."""
    label = field.label[0].lower() + field.label[1:]
    return f"{label} of all rows" if column.startswith("=") else label


def _missing(given: argparse.Namespace, look: Any, result: Any) -> list[str]:
    """Open items that the ledger has and the file does not: what becomes of them."""
    if look.found.kind.value != "open_items":
        return []
    if not given.close_missing:
        return ["  open items that this file does not have stay open (--close-missing closes them)"]
    what = ("would be closed" if given.dry_run else "closed") if result.closed else "not closed"
    gone = [
        f"{count(each['items'], 'open item')} worth {each['currency']} {each['balance']}: {what}"
        for each in result.as_json(None)["no_longer_in_file"]
    ]
    return [f"  no longer in the file: {each}" for each in gone or ["nothing that is open"]]


def _how_many(note: Any) -> str:
    """Rows of the file, or payments that are in the ledger alone."""
    return f"{count(note.count, 'row')}, first row {note.first_row}" if note.first_row else f"{note.count:,}"


def _own_totals(result: Any) -> list[str]:
    """What the file says in its own totals row, beside what was read."""
    lines = []
    for own in result.as_json(None)["own_totals"]:
        apart = "the same" if own["ties"] else f"{own['apart']} apart: see the rows with errors and those left out"
        lines.append(f"  the file's own total in row {own['row']}: {own['currency']} {own['stated']}, {apart}")
    return lines


def _report(given: argparse.Namespace, look: Any, result: Any, batch_id: int | None, new_creditor: str) -> None:
    if given.json:
        print(json.dumps(result.as_json(batch_id), ensure_ascii=False))
        return
    found = look.found
    lines = [
        f"{given.file.name}: {found.kind_of_file.label}, read as {found.profile.title}",
        *_how_read(look),
        f"{'Would load' if given.dry_run else 'Loaded'} {result.loaded:,} of {count(result.rows, 'row')};"
        f" {result.unchanged:,} unchanged, {result.left_out:,} left out, {result.error_rows:,} with errors",
        *(f"  {currency} {total}" for currency, total in result.totals_text.items()),
        *_own_totals(result),
        *([] if new_creditor else _missing(given, look, result)),
        *(f"  row {e.row}, {e.column}: {e.value!r} {e.reason}" for e in result.errors[:20]),
        *(f"  note: {n.reason} ({_how_many(n)})" for n in result.notes),
    ]
    if len(result.errors) > 20:
        lines.append(f"  ... and {len(result.errors) - 20:,} more (--json lists them)")
    if new_creditor:
        lines.append(f"New creditor: {new_creditor}")
    if batch_id:
        lines.append(f"Batch {batch_id}")
    print("\n".join(lines))
