"""What a caller states as so, held against notes that say it is not, or not any more: a signature that nobody gave, a
card that was said to bounce and went through, a fee that was taken off, a service that goes on, a claim called refused
that is still being worked on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.notes import Note, roots
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

_Place = tuple[int, int]
_NO = frozenset("no not never none nothing without nobody neither nor".split())
_OPEN = frozenset("if unless could would might may should when once until can".split())
_REACH = 5  # words before a find in which it is said of whom, denied or left open


def _stated(view: View, words: frozenset[str], of: frozenset[str]) -> _Place | None:
    """Where one of the words is stated of somebody or something: neither denied, nor left open, nor asked."""
    items = view.words.items
    for place, word in enumerate(items):
        if word not in words:
            continue
        first = max(view.words.sentence_at(place).first, place - _REACH)
        before = items[first:place]
        if not of.isdisjoint(before) and (_NO | _OPEN).isdisjoint(before) and not asked(view, place, place + 1):
            return first, place + 1
    return None


_SIGNATURE = frozenset("signed signature signatures".split())
_BY_THEM = frozenset("you your".split())
_OTHER_PAPERS = frozenset(
    "contract agreement terms lease form".split()
)  # signed for what came, not for what was agreed


@needs(_SIGNATURE)
def signed_by_nobody(view: View, state: State) -> _Place | None:
    """ "You signed for two" where the notes say that the slip is unsigned."""
    parts = [frozenset(part) for line in state.ledger.notes.lines for part in line.parts]
    unsigned = any("unsigned" in p or (p & _NO and p & _SIGNATURE) for p in parts)
    if not unsigned or not _OTHER_PAPERS.isdisjoint(view.words.vocabulary):
        return None
    return _stated(view, _SIGNATURE, _BY_THEM)


_REMARKED = frozenset("words remark remarks marked noted comment comments wrote written short damaged".split())
_CLEAN = re.compile(
    r" (?:signed|sign)(?: \w+){0,3}? (?:clean|clear|without)\b| not a (?:word|mark|note|remark|scribble) (?:on|about)\b"
    r"| (?:nothing|no remarks?|no comments?|no notes?) (?:written |marked |noted )?(?:on|about) (?:that|the|it|your)\b"
)


@needs(_SIGNATURE | frozenset("word nothing remark remarks comment comments".split()))
def signed_with_a_remark(view: View, state: State) -> _Place | None:
    """ "You signed it clean, not a word on it", where the note was signed with a remark."""
    remarked = any(_SIGNATURE & part.words and _REMARKED & part.words for part in state.ledger.notes.told)
    found = _CLEAN.search(view.words.line) if remarked else None
    if found is None:
        return None
    sentence = view.words.sentence_at(view.words.index(found.start() + 1))
    return None if asked(view, sentence.first, sentence.last) else (sentence.first, sentence.last)


_DID = frozenset("signed ordered placed opened booked agreed authorised authorized requested accepted".split())
_NO_NAMES = frozenset(
    "the a an customer client tenant patient email e-mail phone post bank card transfer check us them courier fax text "
    "our their his her both all hand".split()
)
_IN_PERSON = frozenset("yourself personally".split())


@needs(_DID)
def done_by_another(view: View, state: State) -> _Place | None:
    """ "You signed the contract yourself", where a note has somebody else's name under it."""
    if _IN_PERSON.isdisjoint(view.words.vocabulary):
        return None
    done = {word for line in _lines(state) for word in _DID.intersection(line.words) if _by_another(line, state)}
    return _stated(view, frozenset(done), frozenset(("you",))) if done else None


def _by_another(line: Note, state: State) -> bool:
    behind = next((line.words[i + 1 : i + 3] for i, word in enumerate(line.words) if word == "by"), ())
    return bool(behind) and behind[0] not in _NO_NAMES and behind[0].isalpha() and state.contact.isdisjoint(behind)


_FAILED = frozenset("bounced bounce declined failed".split())
_WENT_THROUGH = frozenset("cleared successful honoured honored".split())
_MEANS = frozenset("card check payment debit transfer".split())


@needs(_FAILED)
def payment_went_through(view: View, state: State) -> _Place | None:
    """ "Your card bounced" where the notes say that the payment cleared."""
    cleared = any(_WENT_THROUGH & part.words and _MEANS & part.words for part in state.ledger.notes.told)
    none_failed = any(line.denies and line.words[0] in _NO and _CAME_BACK & set(line.words) for line in _lines(state))
    return _stated(view, _FAILED, _MEANS) if cleared or none_failed else None


_CAME_BACK = frozenset("returned bounced failed declined".split())


def _lines(state: State) -> tuple[Note, ...]:
    return state.ledger.notes.lines


_UNREACHED = frozenset("bounced undelivered undeliverable".split())
_PAPER = frozenset("invoice bill statement letter email mail copy".split())
_HAS_IT = re.compile(
    r" you (?:have |already |have already )*(?:had|got|gotten|received|been sent|been sitting on) (?:all )?"
    r"(?:it|this|that|ours?|the (?:invoice|bill|letter|statement|email)|our (?:invoice|bill|letter|statement|email)) "
)


