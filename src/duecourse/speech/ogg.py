"""The pages of an OGG file: which are damaged, and whether the last one is there.

A decoder leaves damaged pages out and says nothing, so what follows them may stand too early on the line. Layout of a
page and its checksum: RFC 3533, section 6.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CAPTURE = b"OggS"
_HEAD, _LAST_PAGE = 27, 4  # bytes before the table of segments; the flag of the page that ends a stream
_FLAGS, _CHECKSUM, _SEGMENTS = 5, slice(22, 26), 26
_WINDOW = 64 * 1024
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Pages:
    """`broken`: pages whose checksum is wrong, and stretches in which no page begins."""

    whole: int
    broken: int
    has_end: bool


def pages_of(path: Path) -> Pages:
    """Walks through the file, a page in memory at a time. Raises OSError."""
    whole = broken = 0
    has_end = False
    with path.open("rb") as file:
        while head := file.read(_HEAD):
            if len(head) < _HEAD:
                break
            if not head.startswith(_CAPTURE):
                broken += 1
                if not _to_next_page(file, file.tell() - _HEAD + 1):
                    break
                continue
            table = file.read(head[_SEGMENTS])
            body = file.read(sum(table))
            if len(body) < sum(table):
                break
            if _checksum(head[:22] + bytes(4) + head[26:] + table + body) == int.from_bytes(head[_CHECKSUM], "little"):
                whole += 1
                has_end = bool(head[_FLAGS] & _LAST_PAGE)
            else:
                broken += 1
    return Pages(whole, broken, has_end)


def _to_next_page(file: BinaryIO, start: int) -> bool:
    """Moves to where the next page begins, at `start` or later; False where none does."""
    while True:
        file.seek(start)
        window = file.read(_WINDOW)
        if (place := window.find(_CAPTURE)) >= 0:
            file.seek(start + place)
            return True
        if len(window) < _WINDOW:
            return False
        start += _WINDOW - len(_CAPTURE) + 1


def _checksum(page: bytes) -> int:
    """CRC-32 with the polynomial 0x04c11db7, most significant bit first, from nought: zlib's, with the bits of every
    byte and of the result turned round and without its inversions."""
    crc = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{crc:032b}"[::-1], 2)
