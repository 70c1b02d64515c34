"""What kind of file it is, and in which encoding its text was written, from its first bytes."""

from __future__ import annotations

import codecs
import re

from duecourse.domain.importing.findings import FileProblem, Finding

TEXT, WORKBOOK, XML_SHEET = "text", "workbook", "XML spreadsheet"

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # XLSX/ODS are zip archives, XLS an OLE container
# What people upload by mistake, by the bytes that such a file starts with.
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "a word-processor document (RTF)"),
    (b"PK\x05\x06", "an empty zip archive"),
)
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 with a byte order mark", "utf-16": "UTF-16", "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16", "utf-32": "UTF-32", "cp1252": "Windows-1252",
}  # fmt: skip
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(\?xml|!doctype html|html|table)", re.I)
_XML_SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_FEW = 8  # special letters: too few to say that a text is not in a Latin alphabet
_LETTERS = re.compile(r"[^\W\d_]")


def file_form(head: bytes) -> str:
    """TEXT, WORKBOOK or XML_SHEET, from the first bytes of a file. Raises FileProblem for what is none of them, saying
    what it is."""
    if not head.strip():
        raise FileProblem("the file is empty")
    if head.startswith(_WORKBOOKS):
        return WORKBOOK
    for start, name in _OTHERS:
        if head.startswith(start):
            raise FileProblem(f"the file is {name}; a CSV or spreadsheet file (XLSX, XLS, ODS) is needed")
    markup = _MARKUP.match(head)
    if markup and _XML_SHEET in head:
        return XML_SHEET
    if markup:
        raise FileProblem(_markup_problem(markup.group(1).lower()))
    if not head.startswith(tuple(bom for bom, _ in _BOMS)) and not _looks_utf16(head) and _is_binary(head):
        raise FileProblem("the file is binary, not text; a CSV or spreadsheet file (XLSX, XLS, ODS) is needed")
    return TEXT


def _markup_problem(tag: bytes) -> str:
    if tag == b"?xml":
        return "the file is XML (an e-invoice or a bank statement?); a CSV or spreadsheet file is needed"
    return "the file is a web page, whatever its name says; open it in a spreadsheet program and save it as XLSX or CSV"


def _is_binary(head: bytes) -> bool:
    """Control characters that no text file has."""
    strange = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x1b" for byte in head)
    return b"\x00" in head or strange > len(head) // 100


def _looks_utf16(head: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" when every second byte is mostly zero, as in Latin text without a mark; else ""."""
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > 0.4 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * pairs and odd < 0.1 * pairs else ""


def detect_encoding(sample: bytes, not_utf8: str = "") -> Finding:
    """The encoding of a text file with the evidence. `not_utf8` says where reading the *whole* file as UTF-8 fails
    ("line 7 holds a byte that cannot be UTF-8"), or nothing when it does not fail: only the file's reader can know."""
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return Finding(encoding, f"the file starts with the mark of {NAMES[encoding].split(' with')[0]}")
    if wide := _looks_utf16(sample):
        return Finding(wide, "every second byte is zero, as in UTF-16 without a mark")
    if not not_utf8:
        return Finding("utf-8", "only plain ASCII characters" if sample.isascii() else "every byte fits UTF-8")
    if _reads_as_latin(sample):
        return Finding("cp1252", f"{not_utf8}; read as Windows-1252, the usual encoding of exports for Excel")
    return _last_help(sample, not_utf8)


def _reads_as_latin(sample: bytes) -> bool:
    """Windows-1252 text of a Latin language: no undefined bytes, and the special letters are few among the letters."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    letters = _LETTERS.findall(text)
    special = sum(letter > "\x7f" for letter in letters)
    return special < _FEW or bool(special <= 0.3 * len(letters))


def _last_help(sample: bytes, where: str) -> Finding:
    """A statistical guess for what is neither UTF-8 nor Western European. Never certain: a person has to look."""
    from charset_normalizer import from_bytes  # slow to load, needed for one file in a thousand

    best = from_bytes(sample).best()
    if best is None or best.encoding in ("ascii", "utf_8"):
        return Finding("cp1252", f"{where}; no encoding fits well", certain=False, options=("cp1252", "latin-1"))
    name = codecs.lookup(best.encoding).name
    return Finding(name, f"{where}; the letters look like {name}", certain=False, options=(name, "cp1252"))
