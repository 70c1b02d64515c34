"""`duecourse analyse-recording`: who spoke when on a recording, and its words if asked. Needs no database."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duecourse.speech.recording import Measured

UNREADABLE = 2


def add(subparsers: Any) -> None:
    command = subparsers.add_parser(
        "analyse-recording", help="who spoke when on a recording, over whom, and what it cannot tell"
    )
    command.add_argument("file", metavar="FILE", type=Path, help="WAV, MP3, M4A, OGG or FLAC, one or two channels")
    command.add_argument(
        "--caller-channel", choices=("left", "right"), default="",
        help="the channel our side is on; without it DUECOURSE_CALLER_CHANNEL, else left",
    )  # fmt: skip
    command.add_argument(
        "--detector", choices=("own", "silero", "pysilero"), default="",
        help="what finds speech; without it the network if it is installed, else our own",
    )  # fmt: skip
    command.add_argument(
        "--transcribe", action="store_true", help="write down the words too, with the recogniser that is set up"
    )
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Exit status 0: measured (what could not be is named); 2: the file cannot be read or its words not
    be written down, with the reason."""
    from duecourse.speech.problems import RecogniserProblem, RecordingProblem, SpeechNotInstalled
    from duecourse.speech.recognisers import Hints, set_up, words_of
    from duecourse.speech.recording import measure_recording  # hidden: the other commands start without it

    channel = given.caller_channel or os.environ.get("DUECOURSE_CALLER_CHANNEL", "") or "left"
    try:
        found = measure_recording(given.file, caller_channel=channel, detector=given.detector)
        said = words_of(given.file, found, set_up(), Hints()) if given.transcribe else ()
    except (RecordingProblem, RecogniserProblem, SpeechNotInstalled, OSError) as problem:
        print(f"duecourse analyse-recording: {given.file}: {problem}", file=sys.stderr)
        return UNREADABLE
    if given.json:
        turns = {"turns": [words.as_json() for words in said]} if given.transcribe else {}
        print(json.dumps(found.as_json() | turns))
    else:
        print("\n".join([*_lines(found), *(f"{_clock(u.start)} {u.who}: {u.text}" for u in said)]))
    return 0


def _lines(found: Measured) -> list[str]:
    """For people: one figure a line, and what is missing with its reason."""
    from duecourse.domain.reviewing.readings import times  # hidden, as above

    m = found.measures
    lines = [
        f"{found.form}, {found.channels} channel{'s' if found.channels > 1 else ''}, {found.rate} Hz, "
        f"{_clock(found.seconds)} long; somebody speaks for {_clock(m['speech'])}",
    ]
    if "talk_share" in m and m["talk_share"] is not None:
        ours, theirs = (_clock(m["seconds"][side]) for side in ("caller", "client"))
        lines.append(f"our share of the talk: {m['talk_share']:.0%} ({ours} of ours, {theirs} of theirs)")
        longest, cuts = m["longest_monologue"], m["interruptions"]
        lines.append(f"longest without a break: we {_clock(longest['caller'])}, they {_clock(longest['client'])}")
        lines.append(f"breaking in: we {cuts['by_caller']}, they {cuts['by_client']}; "
                     f"our listening noises: {m['backchannels']}")  # fmt: skip
        lines.append(f"both at once: {times(m['overlaps']['count'])}, {m['overlaps']['seconds']} s")
        if m["response_gap"]["of"]:
            lines.append(f"before we answer: {m['response_gap']['median']} s, the middle of {m['response_gap']['of']}")
    lines.append(f"silence of three seconds or more: {times(m['silences']['count'])}, {m['silences']['seconds']} s")
    lines += [f"cannot be measured: {_words(what)}: {why}" for why, what in _by_reason(m["not_measurable"]).items()]
    return lines + [f"note: {note}" for note in found.notes]


def _by_reason(missing: list[dict[str, str]]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for one in missing:
        reasons.setdefault(one["why"], []).append(one["what"])
    return reasons


def _words(what: list[str]) -> str:
    from duecourse.domain.conversation.voices import TWO_SIDES  # hidden, as above

    return ", ".join(TWO_SIDES.get(name, name.replace("_", " ")) for name in what)


def _clock(seconds: float) -> str:
    whole = int(seconds + 0.5)
    return f"{whole // 60}:{whole % 60:02}"
