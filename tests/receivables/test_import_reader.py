"""Bytes into rows: nothing is executed, nothing is swallowed, and what is wrong is said with its place."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duecourse.domain.importing import FileProblem
from duecourse.receivables.importing import workbooks
from duecourse.receivables.importing.reader import MOST_CELL, open_source


@pytest.fixture
def source(tmp_path):
    def opened(content: bytes, **given: str) -> Any:
        path = tmp_path / "file"
        path.write_bytes(content)
        return open_source(path, **given)

    return opened


def a_workbook(fill) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    fill(book)
    book.close()
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end_reads_the_same(source, encoding, end):
    text = end.join(["Kunde;Betrag", "Müller;1,50", "Café;2,00", ""])
    assert list(source(text.encode(encoding)).rows()) == [["Kunde", "Betrag"], ["Müller", "1,50"], ["Café", "2,00"]]


def test_a_cell_that_spans_lines_is_one_cell_of_one_row(source):
    rows = list(source(b'a,b\n"one\ntwo",2\n3,4\n').rows())
    assert rows == [["a", "b"], ["one\ntwo", "2"], ["3", "4"]]


def test_a_byte_that_is_no_utf8_far_down_the_file_changes_the_encoding_with_its_line(source):
    opened = source(b"name,amount\n" + b"plain,1\n" * 200_000 + "Café,2\n".encode("cp1252"))
    assert opened.encoding.value == "cp1252"
    assert "line 200,002 holds byte 0xE9" in opened.encoding.reason
    assert list(opened.rows())[-1] == ["Café", "2"]


def test_a_wrong_encoding_that_was_said_is_named_with_the_place(source):
    opened = source("name;amount\nMüller;1\n".encode("cp1252"), encoding="utf-8")
    with pytest.raises(FileProblem, match="byte 0xFC is no letter in UTF-8"):
        list(opened.rows())
    with pytest.raises(FileProblem, match="is no encoding that is known"):
        source(b"a,b\n1,2\n", encoding="klingon")


def test_a_zero_byte_far_down_is_damage_not_text(source):
    with pytest.raises(FileProblem, match="line 100,002 holds a zero byte"):
        source(b"a,b\n" + b"1,2\n" * 100_000 + b"\0,2\n")


def test_a_quote_that_is_never_closed_is_found_by_its_line(source):
    opened = source(b'a,b\n1,"2\n' + b"3,4\n" * (MOST_CELL // 3))
    with pytest.raises(FileProblem, match="quotation mark opened and not closed"):
        list(opened.rows())


def test_progress_tells_how_much_of_the_file_was_read(source):
    told: list[float] = []
    opened = source(b"a,b\n" + b"1,2\n" * 1_000_000)
    assert sum(1 for _ in opened.rows(lambda done, all_: told.append(done / all_))) == 1_000_001
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_spreadsheet_gives_values_never_formulas(source):
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Items")
        sheet.write_row(0, 0, ["Customer", "Invoice", "Date", "Amount"])
        sheet.write_string(1, 0, '=HYPERLINK("http://evil.example","click")')
        sheet.write_number(1, 1, 1001)
        sheet.write_datetime(1, 2, date(2026, 1, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_formula(1, 3, "=1+1", None, 55.94)

    rows = list(source(a_workbook(fill)).rows())
    assert rows[1] == ['=HYPERLINK("http://evil.example","click")', 1001.0, date(2026, 1, 31), 55.94]


def test_a_formula_that_nobody_calculated_is_refused_by_its_cell_instead_of_read_as_nothing(source):
    book = openpyxl.Workbook()
    for row in (["Customer", "Amount", "Balance"], ["Acme", 100, "=B2-10"]):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(FileProblem, match="cell C2 holds a formula that was never calculated"):
        source(target.getvalue())

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Customer", "Balance"])
        sheet.write_formula(1, 1, "=1+1")  # written as 0 until a program calculates it

    with pytest.raises(FileProblem, match="cell B2 holds a formula"):
        source(a_workbook(fill))


def test_a_formula_whose_result_is_the_empty_text_has_been_calculated():
    cell = b'<c r="C2" t="str"><f>IF(B2=0,"","x")</f><v></v></c>'
    assert workbooks._NO_RESULT.search(cell) is None
    assert workbooks._NO_RESULT.search(cell.replace(b' t="str"', b"")) is not None


def test_rows_of_a_spreadsheet_keep_their_numbers_and_the_first_sheet_with_data_is_taken(source):
    def fill(book: Any) -> None:
        book.add_worksheet("Cover").write(0, 0, "A title alone")
        sheet = book.add_worksheet("Items")
        sheet.write_row(4, 2, ["Customer", "Amount"])
        sheet.write_row(5, 2, ["Acme", 5])
        book.add_worksheet("More").write_row(0, 0, ["a", "b"])

    opened = source(a_workbook(fill))
    assert opened.sheet.value == "Items"
    assert list(opened.rows())[4] == ["", "", "Customer", "Amount"]
    assert source(a_workbook(fill), sheet="Cover").sheet.value == "Cover"
    with pytest.raises(FileProblem, match="there is no sheet 'Nope'; there are: Cover, Items, More"):
        source(a_workbook(fill), sheet="Nope")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(source):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 * 2**20))
    with pytest.raises(FileProblem, match="looks like a zip bomb"):
        source(bomb.getvalue())


def test_a_sheet_that_claims_to_be_endless_is_refused(source):
    content = a_workbook(lambda book: book.add_worksheet().write_row(0, 0, ["a", "b"]))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                body = body.replace(b"</sheetData>", far)
            new.writestr(part.filename, body)
    with pytest.raises(FileProblem, match="1,048,576 rows by 16,384 columns: too large"):
        source(target.getvalue())


def test_an_opendocument_sheet_that_repeats_a_cell_endlessly_is_refused(source):
    row = (
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
        b'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"<office:document>" + row + b"</office:document>")
    with pytest.raises(FileProblem, match="repeats cells beyond"):
        source(target.getvalue())


SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
XML_HEAD = f'<?xml version="1.0"?>\n<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"><Worksheet ss:Name="One"><Table>'
XML_TAIL = "</Table></Worksheet></Workbook>"


def test_a_spreadsheet_written_as_xml_gives_numbers_days_and_texts(source):
    text, number = '<Data ss:Type="String">a &amp; b</Data>', '<Data ss:Type="Number">-1.50</Data>'
    day = '<Data ss:Type="DateTime">2026-08-31T00:00:00.000</Data>'
    first = f'<Row><Cell>{text}</Cell><Cell ss:Index="3">{number}</Cell></Row>'
    cells = f'{first}<Row ss:Index="3"><Cell ss:Formula="=1+1">{day}</Cell><Cell/></Row>'
    opened = source((XML_HEAD + cells + XML_TAIL).encode())
    assert list(opened.rows()) == [["a & b", "", -1.5], [], [date(2026, 8, 31), ""]]
    assert opened.sheet.value == "One"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (XML_HEAD + "<Row>", "damaged"),
        (XML_HEAD + '<Row ss:Index="99999999"/>' + XML_TAIL, "says that it is number 99,999,999"),
        (XML_HEAD + '<Row><Cell ss:Index="20000"/></Row>' + XML_TAIL, "says that it is number 20,000"),
        (XML_HEAD + '<Row><Cell ss:Index="16384"/></Row>' * 1_300 + XML_TAIL, "more than 20,000,000 cells"),
        (XML_HEAD.replace("\n", '<!DOCTYPE a [<!ENTITY x "y">]>') + XML_TAIL, "document type of its own"),
        (XML_HEAD + XML_TAIL, "no sheet of the spreadsheet holds a row of data"),
    ],
    ids=["cut off", "endless rows", "endless columns", "too many cells", "entities", "empty"],
)
def test_a_spreadsheet_written_as_xml_that_is_a_trap_is_refused(source, content, said):
    with pytest.raises(FileProblem, match=said):
        list(source(content.encode()).rows())


def test_an_archive_that_is_no_spreadsheet_says_so(source):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(FileProblem, match="cannot be opened"):
        source(target.getvalue())


def test_an_empty_workbook_says_so(source):
    with pytest.raises(FileProblem, match="no sheet of the spreadsheet holds a row of data"):
        source(a_workbook(lambda book: book.add_worksheet()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(tmp_path: Path, content: bytes):
    path = tmp_path / "anything"
    path.write_bytes(content)
    try:
        list(open_source(path).rows())
    except FileProblem as problem:
        assert str(problem)
    assert workbooks.MOST_CELLS
