"""What may be done to somebody who does not pay, in kinds: one lexicon by which a caller's words and the account's
notes are read alike. And what the notes say of each kind: that it is not done at all, or from which day on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from duecourse.domain.conversation.numbers import small

_Words = frozenset[str]
_NEAR, _BESIDE = 7, 3  # words between the two halves of a frame, and around both


def _words(text: str) -> _Words:
    return frozenset(text.split())


def _forms(text: str) -> _Words:
    """Verbs in their regular forms: "seize", "seizes", "seized", "seizing"."""
    found: set[str] = set()
    for verb in text.split():
        cut = verb.removesuffix("e")
        found.update(
            (verb, f"{verb}s", f"{verb}es", f"{cut}ed", f"{cut}ing", f"{verb}{verb[-1]}ing", f"{verb}{verb[-1]}ed")
        )
    return frozenset(found)


def _things(text: str) -> _Words:
    return frozenset(form for word in text.split() for form in (word, f"{word}s"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step. One of `alone` says it by itself; else a word of each half of a frame, side by side or nearly.
    `others` are words beside which it is something else: a repair, a payment. A note may speak of it by `noted` too."""

    name: str
    alone: _Words = frozenset()
    frames: tuple[tuple[_Words, _Words], ...] = ()
    others: _Words = frozenset()
    noted: _Words = frozenset()

    opens: _Words = field(init=False)  # one of them stands wherever this is spoken of

    def __post_init__(self) -> None:
        object.__setattr__(self, "opens", self.alone.union(*(first for first, _ in self.frames)))

    def place(self, said: tuple[str, ...]) -> tuple[int, int] | None:
        """Where the words speak of it: their first and behind their last."""
        if self.opens.isdisjoint(said):
            return None
        for first, second in ((self.alone, self.alone), *self.frames):
            for here in (i for i, word in enumerate(said) if word in first):
                there = next((i for i in _around(here, len(said)) if said[i] in second), None)
                if there is not None and self.others.isdisjoint(
                    said[max(0, min(here, there) - 3) : max(here, there) + 4]
                ):
                    return min(here, there), max(here, there) + 1
        return None

    def is_noted(self, part: tuple[str, ...]) -> bool:
        return not self.noted.isdisjoint(part) or self.place(part) is not None


def _around(here: int, end: int) -> Iterable[int]:
    """Places from the nearest on."""
    return sorted(range(max(0, here - _NEAR), min(end, here + _NEAR + 1)), key=lambda place: abs(place - here))


_TAKE = _forms(
    "collect remove repossess reclaim recover retrieve fetch seize uplift haul tow lift strip confiscate pick"
) | _words("pickup pickups back away")
_GOODS = _things(
    "furniture stock equipment machine unit kit gear property item stuff desk chair table bed sofa couch suite fridge "
    "freezer oven cooker washer dryer telly television computer laptop printer copier screen phone tablet boiler tank "
    "tool digger forklift scaffold scaffolding skip fence fencing shelving rack racking board panel frame window door "
    "carpet instrument piano car van bike tyre tire cylinder keg crate pallet bottle iron steel metal piece vehicle "
    "appliance container trailer generator pump cabin toilet material"
) | _words("goods tv everything shelves")
_VEHICLES = _words("truck trucks lorry lorries van vans flatbed trailer crew removers movers wagon")
_COMES = _words("roll rolls rolling coming come comes booked send sending sent scheduled arranged ready load")
_PEOPLE = _words(
    "man men somebody someone collector collectors agent agents officer officers guy guys lad lads boys people chap "
    "chaps bloke blokes fellow fellows couple"
)
_DOOR = _words("house door doorstep home premises doorway step flat gate porch workplace")
_HELPS = _words(
    "look check fix repair help test measure inspect deliver drop swap replace mend apologise explain quote"
)
_HANDS_OVER = _forms("pass hand refer place transfer instruct turn assign pack") | _words(
    "papers drawing filed send sends sent sending sell sells sold selling give gives gave given giving go goes "
    "going gone went with off over "
    "land lands sit sits sitting"
)
_STOPS = _forms(
    "stop suspend disconnect switch block bar kill terminate cancel deactivate pause halt restrict withhold pull "
    "close lock unplug throttle"
) | _words("cut cuts cutting shut shuts shutting freeze freezes freezing frozen off dead dark pulling")
_SERVICE = _words(
    "line lines service services supply supplies power electricity electric gas water internet broadband connection "
    "access system website site hosting backups backup server servers email deliveries delivery orders order lights "
    "heating heat signal software login logins portal plug fuel shipments account plan meter phone phones mobile sim "
    "tap valve route collections pickups visits cover coverage team mains"
)
_YOU = _words("you him her them")