@needs(("had", "got", "gotten", "received", "sent", "sitting"))
def never_reached_them(view: View, state: State) -> _Place | None:
    """ "You've had the invoice since September" where the notes say that it came back undelivered."""
    if not any(_UNREACHED & set(line.words) and _PAPER & set(line.words) for line in _lines(state)):
        return None
    found = _HAS_IT.search(view.words.line)
    if found is None:
        return None
    first, last = view.words.index(found.start() + 1), view.words.index(found.end() - 1)
    before = view.words.items[max(0, first - _REACH) : first]
    return None if asked(view, first, last) or not (_NO | _OPEN).isdisjoint(before) else (first, last)


_REFUSED = frozenset("denied refused rejected declined turned".split())
_CLAIM = frozenset("you it is was they been".split())
_IN_HAND = frozenset("pending process processing review acknowledged".split())
_STANDS = frozenset("denied denial refused refusal rejected declined appeal appealed".split())


@needs(_REFUSED)
def claim_is_pending(view: View, state: State) -> _Place | None:
    """ "It's denied" of a claim that the insurer, or the notes, call pending, and nobody else has called denied."""
    if state.setting.account.kind != PAYER:
        return None
    before = state.before(view, CLIENT)
    lines = state.ledger.notes.lines
    noted = any(not _IN_HAND.isdisjoint(line.words) for line in lines)
    if before is None or not lines or not (noted or not _IN_HAND.isdisjoint(before.words.vocabulary)):
        return None
    if any(not _STANDS.isdisjoint(line.words) for line in lines) or any(
        not _STANDS.isdisjoint(v.words.vocabulary - _denied_words(v)) for v in state.said_by[CLIENT]
    ):
        return None
    found = _stated(view, _REFUSED, _CLAIM)
    return None if found and view.words.items[found[1] - 1 : found[1] + 1] == ("turned", "in") else found


def _denied_words(view: View) -> frozenset[str]:
    """Words that a turn says are not so: "it's not denied"."""
    items = view.words.items
    return frozenset(word for place, word in enumerate(items) if not _NO.isdisjoint(items[max(0, place - 2) : place]))


_TAKEN_OFF = frozenset("waived removed reversed dropped cancelled canceled".split())
_AS_DUE = frozenset("still plus top owe owes owing due add adding added payable charged charging".split())
_GIVEN_BACK = frozenset("took take off gone credited knocked waive credit".split())


@needs(_AS_DUE)
def taken_off(view: View, state: State) -> _Place | None:
    """ "And there's the levy on top" where the notes say that the levy was waived."""
    for part in state.ledger.notes.told:
        gone = roots(part.words - _TAKEN_OFF) if _TAKEN_OFF & part.words else frozenset()
        for sentence in view.words.sentences if gone else ():
            said = view.words.items[sentence.first : sentence.last]
            if (
                _AS_DUE.isdisjoint(said)
                or not (_NO | _OPEN | _TAKEN_OFF | _GIVEN_BACK).isdisjoint(said)
                or sentence.asks
            ):
                continue
            if len(roots(said) & gone) >= min(2, len(gone)):
                return sentence.first, sentence.last
    return None


_STAYS = frozenset("stay stays remain remains continue continues active unaffected".split())
_ENDED = frozenset("cancelled canceled suspended stopped closed barred blocked locked ended terminated off".split())
_ENDS = frozenset("lose losing banned".split())
_USE = frozenset("use enter access visit get go into".split())


@needs(_ENDED | _ENDS | {"not"})
def goes_on(view: View, state: State) -> _Place | None:
    """ "Your plan was cancelled", "you can't use the library", where the notes say that it stays as it is."""
    notes = [line for line in state.ledger.notes.lines if not _STAYS.isdisjoint(line.words) and not line.denies]
    for line in notes:
        thing = roots(_before_it_stays(line))
        for sentence in view.words.sentences:
            said = view.words.items[sentence.first : sentence.last]
            if _is_taken_away(said, thing) and not (sentence.asks and not _is_told(said)):
                return sentence.first, sentence.last
    return None


def _before_it_stays(line: Note) -> Iterator[str]:
    for word in line.words:
        if word in _STAYS:
            return
        yield word


_IS = frozenset("is was are were been be gets got".split())


def _is_taken_away(said: tuple[str, ...], thing: frozenset[str]) -> bool:
    words = frozenset(said)
    if words & _OPEN - {"can", "until", "when", "once"}:
        return False
    denied = any(
        a in ("can", "will") and b == "not" and c in _USE for a, b, c in zip(said, said[1:], said[2:], strict=False)
    )
    if denied:
        return bool(roots(said) & thing)
    ended = (
        word in _ENDS
        or (word in _ENDED and not _IS.isdisjoint(said[max(0, place - 3) : place]) and roots(said[:place]) & thing)
        for place, word in enumerate(said)
    )
    return any(ended) and bool(roots(said) & thing) and not words & {"not", "never", "nobody"}


def _is_told(said: tuple[str, ...]) -> bool:
    """ "You do know you can't ...?" tells, whatever its ending."""
    return not {"know", "realise", "realize", "aware"}.isdisjoint(said[:5])
