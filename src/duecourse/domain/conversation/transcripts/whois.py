"""Which of the speakers is ours, and why we think so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duecourse.domain.conversation.transcripts.spoken import Transcript
from duecourse.domain.conversation.turns import CALLER, CLIENT, Turn


@dataclass(frozen=True, slots=True)
class WhoIsWho:
    """`caller` is the speaker who is ours, `evidence` why; `caller` is None when it has to be asked."""

    caller: str | None
    evidence: str


_OUR_WORDS = frozenset("caller agent rep representative collector us me ours operator advisor adviser".split())
_THEIR_WORDS = frozenset("client customer debtor contact them patient member payer guest".split())


def who_is_caller(transcript: Transcript, *, caller: str = "", company: str = "", contact: str = "") -> WhoIsWho:
    """Decides which speaker is our caller, from the names of the speakers and from what they say about themselves."""
    speakers = transcript.speakers
    if len(speakers) == 1:
        return WhoIsWho(None, f"Only {speakers[0]} speaks: one side of the call is missing.")
    for words, found in ((_OUR_WORDS, "is the word for our side"), (_tokens(caller), f"is the name of {caller}")):
        named = [s for s in speakers if words & _tokens(s)]
        if len(named) == 1:
            return WhoIsWho(named[0], f"“{named[0]}” {found}.")
    theirs = [s for s in speakers if (_THEIR_WORDS | _tokens(contact)) & _tokens(s)]
    if len(speakers) == 2 and len(theirs) == 1:
        ours = next(s for s in speakers if s not in theirs)
        return WhoIsWho(ours, f"“{theirs[0]}” is the other side, so “{ours}” is ours.")
    return _by_what_they_say(transcript, caller, company)


def _tokens(name: str) -> set[str]:
    return {w for w in re.findall(r"[^\W\d_]+", name.lower()) if len(w) > 1}


def _by_what_they_say(transcript: Transcript, caller: str, company: str) -> WhoIsWho:
    """Who names our company or our caller as themselves in the first turns."""
    ours = _tokens(company) - {"ltd", "inc", "the", "and", "company", "co", "group", "services"}
    for spoken in transcript.spoken[:8]:
        said = _tokens(spoken.text)
        greets = re.search(r"\b(this is|it'?s|i'?m|calling|here|from|with|at|speaking)\b", spoken.text.lower())
        if greets and ((ours & said) or (_tokens(caller) & said)) and not spoken.text.lower().startswith("is that"):
            return WhoIsWho(spoken.speaker, f"“{spoken.speaker}” says: “{spoken.text[:90]}”")
    return WhoIsWho(None, "Nothing in the transcript says which speaker is ours.")


def as_turns(transcript: Transcript, caller: str) -> tuple[Turn, ...]:
    """Turns of the call: the named speaker is our caller, everybody else the other side."""
    return tuple(
        Turn(n, CALLER if s.speaker == caller else CLIENT, s.text, s.start, s.end)
        for n, s in enumerate(transcript.spoken, 1)
    )