_OTHERS_NAMES = _words(
    "agency agencies collection collections collectors collector solicitor solicitors lawyer lawyers attorney "
    "attorneys "
    "bailiff bailiffs legal"
)
_FILES = _words("file files record records report rating score history agency agencies reference listing register")

AGENCY = Kind(
    "agency",
    _words("bailiff bailiffs"),
    ((_OTHERS_NAMES, _HANDS_OVER),),
    _words("team department desk"),
    _OTHERS_NAMES,
)
KINDS = (
    Kind(
        "goods",
        _words("repossession repossess repossessed repossessing"),
        ((_TAKE, _GOODS), (_VEHICLES, _COMES), (_words("take takes taking took taken"), _words("back away"))),
        _HELPS
        | _words("payment payments money check cash copy parcel sample returns empties swap call phone statement"),
        _words("pick pick-up pick-ups removed collected collection repossessed"),
    ),
    Kind(
        "visit",
        _words("visit visits visiting doorstep"),
        (
            (_PEOPLE, _DOOR),
            (_PEOPLE, _words("booked knocking")),
            (_words("coming come comes knock knocking turning"), _DOOR - {"home"}),
        ),
        _HELPS,
    ),
    Kind(
        "court",
        _words(
            "court courts judge judges judgment judgement judgments ccj lawsuit lawsuits sue suing sued summons "
            "summonsed "
            "writ writs tribunal magistrate magistrates litigation proceedings prosecution"
        ),
        (
            (_words("legal"), _words("action papers steps route letter filed started")),
            (_forms("file lodge serve apply"), _words("papers possession suit")),
        ),
        noted=_words("legal hearing"),
    ),
    AGENCY,
    Kind(
        "supply",
        _words("disconnection suspension shutoff disconnect disconnected disconnecting"),
        ((_STOPS, _SERVICE), (_words("cut shut switch turn cutting shutting switching turning turned"), _words("off"))),
        _words("reminders reminder letters calls payment statement sorry"),
        _words(
            "service services line lines supply supplies deliveries delivery connection water power orders suspended "
            "suspend hold restricted restriction stop cut"
        ),
    ),
    Kind(
        "credit",
        _words("experian equifax transunion cibil callcredit bureau bureaus bureaux"),
        ((_words("credit"), _FILES),),
        _words("note notes memo card refund limit limits limit's"),
        noted=_words("default defaults credit"),
    ),
    Kind("lien", _words("lien liens"), ((_words("charging"), _words("order house home property")),)),
    Kind(
        "interest",
        frames=(
            (
                _words("interest"),
                _words("running runs run top owe now since every per percent") | _forms("add charge accrue"),
            ),
            (_words("percent cent %"), _words("top week day extra added more month")),
        ),
        noted=_words("interest"),
    ),
    Kind("fee", frames=((_words("late"), _words("fee fees charge charges")),), noted=_words("fee fees")),
    # Said in too many ways for a frame: phrases find them (playbooks/phrases/consequence.toml), the notes name them.
    Kind("last notice", noted=_words("reminder reminders notice notices letter letters warning")),
    Kind("turned away", noted=_words("patients away turn turns refuse refuses treat treatment enrolled exams")),
    Kind("others told", noted=_words("bond contacted told informed employer landlord regulator insurer bank family")),
    Kind("income", noted=_words("benefits wages salary pension security")),
    Kind("clause", noted=_words("clause contract terms")),
    Kind("no notice", noted=_words("notice written writing warning")),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """What a note says of a kind: `never` done here, or not before so many days past due, a day, or so many days from
    a notice that nobody has given; or only that it is not done `yet`."""

    never: bool = False
    yet: bool = False
    overdue: int = 0
    on: date | None = None
    notice: int = 0

    def earliest(self, due: date | None, today: date) -> date | None:
        """The first day on which it may be; None where nothing stands in its way."""
        days = [day for day in (self.on, due + timedelta(self.overdue) if due and self.overdue else None) if day]
        return max([*days, today + timedelta(self.notice)]) if days or self.notice else None


Part = tuple[str, ...]
_NOT = _words("no not never none nothing nobody without neither nor cannot")
_LATE = (("past",), ("overdue",), ("late",))
_ASKS = _words("only before after until needs need without")
_PAPER = _words("notice notices letter letters warning")
_GIVEN = _words("given sent issued served went")
_ELSEWHERE = ("decided", "by")  # "any mark on the credit file is decided by the gym"
_LEAST_NOTICE = 1
_SO_FAR = _words("yet far")  # "late fee of 12.00 not charged yet": it may be charged tomorrow
_UNIT = ("day", "days", "days'", "day's")


def bars(parts: tuple[Part, ...], *, denies: bool, goes_on: bool, on: date | None) -> Iterator[tuple[str, Bar]]:
    """What one line of the notes, cut in parts, says of each kind it speaks of. `denies`: it denies something, and not
    only under a condition; `goes_on`: "service is active"; `on`: the day from which something may be."""
    words = [word for part in parts for word in part]
    for kind in KINDS:
        if kind.opens.isdisjoint(words) and kind.noted.isdisjoint(words):
            continue
        spoken = [part for part in parts if kind.is_noted(part)]
        if not spoken:
            continue
        overdue, notice = _days(parts)
        if notice and _is_given(parts):
            notice = 0
        if overdue or notice or on is not None:
            yield kind.name, Bar(overdue=overdue, on=on, notice=notice)
        elif _is_never(kind, spoken, words, denies=denies, goes_on=goes_on):
            yield kind.name, Bar(never=True)
        elif denies and any(not (_NOT.isdisjoint(part) or _SO_FAR.isdisjoint(part)) for part in spoken):
            yield kind.name, Bar(yet=True)


def of_enforcement(part: Part) -> bool:
    """Does a part of a note speak of a step that a frame knows?"""
    return any(kind.place(part) is not None for kind in KINDS)


def _is_never(kind: Kind, spoken: list[Part], words: list[str], *, denies: bool, goes_on: bool) -> bool:
    if goes_on and kind.name == "supply":
        return True
    of_paper = all(_PAPER.isdisjoint(part) for part in spoken) or not _PAPER.isdisjoint(kind.noted)
    lasting = [part for part in spoken if not kind.frames or _SO_FAR.isdisjoint(part)]
    denied = denies and any(not _NOT.isdisjoint(part) for part in lasting)
    return of_paper and (denied or _ELSEWHERE in pairwise(words))


def _days(parts: tuple[Part, ...]) -> tuple[int, int]:
    """Days past due, and days of notice, that a line asks for."""
    overdue = notice = 0
    for part in parts:
        of_notice = not _PAPER.isdisjoint(part)
        for place, word in enumerate(part[:-1]):
            count = int(word) if word.isdigit() else small(word)
            if not count or part[place + 1] not in _UNIT:
                continue
            if of_notice and part[place + 2 : place + 3] not in _LATE:
                notice = max(notice, count)
            else:
                overdue = count
        if of_notice and not notice and not overdue and not _ASKS.isdisjoint(part):
            notice = _LEAST_NOTICE
    return overdue, notice


def _is_given(parts: tuple[Part, ...]) -> bool:
    """ "Notice given in the June letter", "after written notice of 2026-07-06"."""
    return any(
        not _PAPER.isdisjoint(part)
        and _NOT.isdisjoint(part)
        and (
            any(word.count("-") == 2 for word in part) or (not _GIVEN.isdisjoint(part) and _BEFORE_IT.isdisjoint(part))
        )
        for part in parts
    )


_BEFORE_IT = _words("before after only until needs")
