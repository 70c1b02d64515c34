"""A recording as blocks of samples at 16 kHz, never more than a block in memory.

What a file is, is read from its first bytes, never from its name.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duecourse.speech.ogg import Pages, pages_of
from duecourse.speech.problems import RecordingProblem, package

RATE = 16_000
BLOCK_S = 20  # a whole number of frames of every detector
BLOCK = RATE * BLOCK_S
LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
LONGEST_S = 12 * 3600

WAV, OGG, MP3, M4A, FLAC = "WAV", "OGG", "MP3", "M4A", "FLAC"
FORMS = (WAV, MP3, M4A, OGG, FLAC)
CONTENT_TYPES = {WAV: "audio/wav", OGG: "audio/ogg", MP3: "audio/mpeg", M4A: "audio/mp4", FLAC: "audio/flac"}
_HEAD = 64


@dataclass(frozen=True, slots=True)
class Source:
    """A recording that can be read. `seconds` as its head tells it; `notes` say what is odd about the file."""

    path: Path
    form: str
    rate: int
    channels: int
    seconds: float
    notes: tuple[str, ...] = ()


def form_of(head: bytes) -> str:
    """The format from the first bytes; empty for what is no recording."""
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return WAV
    if head[:4] == b"OggS":
        return OGG
    if head[:4] == b"fLaC":
        return FLAC
    if head[4:8] == b"ftyp":
        return M4A
    if head[:3] == b"ID3" or _mpeg_frame(head):
        return MP3
    return ""


def _mpeg_frame(head: bytes) -> bool:
    """An MPEG audio frame of layer III with a bit rate and a sample rate that exist."""
    return (
        len(head) >= 4
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[2] >> 4 not in (0, 15)
        and head[2] & 0x0C != 0x0C
    )


def look_at(path: Path) -> Source:
    """What a file is, from its content. Raises RecordingProblem, SpeechNotInstalled, OSError."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    form = form_of(head)
    if not head:
        raise RecordingProblem("The file is empty.")
    if not form:
        raise RecordingProblem(f"This is no recording that can be read{_rather(head)}. Give WAV, MP3, M4A or OGG.")
    rate, channels, seconds = _through_av(path) if form == M4A else _through_soundfile(path, form)
    _check(form, rate, channels, seconds)
    return Source(path, form, rate, channels, seconds, _cut_short(path, form, head))


def _rather(head: bytes) -> str:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return ""
    return "" if b"\0" in head else ": it is text"


def _check(form: str, rate: int, channels: int, seconds: float) -> None:
    if channels not in (1, 2):
        raise RecordingProblem(f"This recording has {channels} channels. One or two can be read: export it as stereo.")
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise RecordingProblem(f"{rate} samples a second are outside what can be measured (8 to 192 kHz).")
    if seconds > LONGEST_S:
        raise RecordingProblem(f"{seconds / 3600:.0f} hours are no single call. Cut the file first.")
    if seconds <= 0 and form == WAV:
        raise RecordingProblem("The recording has a head but no sound: it was cut off, or never begun.")


def _through_soundfile(path: Path, form: str) -> tuple[int, int, float]:
    soundfile = package("soundfile", "Reading a recording")
    try:
        info = soundfile.info(str(path))
    except soundfile.SoundFileError as error:
        raise RecordingProblem(f"This {form} file is damaged: it cannot be opened.") from error
    return int(info.samplerate), int(info.channels), info.frames / info.samplerate if info.samplerate else 0.0


def _through_av(path: Path) -> tuple[int, int, float]:
    av = package("av", "Reading M4A")
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise RecordingProblem("There is no sound in this file.")
            stream = container.streams.audio[0]
            length = float(container.duration or 0) / 1_000_000
            return int(stream.rate or 0), int(stream.channels or 0), length
    except av.FFmpegError as error:
        raise RecordingProblem("This M4A file is damaged: it cannot be opened.") from error


def _cut_short(path: Path, form: str, head: bytes) -> tuple[str, ...]:
    """A WAV file says how long it should be; recorders that break off leave it longer than what is there. OGG says page
    by page whether it is whole."""
    if form == OGG:
        return tuple(_odd_pages(pages_of(path)))
    if form != WAV or head[:4] != b"RIFF":
        return ()
    said = struct.unpack("<I", head[4:8])[0] + 8
    there = path.stat().st_size
    if said > there and said < 0xFFFFFF00:
        return (f"The file is cut short: {there:,} of {said:,} bytes are there. What is there was measured.",)
    return ()


def _odd_pages(pages: Pages) -> Iterator[str]:
    if pages.broken:
        places = "one place" if pages.broken == 1 else f"{pages.broken} places"
        yield f"The file is damaged in {places}. What was there is left out, and what follows it may stand too early."
    if not pages.has_end:
        yield "The file is cut short: its end is missing. What is there was measured."


def blocks(source: Source) -> Iterator[Any]:
    """The sound as arrays of BLOCK rows and one column per channel, float32 at 16 kHz; the last is shorter. Broken
    samples are silence (no number) or as loud as can be (too large). Raises RecordingProblem where the
    file is damaged inside."""
    numpy = package("numpy", "Reading a recording")
    kept: list[Any] = []
    rows = 0
    for piece in _resampled(source):
        piece = numpy.nan_to_num(piece).clip(-1.0, 1.0)
        kept.append(piece)
        rows += len(piece)
        while rows >= BLOCK:
            whole = numpy.concatenate(kept)
            yield whole[:BLOCK]
            kept, rows = [whole[BLOCK:]], rows - BLOCK
    if rows:
        yield numpy.concatenate(kept)


def _resampled(source: Source) -> Iterator[Any]:
    """Pieces at 16 kHz, whatever the rate of the file."""
    numpy, soxr = package("numpy", "Reading a recording"), package("soxr", "Reading a recording")
    if source.rate == RATE:
        yield from _pieces(source)
        return
    stream = soxr.ResampleStream(source.rate, RATE, source.channels, dtype="float32", quality="MQ")
    for piece in _pieces(source):
        yield stream.resample_chunk(piece)
    yield stream.resample_chunk(numpy.zeros((0, source.channels), "float32"), last=True)


def _pieces(source: Source) -> Iterator[Any]:
    yield from _av_pieces(source) if source.form == M4A else _soundfile_pieces(source)


def _soundfile_pieces(source: Source) -> Iterator[Any]:
    soundfile = package("soundfile", "Reading a recording")
    try:
        with soundfile.SoundFile(str(source.path)) as file:
            # Not file.blocks(): where the head promises more than there is, it hands out the block before again.
            while len(piece := file.read(source.rate * BLOCK_S, dtype="float32", always_2d=True)):
                yield piece
    except soundfile.SoundFileError as error:
        raise RecordingProblem(f"This {source.form} file is damaged: it breaks off while it is read.") from error


def _av_pieces(source: Source) -> Iterator[Any]:
    av = package("av", "Reading M4A")
    layout = "mono" if source.channels == 1 else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=source.rate)
    try:
        with av.open(str(source.path)) as container:
            for frame in container.decode(audio=0):
                yield from (part.to_ndarray().T for part in resampler.resample(frame))
    except av.FFmpegError as error:
        raise RecordingProblem("This M4A file is damaged: it breaks off while it is read.") from error
