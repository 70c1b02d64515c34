"""What a caller says was said or agreed before this call, held against notes that know of nothing: "you promised it for
the 20th" where no promise is on file, "when we spoke in March" of somebody nobody has spoken to yet. And an earlier
bill called unpaid that the notes have as paid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import REFERENCES, needs
from duecourse.domain.conversation.marks.truth_record import says_open
from duecourse.domain.conversation.notes import Note
from duecourse.domain.conversation.pieces import pieces
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_Place = tuple[int, int]
_NO = frozenset("no not never none nobody without".split())
_OPEN = frozenset("if whether unless could might may once until".split())

_LIGHTLY = r"(?:have |had |already |even |both |personally |clearly |definitely )*"  # between "you" and what they did
_NO_PROMISE = re.compile(
    r" (?:no|never|not|without)(?: [a-z]+){0,3}? (?:promise|promises|promised|commitment|commitments)\b"
    r"| (?:no|without)(?: [a-z]+){0,2}? (?:arrangement|agreement)(?: [a-z]+)? (?:on file|made|agreed|in place)\b"
)
_GAVE_WORD = re.compile(
    rf" you {_LIGHTLY}(?:promised|swore|committed|gave (?:me|us|him|her|them) your word)\b"
    rf"| you {_LIGHTLY}(?:broke|broken) (?:your|a|that|the|another|every|two|three) (?:promises?|word)\b"
    r"| your (?:own |last |first |earlier )?promise\b"
    r"| (?:second|third|another|one more) (?:time you (?:have )?promised|broken promise)\b"
)
_SAID_THEY_WOULD = re.compile(
    rf" (?:you {_LIGHTLY}(?:told|said|agreed|assured|confirmed)"
    r"|(?:we|i) (?:had|have) (?:an? |your )(?:agreement|arrangement|deal|understanding|word))"
    r"(?: [a-z0-9']+){0,8}? (?:would|were going to|was going to)"
    r"(?: [a-z0-9']+){0,3}? (?:pay|have|be|send|settle|clear|come|arrive|get|go|put|transfer|wire|mail|drop|sort|do)\b"
)


@needs(("promised", "swore", "committed", "word", "promise", "promises", "told", "said", "agreed", "assured",
        "confirmed", "agreement", "arrangement", "deal"))  # fmt: skip
def promised_nothing(view: View, state: State) -> _Place | None:
    """ "You told us in February you'd pay" where no promise is on file and none was made on this call."""
    if not any(_NO_PROMISE.search(_line(note)) for note in state.ledger.notes.lines) or state.promises:
        return None
    for first, last in _told(view):
        found = _GAVE_WORD.search(_text(view, first, last)) or _SAID_THEY_WOULD.search(_text(view, first, last))
        if found and not asked(view, first, first + found[0].count(" ") + found.string[: found.start()].count(" ")):
            return first, last
    return None


def _text(view: View, first: int, last: int) -> str:
    return " ".join(("", *view.words.items[first:last], ""))


def _line(note: Note) -> str:
    return " ".join(("", *note.words, ""))


def _told(view: View) -> Iterator[_Place]:
    """What the turn says in so many words: neither denied nor left open."""
    for first, last in pieces(view):
        said = view.words.items[first:last]
        if _NO.isdisjoint(said[:5]) and _OPEN.isdisjoint(said):
            yield first, last


_NO_CONTACT = re.compile(
    r" (?:no|not|never|without)(?: any)? (?:earlier |previous |prior |other )?(?:phone |telephone )?"
    r"(?:contact|conversations?|calls?|talks?|dealings)\b"
    r"| (?:never|not|nobody)(?: yet)? (?:been )?(?:spoken|contacted|called|reached|rung|phoned|dealt)\b"
    r"| (?:first|1st) (?:ever )?(?:phone |telephone )?(?:call|contact|conversation)\b"
)
_ONE_SIDED = frozenset("voicemail voicemails message messages letter letters email emails reminder reminders".split())
_YOU = r"you(?: guys| people| folks| lot| all| two)?"
_SPOKE = re.compile(
    rf" {_YOU} {_LIGHTLY}"
    r"(?:told|said|agreed|promised|swore|assured|confirmed|hung up|spoke|admitted|approved|accepted)\b"
    rf"| (?:we|you and i|you and me) {_LIGHTLY}"
    r"(?:spoke|spoken|talked|discussed|agreed|went over|went through|chatted)\b"
    rf"| (?:i|we) {_LIGHTLY}(?:talked|spoke|spoken|chatted|dealt) (?:with|to) (?:you|your|somebody|someone|one)\b"
    rf"| (?:i|we) {_LIGHTLY}(?:called|rang|rung|phoned|reached|got hold of|got) you\b"
    r"| last time (?:we|i) (?:spoke|talked|called|rang)\b| our last (?:call|chat|conversation|talk)\b"
    r"| had (?:you|somebody|someone|one of you) on the (?:phone|line)\b"
)
_BEFORE = re.compile(
    r" (?:last (?:week|month|time|year|call|spring|summer|fall|autumn|winter)|(?:weeks|months|days) ago"
    r"|the other (?:day|week)) "
)


@needs(("told", "said", "agreed", "promised", "swore", "assured", "confirmed", "hung", "spoke", "spoken", "talked",
        "discussed", "admitted", "went", "last", "called", "rang", "rung", "phoned", "reached", "got", "chatted",
        "dealt", "had", "approved", "accepted"))  # fmt: skip
def spoke_to_nobody(view: View, state: State) -> _Place | None:
    """ "You agreed to the new terms in September", "when we spoke last month", where nobody has been spoken to."""
    silent = [note for note in state.ledger.notes.lines if _NO_CONTACT.search(_line(note))]
    if not silent:
        return None
    begun = min((item.issued_on for item in state.ledger.items if item.issued_on), default=None)
    for first, last in _told(view):
        said = _text(view, first, last)
        found = _SPOKE.search(said)
        if found is None or not _ONE_SIDED.isdisjoint(said.split()):
            continue
        if asked(view, first, first + said[: found.end()].count(" ")):
            continue
        named = [w for w in view.whens if first <= w.first < last and (w.past or w.month)]
        ours = any(
            (w.past is not None and w.past < state.setting.today and (begun is None or w.past >= begun))
            or (w.past is None and begun is not None and w.month is not None and w.month >= begun.month)
            for w in named
        )
        if (ours or (not named and _BEFORE.search(said))) and not _they_said_so(view, state):
            return first, last
    return None


def _they_said_so(view: View, state: State) -> bool:
    """The client has just spoken of an earlier conversation themselves."""
    before = state.before(view, CLIENT)
    return before is not None and not {"spoke", "talked", "told", "called", "rang"}.isdisjoint(before.words.vocabulary)


_FOUND = frozenset("directory search searched traced trace skip online internet lookup listing".split())
_NUMBER = frozenset("number telephone phone mobile cell".split())
_A_NUMBER = re.compile(r" (?:number(?! of)|telephone|phone|mobile|cell) ")
_GAVE_IT = re.compile(
    r" (?:you|he|she|they) (?:have |had |has |yourself |all )*"
    r"(?:gave|given|left|put|wrote|listed|provided|entered|signed up with)\b"
)


@needs(_NUMBER)
def never_given_to_us(view: View, state: State) -> _Place | None:
    """ "This is the number he gave us", where a note says that it was found in a directory."""
    found = any(
        _NUMBER & set(note.words) and (_FOUND & set(note.words) or " not given " in _line(note))
        for note in state.ledger.notes.lines
    )
    for first, last in _told(view) if found else ():
        said = _text(view, first, last)
        if _GAVE_IT.search(said) and _A_NUMBER.search(said) and not asked(view, first, last):
            return first, last
    return None


_LEAST_DIGITS = 3
_SETTLED = frozenset("paid settled cleared closed".split())


@needs(kind=REFERENCES)
def paid_by_a_note(view: View, state: State) -> _Place | None:
    """ "And there's KR-60911 that you never paid" where a note has that earlier bill as paid."""
    paid = [part.words for part in state.ledger.notes.told if "paid" in part.words or "settled" in part.words]
    for reference in view.references if paid else ():
        digits = "".join(c for c in reference.said if c.isdigit())
        noted = len(digits) >= _LEAST_DIGITS and any(digits in words for words in paid)
        nexts = (other.first for other in view.references if other.first > reference.first)
        said = view.words.items[reference.first : min(nexts, default=view.words.sentence_at(reference.first).last)]
        before = view.words.items[max(0, reference.first - 3) : reference.first]
        if (
            noted
            and says_open(said)
            and _SETTLED.isdisjoint(before)
            and not asked(view, reference.first, reference.last)
        ):
            return reference.first, reference.last
    return None
