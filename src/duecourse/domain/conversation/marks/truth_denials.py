"""What a caller says never was, held against the notes that say that it was: "you never got in touch with us" beside
two calls from the customer, "nobody quoted you that" beside the quote.

A denial is false only where it is about the same deed as the note and about the same matter: a word, a day or a sum
that the note shares with it or with what the client just said. Nothing is held against "not yet" or "I can't see it
here"."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.notes import Told, in_minor, roots
from duecourse.domain.conversation.pieces import pieces
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import content_words
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

_NEVER = frozenset("never nobody none nothing no not neither".split())
_WHOLLY = frozenset("never nobody none nothing ever once".split())
# Said of now, of what is wanted, or of what the caller sees: no word on what was.
_OPEN = frozenset(
    "yet if unless will would could should can may might must until when problem worries doubt idea need want mind "
    "say said saying see find me".split()
)
_AUXILIARY = frozenset("did has have had was were is are been got".split())
_ANSWERS_ON = frozenset(
    "i we you he she they it that this there the sir madam no not never nothing nobody my our your but and because "
    "need . ,".split()
)  # behind a "no" that only answers
_SCOPE = 9  # words behind a denial that it denies
_NEVER_AS_OBJECT = frozenset("nothing none no".split())  # "we've got nothing from you"
_BEFORE = 3


@dataclass(frozen=True, slots=True)
class _Deed:
    """Words by which a caller speaks of a deed and by which the notes do. `theirs`: done by the client, who must stand
    in the note; `alone`: nothing else need be shared where the denial is of all times; `named`: nor where the denial
    has the note's own word for it; `goods`: said of goods only, where an insurer's claim is another thing."""

    claim: frozenset[str]
    noted: frozenset[str]
    theirs: bool = False
    alone: bool = False
    named: bool = False
    goods: bool = False


def _deed(
    claim: str, noted: str, *, theirs: bool = False, alone: bool = False, named: bool = False, goods: bool = False
) -> _Deed:
    return _Deed(frozenset(claim.split()), frozenset(noted.split()), theirs, alone, named, goods)


_THEM = frozenset("customer client debtor tenant patient member parent from buyer him her them".split())
_BY_PAYER = frozenset("plan payer insurer fund clearinghouse carrier insurance".split())
_DEEDS = (
    _deed("spoke spoken talked pick picked answered answer reached heard", "spoke spoken talked reached", alone=True),
    _deed(
        "reported report raised complained complain complaint notified told touch contacted contact queried query "
        "disputed dispute heard hear informed flagged fault mentioned rang rung called wrote written emailed",
        "reported raised complained complaint notified queried query disputed dispute opened logged contacted",
        named=True,
    ),
    _deed(
        "touch contacted contact heard hear rang rung called call calls wrote written emailed complained told word",
        "call calls called rang email emails emailed wrote letter letters message messages visited contacted",
        theirs=True,
        alone=True,
    ),
    _deed("notice cancelled canceled cancellation cancel", "cancellation cancelled canceled notice", named=True),
    _deed("asked ask requested request", "asked requested request"),
    _deed(
        "received got gotten had arrived came come reached made received showed shown turned landed get",
        "received arrived logged acknowledged",
    ),
    _deed("received got mail email letter message note", "emailed wrote written emails", theirs=True, alone=True),
    _deed(
        "answered answer answers replied reply responded respond response heard word wrote written touch contact",
        "letter wrote emailed called rang replied answered email message voicemail",
        theirs=True,
        alone=True,
    ),
    _deed("claim claims claimed", "claim claimed", named=True, goods=True),
    _deed("sent send", "received arrived logged acknowledged", goods=True),
    _deed("returned collected back return", "returned collected return", named=True),
    _deed("quoted quote priced price estimate", "quote quoted estimate", named=True),
    _deed(
        "agreed agree agreement promised promise offered offer arranged approved confirmed accepted",
        "agreed arranged approved confirmed accepted agreement signed",
    ),
    _deed("delivered arrived shipped came", "delivered shipped"),
    _deed(
        "visited came visit engineer technician inspected", "visit visited engineer inspected technician", named=True
    ),
    _deed("credited refunded credit refund", "credited refunded"),
    _deed(
        "replaced replacement repaired exchanged swapped", "replaced replacement repaired exchanged swapped", named=True
    ),
    _deed("signed signature", "signed", named=True),
)
_CLAIMED = frozenset().union(*(deed.claim for deed in _DEEDS))
_HEARD_BACK = 2  # turns of the client that a denial may answer


@needs(_NEVER)
def denies_what_was(view: View, state: State) -> tuple[int, int] | None:
    """A flat denial of something that the notes tell of as done."""
    if _CLAIMED.isdisjoint(view.words.vocabulary):
        return None
    told = state.ledger.notes.told
    if not told:
        return None
    before = state.before(view, CLIENT)
    for first, last in pieces(view):
        if before is not None and _says_back(view, first, last, before):
            continue
        denied = _denied(view, first, last)
        for deed in _DEEDS if denied else ():
            shared = deed.claim & denied
            if shared and any(_is_refuted(deed, part, view, first, last, state) for part in told):
                return first, last
    return None


_LEAST_SHARED = 3  # words


def _says_back(view: View, first: int, last: int, before: View) -> bool:
    """ "Twelve trays went back and nothing came off the bill", in answer to somebody who has just said so."""
    own = content_words(view.words.items[first:last])
    denied = not _NEVER.isdisjoint(before.words.vocabulary)
    return denied and len(own & before.content) >= max(_LEAST_SHARED, len(own) / 2)


def _denied(view: View, first: int, last: int) -> frozenset[str]:
    """The words that the piece denies, from the denial on; none where it is a question or left open."""
    said = view.words.items[first:last]
    place = next((i for i, word in enumerate(said) if word in _NEVER and _is_flat(said, i)), None)
    if place is None or asked(view, first, last) or not _OPEN.isdisjoint(said):
        return frozenset()
    if ("back" in said and ("to", "you") in pairwise(said)) or _owns_up(said):
        return frozenset()  # "nobody came back to you" owns up to it
    before = _BEFORE if said[place] in _NEVER_AS_OBJECT else 0
    return frozenset(said[max(0, place - before) : place + _SCOPE])


def _owns_up(said: tuple[str, ...]) -> bool:
    """ "We never answered that letter", "nobody has answered your e-mail": ours to have done."""
    who = next((word for word in said if word in _WHO), "")
    return who in _OUR_SIDE and not _ANSWERED.isdisjoint(said) and ("from", "you") not in pairwise(said)


_OUR_SIDE = frozenset("i we nobody".split())
_WHO = _OUR_SIDE | frozenset("you he she they".split())
_ANSWERED = frozenset("answered answer replied reply responded respond".split())


def _is_flat(said: tuple[str, ...], place: int) -> bool:
    """ "No" that denies a thing and not one that only answers; "not" behind a verb that tells of the past."""
    word, behind = said[place], said[place + 1 : place + 2]
    if word == "no":
        return bool(behind) and behind[0] not in _ANSWERS_ON
    return word != "not" or behind in (("once",), ("one",)) or not _AUXILIARY.isdisjoint(said[place - 1 : place])


def _is_refuted(deed: _Deed, part: Told, view: View, first: int, last: int, state: State) -> bool:
    if deed.goods and state.setting.account.kind == PAYER:
        return False
    if deed.noted.isdisjoint(part.words) or (deed.theirs and not _is_by_them(part, view, first, last, state)):
        return False
    if not _BY_PAYER.isdisjoint(part.words) or not _in_window(part.days, view, first, last, state):
        return False
    said = view.words.items[first:last]
    if not _WHOLLY.isdisjoint(said) or ("at", "all") in pairwise(said):
        named = roots(deed.claim.intersection(said)) & part.roots
        answered = {root for v in _heard(view, state)[:1] for root in roots(v.words.vocabulary)}
        if deed.alone or (named and (deed.named or named & answered)):
            return True
    return _same_matter(deed, part, view, first, last, state)


def _is_by_them(part: Told, view: View, first: int, last: int, state: State) -> bool:
    """Does the note have it of the client, by a word for them or by their name? By name only where the denial is not of
    what the client got ("you never got the email")."""
    if not _TO_THEM.isdisjoint(part.words) and "from" not in part.words:
        return False
    if not _THEM.isdisjoint(part.words):
        return True
    of_them = any(a == "you" and b in _YOU_NEVER for a, b in pairwise(view.words.items[first:last]))
    return part.opens in state.contact and not of_them


_TO_THEM = frozenset("sent mailed posted issued".split())  # "letter sent to the client"
_YOU_NEVER = frozenset("never did have had".split())


def _same_matter(deed: _Deed, part: Told, view: View, first: int, last: int, state: State) -> bool:
    """A word, a day or a sum of the note in the denial itself, or in what the client said before it."""
    heard = _heard(view, state)
    words = set(view.words.items[first:last]).union(*(v.words.vocabulary for v in heard))
    own = roots(deed.claim | deed.noted)
    if (roots(words) & part.roots) - own - _COMMON:
        return True
    days = {w.past for v in heard for w in v.whens if w.past}
    if days & set(part.days):
        return True
    sums = in_minor(part.sums, state.setting.account.currency)
    amounts = [a for a in view.amounts if first <= a.first < last] + [a for v in heard for a in v.amounts]
    return any(a.known(sums) for a in amounts)


def _heard(view: View, state: State) -> list[View]:
    turns = (state.before(view, CLIENT, back=back) for back in range(1, _HEARD_BACK + 1))
    return [turn for turn in turns if turn is not None]


_COMMON = frozenset("custo clien accou invoi bill payme order servi compa".split())


def _in_window(days: Collection[date], view: View, first: int, last: int, state: State) -> bool:
    """Where the denial names a time ("in February", "since June"), the note must be of that time."""
    named = [w for w in view.whens if first <= w.first < last]
    return all(any(_falls_in(day, when, view) for day in days) for when in named)


def _falls_in(day: date, when: When, view: View) -> bool:
    since = "since" in view.words.items[max(0, when.first - 2) : when.first + 1]
    if when.past is not None:
        return day > when.past if since else day == when.past
    if when.month is None:
        return False
    return day.month > when.month if since else day.month == when.month


_THINGS = frozenset(
    "visit email letter credit plan agreement quote estimate notice cancellation complaint query dispute fault report "
    "form return delivery receipt signature discount refund request message booking replacement claim".split()
)
_IT_WAS = frozenset("there is was were has have had ever got made given issued sent".split())
_NEAR = 3  # words behind "no" in which the thing is named
_NEVER_OR_NONE = frozenset(("no", "any", "never"))


@needs(_NEVER_OR_NONE)
def denies_a_thing(view: View, state: State) -> tuple[int, int] | None:
    """ "No credit note was ever issued", "there isn't any plan", where the notes tell of one or the terms give one."""
    told = (*state.ledger.notes.told, *state.ledger.notes.granted)
    if not told or _THINGS.isdisjoint(view.words.vocabulary):
        return None
    today = state.setting.today
    for first, last in pieces(view):
        said = view.words.items[first:last]
        if (_IT_WAS | _REACHED).isdisjoint(said) or not _OPEN.isdisjoint(said) or asked(view, first, last):
            continue
        things = roots(_named_as_none(said))
        if things <= _CLAIM and state.setting.account.kind == PAYER:
            continue
        came = any(a == "never" and b in _REACHED for a, b in pairwise(said))  # "that email never came": one of theirs
        for part in told if things else ():
            if came and (_FROM_THEM.isdisjoint(part.words) or not _OURS.isdisjoint(part.words)):
                continue
            past = all(day <= today for day in part.days)
            if (
                past
                and things & part.roots
                and _is_of_it(said, part)
                and _in_window(part.days, view, first, last, state)
            ):
                return first, last
    return None


def _is_of_it(said: tuple[str, ...], part: Told) -> bool:
    """ "No complaint about the second order", "no claim from the carrier": of what it is, where said, must be in
    the note."""
    place = next((i for i, word in enumerate(said) if word in _OF_WHAT), len(said))
    named = roots(said[place + 1 : place + 1 + _NEAR]) - _COMMON
    return not named or not named.isdisjoint(part.roots)


_IS = frozenset(("is", "are"))  # "no claim is too small"
_CLAIM, _OF_WHAT = roots(("claim",)), frozenset("from by against about".split())
_FROM_THEM = _THEM | frozenset("asked received reported requested".split())
_OURS = frozenset("sent resent reminder reminders statement invoice posted issued".split())
_REACHED = frozenset("came come arrived reached got landed turned made".split())


def _named_as_none(said: tuple[str, ...]) -> frozenset[str]:
    """The things behind a "no", behind an "any" that is denied, or that "never came"."""
    found: set[str] = set()
    for place, word in enumerate(said):
        denied = word == "any" and not {"not", "never"}.isdisjoint(said[max(0, place - 4) : place])
        if (word == "no" and not _IS.intersection(said[place + 2 : place + 3])) or denied:
            found.update(_THINGS.intersection(said[place + 1 : place + 1 + _NEAR]))
        if word == "never" and not _REACHED.isdisjoint(said[place + 1 : place + 2]):
            found.update(_THINGS.intersection(said[max(0, place - 1) : place]))
    return frozenset(found)


_NOT_SO = re.compile(
    r"^ (?:(?:no|well|sorry|sir|madam|nope|look) )*(?:you (?:did|have) not|you never (?:did|have)?"
    r"|that (?:is not (?:true|right|so)|never happened|did not happen)"
    r"|it never (?:came|arrived|reached us|got here|happened)|no such thing) "
)
_ENOUGH = 2  # things that the client said and a note has


@needs(("not", "never", "such"))
def gives_them_the_lie(view: View, state: State) -> tuple[int, int] | None:
    """ "No, you didn't", where the notes have what the client just said: two words of it, or one and its time."""
    before = state.before(view, CLIENT)
    if before is None or not state.ledger.notes.told or not _NOT_SO.match(view.words.line):
        return None
    if before.turn.text.rstrip().endswith("?"):
        return None
    said = roots(before.words.vocabulary) - _COMMON
    months = {w.past.month if w.past else w.month for w in before.whens}
    for part in state.ledger.notes.told:
        timely = any(day.month in months for day in part.days)
        known = before.amounts and any(
            a.known(in_minor(part.sums, state.setting.account.currency)) for a in before.amounts
        )
        if len(said & part.roots) + bool(timely) + bool(known) >= _ENOUGH and said & part.roots:
            sentence = view.words.sentences[0]
            return sentence.first, sentence.last
    return None
