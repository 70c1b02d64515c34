"""What the worker does with recordings: measure those that wait, and write down their words where that was asked for.
It may run twice; a recording is measured once, and its words are kept once.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace

from duecourse.calls import drafting, recordings
from duecourse.calls.actions import CallNotOpen
from duecourse.calls.hearing import setting_for
from duecourse.calls.models import Call, Recording
from duecourse.domain.conversation.transcripts import TranscriptError
from duecourse.domain.conversation.turns import CALLER, Setting
from duecourse.lib import clock, uploads
from duecourse.lib.progress import forget, tell
from duecourse.speech.problems import RecogniserProblem, RecordingProblem, SpeechNotInstalled
from duecourse.speech.recognisers import Hints, Recogniser, Utterance, set_up, words_of
from duecourse.speech.recording import Measured, Tell

log = logging.getLogger(__name__)
_MOST_INVOICES = 20
_NO_SIDES = "No transcript: on a single channel nobody can say who speaks, and words without speakers cannot be judged."
_ODD = "No transcript: something went wrong here while it was made. The measures stand."


def measure_recordings() -> None:
    """Those that wait, oldest first. One recording's trouble must not keep the others waiting."""
    for recording in recordings.waiting(clock.now()):
        try:
            found = recordings.measure(now=clock.now(), recording=recording)
            if found is not None and recording.with_words:
                _write_down(recording, found)
        except Exception:
            log.exception("recording %s could not be measured", recording.pk)


def _write_down(recording: Recording, found: Measured) -> None:
    """The words, kept with the call as any transcript is. What stands in the way is said on the page."""
    key = recordings.progress_key(recording)
    try:
        message = _transcribe(recording, found, lambda share: tell(key, "Writing down the words", share))
    except (RecogniserProblem, SpeechNotInstalled, RecordingProblem, TranscriptError) as problem:
        message = f"No transcript: {problem}"
    except CallNotOpen:
        message = "The call has a transcript already, so the words of the recording were not kept."
    except Exception:
        recordings.say(recording, _ODD)
        raise
    finally:
        forget(key)
    recordings.say(recording, message)


def _transcribe(recording: Recording, found: Measured, told: Tell) -> str:
    """What to say about it; empty when the words are kept."""
    if not found.caller_channel:
        return _NO_SIDES
    actor, call = recording.added_by, recording.call
    if not drafting.may_add_transcript(actor, call):
        raise CallNotOpen
    setting, recogniser = setting_for(call), set_up()
    said = words_of(uploads.path_of(recording.stored_as), found, recogniser, hints_of(setting), tell=told)
    if not said:
        return "No transcript: no word was understood."
    heard = _as_transcript(said, recogniser, call, setting)
    drafting.add_transcript(actor=actor, now=clock.now(), call=call, heard=heard, caller=CALLER, setting=setting)
    return ""


def hints_of(setting: Setting) -> Hints:
    """Names and words that are likely on this call, and that a recogniser does not know."""
    account = setting.account
    invoices = [item.number for item in account.items if item.is_open][:_MOST_INVOICES]
    names = (setting.caller_name, setting.company, account.contact, account.name)
    return Hints((*names, "invoice", "statement", "remittance", "overdue", *invoices))


def _as_transcript(said: tuple[Utterance, ...], recogniser: Recogniser, call: Call, setting: Setting) -> drafting.Heard:
    """Read like any transcript: lines of one side joined, card numbers masked."""
    rows = [{"speaker": u.who, "text": u.text, "start": u.start, "end": u.end} for u in said]
    heard = drafting.hear(json.dumps(rows), call=call, caller_name=setting.caller_name)
    made_by = f"recording, {recogniser.name}"[:40]
    return replace(heard, transcript=replace(heard.transcript, form=made_by))
