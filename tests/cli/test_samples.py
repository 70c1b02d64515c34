"""The sample files are those of their script, and an import of them does what the walk-through says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from duecourse.cli.demo.samples import write
from duecourse.domain.importing import examine
from duecourse.domain.importing.examine import Answers
from duecourse.receivables.importing.load import Order, staged
from duecourse.receivables.importing.profiles import all_profiles
from duecourse.receivables.importing.reader import open_source
from duecourse.receivables.importing.result import ImportResult
from duecourse.receivables.models import Account, ImportBatch, Invoice, Payment
from make import make_creditor

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
TODAY = date(2026, 11, 18)


@pytest.fixture
def larkspur(db):
    return make_creditor(code="larkspur", name="Larkspur Wholesale")


def load(name: str, creditor, **answers: str) -> ImportResult:
    """What the import page does with a file once its questions are answered."""
    source = open_source(SAMPLES / name)
    found = examine(source.sample(2000), all_profiles(), Answers(**answers), creditor_currency=creditor.currency)
    batch = ImportBatch.objects.create(
        creditor=creditor, kind=found.kind.value or "", file_name=name, file_sha256=name,
        uploaded_at=datetime(2026, 11, 18, tzinfo=UTC),
    )  # fmt: skip
    with staged(Order(source, found, creditor, TODAY)) as order:
        return order.write(batch.pk)


def test_the_folder_holds_what_the_script_writes(tmp_path: Path) -> None:
    written = write(tmp_path)
    assert [p.name for p in written] == [p.name for p in sorted(SAMPLES.iterdir())]
    for path in written:
        kept = SAMPLES / path.name
        if path.suffix == ".xlsx":
            sheets = [CalamineWorkbook.from_path(str(p)).get_sheet_by_index(0).to_python() for p in (path, kept)]
            assert sheets[0] == sheets[1]
        else:
            assert path.read_bytes() == kept.read_bytes(), f"{path.name}: write the folder again with samples.write()"


@pytest.mark.django_db
def test_dates_that_read_either_way_are_asked_about() -> None:
    sample = open_source(SAMPLES / "2-open-items-which-date-order.csv").sample(2000)
    found = examine(sample, all_profiles(), creditor_currency="USD")
    assert set(found.questions) == {"date_order"}


def test_customers_and_their_open_items_load(larkspur) -> None:
    assert load("1-customers.csv", larkspur).new_accounts == 10
    result = load("2-open-items-which-date-order.csv", larkspur, date_order="dmy")
    assert (result.loaded, result.error_rows) == (30, 0)
    assert load("2-open-items-which-date-order.csv", larkspur, date_order="dmy").unchanged == 30


def test_the_traps_are_caught_and_the_good_rows_load(larkspur) -> None:
    result = load("3-open-items-with-traps.csv", larkspur)
    assert (result.rows, result.loaded, result.left_out, result.error_rows) == (39, 30, 1, 8)
    assert {e.row for e in result.errors} == {29, 31, 32, 33, 34, 35, 36, 37}
    assert Invoice.objects.get(number="SX-8902").balance_minor == -7_550
    assert Invoice.objects.get(number="SX-8903").due_is_assumed
    assert Invoice.objects.get(number="SX-8912").description.startswith("<script>")
    assert Account.objects.count() == 10


def test_the_workbook_has_instalments_and_the_payments_find_their_invoices(larkspur) -> None:
    load("1-customers.csv", larkspur)
    assert load("4-open-items.xlsx", larkspur).error_rows == 0
    assert Invoice.objects.filter(instalment=3).count() == 5
    assert load("5-payments.csv", larkspur).loaded == 14
    assert Invoice.objects.filter(balance_minor=0).exists()
    assert Payment.objects.filter(reference="with thanks").get().unapplied_minor == 25_000
