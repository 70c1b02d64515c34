"""Disclosure: saying that money is owed, or how much, to somebody not confirmed as the right person (ruling 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation import names
from duecourse.domain.conversation.marks.who_speaks import (
    OF_SOMEBODY_ELSE,
    calls_them,
    is_not_they,
    is_spoken_of,
    takes_over,
)
from duecourse.domain.conversation.numbers import CARDINALS
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import ENDERS
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import BUSINESS, CONSUMER, PAYER

_VOICEMAIL = re.compile(
    r" (?:after the (?:tone|beep|bleep|noise|sound|signal|pips)|leave (?:me |us )?(?:a|your) (?:message|name)"
    r"|(?:you have|you've) reached(?! (?:him|her|me) )"
    r"|not available|unable to take your call|at the (?:tone|beep)|voice ?mail(?:box)?|record your message"
    r"|(?:i|we) (?:can not|(?:am|are) not able to|(?:am|are) unable to) (?:come to|get to|answer) the phone"
    r"|please leave|leave your name|you know (?:what to do|the drill)"
    r"|(?:nobody|no one) (?:can|could) (?:get|come) to the phone) "
)
_VOICEMAIL_WORDS = frozenset(
    "tone beep bleep noise sound signal pips "
    "leave reached available unable voice voicemail voicemailbox message phone know".split()
)  # one of them is in each
_CUES_BEFORE = (
    "this is",
    "that would be",
    "it would be",
    "that will be",
    "it is",
    "i am",
    "yes",
    "speaking",
    "that is",
    "name is",
    "yeah",
    "got",
    "call me",
)
_MACHINE = re.compile(
    r" (?:press (?:one|two|three|seven|\d|the)|to (?:re record|send|delete|listen to|review) (?:your|this|it|the)"
    r"|message (?:received|saved|sent|has been|recorded)|your message|mailbox|hang up|beep|goodbye"
    r"|(?:minutes?|seconds?) (?:left|remaining)) |^ recording(?: now)? (?:\. )?$"
)


_GREETING = re.compile(
    r" (?:(?:after|at|before|following) the (?:tone|beep|bleep|noise|sound|ping|signal|pips)"
    r"|leave (?:me|us) a message|(?:[.?!,]|please|just) leave (?:a|your) message|leave your name"
    r"|unable to take your call"
    r"|record your message|(?:nobody|no one) (?:can|could|is free to) (?:get|come|answer)[a-z ]* phone"
    r"|you know (?:what to do|the drill) "
    r"|(?:you have|you've) reached (?:(?:the|us|our|my) )?(?:voice|mail|desk|number|phone)"
    r"|message has been (?:saved|sent|recorded)|can not (?:come|get) to the phone|can not (?:take|answer) your call"
    r"|(?:listen to|rerecord|re-record|review|erase) your message|seconds (?:left|remaining)) "
)
_GREETS_WITH = frozenset(
    "tone beep bleep noise sound ping signal pips message unable reached phone call seconds leave know".split()
)  # one of them is in each


def is_machine(view: View) -> bool:
    """Is this turn plainly the greeting of an answering machine, which asks for nothing and promises nothing?"""
    return not _GREETS_WITH.isdisjoint(view.words.vocabulary) and bool(_GREETING.search(view.words.line))


def disclosure(view: View, state: State) -> Iterator[Mark]:
    """A word that says money is owed, or a sum, before the right person is confirmed, or into a voicemail."""
    if state.setting.account.kind == PAYER or (state.confirmed and not state.voicemail):
        return
    for hit in view.hits.get("owed", ()):
        if state.company.issuperset(view.words.items[hit.first : hit.last]):
            continue  # "Mallee Collections" is what we are called
        yield Mark(view.n, "disclosure", view.hit_quote(hit), hit.family.id)
        return
    for amount in view.amounts:
        if amount.sure or amount.known(state.ledger.due):
            yield Mark(view.n, "disclosure", view.quote(amount.first, amount.last), "a sum of money")
            return


def listen(view: View, state: State) -> None:
    """Keeps track of who is on the line: called for every turn, before the detectors of the next one."""
    if view.is_caller:
        state.asked_for_party = state.asked_for_party or view.has("verified") or _names_contact(view, state)
        return
    if _speaks_of_voicemail(view) and state.setting.account.kind != PAYER:
        state.voicemail, state.confirmed = True, False
        return
    if state.voicemail and _MACHINE.search(view.words.line):
        return
    state.voicemail = False
    state.confirmed = state.confirmed and not _takes_back(view, state)
    if state.confirmed:
        return
    state.confirmed = _confirms(view, state)
    state.presumed = state.confirmed and not says_own_name(view, state) and not view.has("party_yes", "party_deals")
    hands_over = state.stranger and bool(_HANDS_OVER.search(view.words.line))
    state.stranger = (
        not state.confirmed
        and not hands_over
        and (state.stranger or view.has("party_no") or _denies(view) or is_not_they(view, state.contact))
    )


_LEAVES_WORD = re.compile(
    r"\b(?:(?:call|ring|phone|text) (?:me|us) (?:back|on|at|when)|"
    r"give (?:me|us|\w+ \w+) a (?:\w+ )?(?:call|ring|shout|bell|buzz)|get back to (?:me|us)|"
    r"(?:return|returning) (?:my|this|the) call|reach (?:me|us) (?:on|at)|"
    r"(?:a|this|my|the) (?:\w+ )?(?:message|voicemail)(?: is)? (?:for|to)|"
    r"(?:leaving|left|leave) (?:you )?(?:a|this) message)\b"
)


def left_a_message(state: State) -> bool:
    """One turn of ours that asks for a call back, and nobody who says a word: a message on a machine."""
    ours = state.said_by[CALLER]
    return len(ours) == len(state.views) == 1 and bool(_LEAVES_WORD.search(ours[0].words.line))


def _speaks_of_voicemail(view: View) -> bool:
    return not _VOICEMAIL_WORDS.isdisjoint(view.words.vocabulary) and bool(_VOICEMAIL.search(view.words.line))


def _takes_back(view: View, state: State) -> bool:
    """A wrong number after all, or somebody who only seemed to be the one we asked for. It comes out at the beginning:
    later "I don't know who signs" is about the bill, and a no is about what was said."""
    if view.n > _COMES_OUT:
        return False
    if view.has("wrong_party"):
        return not says_own_name(view, state)
    asked_again = state.presumed and _names_contact(state.before(view, CALLER), state)
    return asked_again and (view.has("party_no") or (_denies(view) and view.size <= _BARE_NO))


_COMES_OUT = 8  # turns in which it comes out that somebody is not the one we asked for
_BARE_NO = 8  # words: "no, I'm her sister" denies who it is; a longer no is about something else


def _confirms(view: View, state: State) -> bool:
    """Does this turn show that the right person is speaking?"""
    asked = state.before(view, CALLER)
    if calls_them(view, state.contact) or (is_not_they(view, state.contact) and not says_own_name(view, state)):
        return False
    if _is_plainly_them(view, state, asked):
        return True
    if view.has("party_no", "wrong_party") or _denies(view, state.contact):
        return False
    named = _names_contact(asked, state)
    doubted = state.stranger and not (named and asked is not None and "?" in asked.turn.text)
    if not doubted and view.has("party_yes") and (state.asked_for_party or named or _asks_who_deals_with_it(asked)):
        return True
    if not doubted and asked is not None and (named or asked.has("verified")) and _says_yes(view):
        return not _about_a_third(view, state.contact) or _only_asks_who_calls(view)
    if view.has("party_deals") and state.setting.account.kind != CONSUMER:
        return True
    if state.stranger:
        return False
    if view.n > _OPENED and (_OWN_BILL.search(view.words.line) or _speaks_of_what_is_due(view, state)):
        return True
    return (named and _answers(view, state.contact)) or (
        view.has("pay", "delay_reason", "hardship", "dispute") and view.n > _OPENED
    )


def _is_plainly_them(view: View, state: State, asked: View | None) -> bool:
    """Whatever else they say: by their name, their job or what only they know, or with the phone just handed on."""
    if says_own_name(view, state) or (_greets_by_name(view, state) and not view.has("party_no")):
        return True
    if takes_over(view, state.contact, stranger=state.stranger) or _is_their_job(view, state):
        return True
    return asked is not None and (_gives_what_only_they_know(view, asked) or _says_it_is_them(view, asked, state))


_KEEPS_THE_BOOKS = re.compile(
    r" i (?:am (?:doing|keeping|running|handling|managing|looking after)|do|keep|handle|look after|pay) (?:all )?"
    r"(?:the|our|his|her|their) (?:books|accounts|bills|invoices|payments|paying|finances) "
)


def _is_their_job(view: View, state: State) -> bool:
    """ "It's his wife. I'm doing the books for now": at a company, whoever pays its bills is the right person."""
    return state.setting.account.kind == BUSINESS and bool(_KEEPS_THE_BOOKS.search(view.words.line))


# What a caller asks for to know whom they talk to, and what only that person can say.
_ASKS_PROOF = re.compile(
    r" (?:date of birth|birth ?(?:date|day)|last (?:four|three|4|3)|post ?code|zip(?: code)?|security|pass ?word"
    r"|house number|first line of (?:your|the)|verify|address (?:on|we|for|that|you)) "
)
_PROOF_DIGITS = 3


def _gives_what_only_they_know(view: View, asked: View) -> bool:
    """A date of birth, the last digits of a number or a postcode, given when asked for it."""
    if not _ASKS_PROOF.search(asked.words.line) or view.asks(0, 1) or _about_a_third(view):
        return False
    digits = sum(c.isdigit() for c in view.turn.text) + sum(w in CARDINALS for w in view.words.items)
    return bool(view.whens) or digits >= _PROOF_DIGITS


def _says_it_is_them(view: View, asked: View, state: State) -> bool:
    """ "It is. How can I help you?": the answer to their name comes first, and a question of courtesy behind it."""
    denied = state.stranger or _denies(view) or view.has("wrong_party")
    asks_for_them = _names_contact(asked, state) and not denied
    if not view.words.sentences or not asks_for_them or _about_a_third(view):
        return False
    end = view.words.sentences[0].last
    yes = any(h.last <= end for h in view.hits.get("party_yes", ()))
    return yes and all(h.first > end for h in view.hits.get("party_no", ()))


def _speaks_of_what_is_due(view: View, state: State) -> bool:
    """Names the sum that is due before anybody has said it, and it is no question: the bill is theirs."""
    return any(a.known(state.ledger.due) and not view.asks(a.first, a.last) for a in view.amounts)


_GREETING_WITHIN = 4
_GIVES_A_NAME = re.compile(r" (?:this is|my name is) [a-z]+ (?:here|in|at|out|from|over|on|speaking) ")
_GREETS = frozenset("hi hello hey morning afternoon evening".split())


def _greets_by_name(view: View, state: State) -> bool:
    """ "Hi Todd", said to a caller whom they were asked for by: they know each other."""
    opening = view.words.items[:_GREETING_WITHIN]
    named = not state.caller.isdisjoint(opening) and not _GREETS.isdisjoint(opening)
    if not named or not state.asked_for_party or _HANDS_OVER.search(view.words.line):
        return False
    return not _THIRD.search(_opening_without_question(view)) and not _GIVES_A_NAME.search(view.words.line)


_OPENED = 3  # turns in which people find out who is on the line
_OWN_BILL = re.compile(
    r" (?:i|we) (?:[a-z]+ ){0,2}(?:found|got|have|saw|see|had|owe|paid|received|opened|know about|am late|are late)"
    r" (?:your|the|that|this|those|you) (?:[a-z]+ )?(?:bill|bills|invoice|invoices|statement|money|claim|fee|balance) "
)
_DEALS = re.compile(
    r" who (?:[a-z]+ ){0,2}(?:handles?|deals|looks after|takes care|pays|is responsible|is in charge|manages|does)"
    r" (?:[a-z]+ ){0,3}(?:bill|bills|account|accounts|invoice|invoices|payments|payables|suppliers|books) "
)
_IS_THAT = re.compile(r" (?:is (?:that|this)|am i (?:speaking|talking) (?:to|with)) (?!a |the |about |okay )[a-z]+ ")
_WHO_CALLS = re.compile(r" (?:who is (?:this|it|calling|asking|that)|what is (?:it|this) about) ")


def _asks_who_deals_with_it(asked: View | None) -> bool:
    return asked is not None and bool(_DEALS.search(asked.words.line) or _IS_THAT.search(asked.words.line))


def _only_asks_who_calls(view: View) -> bool:
    """ "Yeah, who's this?": a yes to their name, with a question behind it."""
    return view.words.items[0] in _YES and not _THIRD.search(_opening_without_question(view))


def _opening_without_question(view: View) -> str:
    """The first words, without a "what's this about?" among them."""
    return _WHO_CALLS.sub(" ", " ".join(("", *view.words.items[:_OPENING], "")))


_HANDS_OVER = re.compile(
    r" (?:hang on|hold on|one (?:moment|second|sec)|wait|here (?:he|she) (?:is|comes)|(?:he|she) (?:is|has) just"
    r"|i will (?:get|fetch|put|pass|hand)|i am putting|let me (?:get|fetch|put)|(?:putting|passing|handing) you)"
    r" (?:[^ ]+ ){0,8}?(?:him|her|them|in|on|over|back|phone|coming|here|up) "
)


_NO = frozenset("no nope not wrong".split())
_YES = frozenset("yes yeah yep aye speaking".split())


def _denies(view: View, names: frozenset[str] = frozenset()) -> bool:
    """A no that opens the answer, or follows the name: "Simon? No, this is Darren"."""
    opening = [w for w in view.words.items[:_BARE] if w not in names and w not in ENDERS]
    return bool(opening) and opening[0] in _NO


def _says_yes(view: View) -> bool:
    return not _YES.isdisjoint(view.words.items[:4])


def _answers(view: View, contact: frozenset[str]) -> bool:
    """Somebody called by name talks on, and neither asks who is calling nor for whom."""
    bare = (
        view.size < _BARE
        or _DID_NOT_HEAR.issuperset(view.words.items)
        or (len(view.words.sentences) == 1 and view.asks(0, len(view.words.items)))
    )
    somebody_else = bool(_HANDS_OVER.search(view.words.line) or _GIVES_A_NAME.search(view.words.line))
    return not bare and not somebody_else and not _about_a_third(view, contact) and not view.has("callback")


_DID_NOT_HEAR = frozenset("you what sorry pardon me say that again come hello huh who . ? !".split())
_BARE = 3  # words: "hello?", "yes, hello" say nothing about who it is
_THIRD = re.compile(
    r" (?:he|she|they) "
    r"(?:is|are|was|has|have|had|will|does|do|might|may|can|usually|would|just|left|went|moved|retired) "
    r"| (?:his|him|my (?:dad|mum|mom|husband|wife|boss|brother|sister|son|daughter|mother|father|manager)) "
    r"| this is (?:still |just |only )?(?:his|her|their) "
    r"| i am (?:just |only )?(?:his|her|their|answering|covering|helping|minding|watching) "
    r"| i am (?:just |only )?(?:the|an?) "
    r"(?!bit |little |touch |tad |whole |one |very |same |owner|boss |only |right |person )"
    r"| (?:is|are) not (?:there|here|in|home|available) "
    r"| (?:message|who is (?:this|calling|asking|it)|what is (?:it|this) about|wrong number) "
)


def _about_a_third(view: View, contact: frozenset[str] = frozenset()) -> bool:
    return bool(_THIRD.search(" ".join(("", *view.words.items[:_OPENING], "")))) or is_spoken_of(view, contact)


def _names_contact(view: View | None, state: State) -> bool:
    return view is not None and not state.contact.isdisjoint(view.words.vocabulary)


_OPENING = 12  # words in which people say who they are
_BEFORE_NAME = frozenset(
    "this is it its i am yes yeah ja hi hello hey oh speaking here that name got mr mrs ms miss dr doctor me . "
    "to".split()
)


def says_own_name(view: View, state: State) -> bool:
    """ "This is Tamika", "Imran speaking", "yes, Raghavan here", "Fintan. How's she cutting?": said as one's own name,
    not somebody else's and not in an answer that there is no such person."""
    items = view.words.items
    if state.contact.isdisjoint(items[:_NAME_WITHIN]):
        return False
    company = names.company(state.setting.account.name)
    own = state.contact - company or state.contact
    answers = company | _DESKS if view.n <= _OPENS_WITHIN else frozenset()
    for place, word in enumerate(items[:_NAME_WITHIN]):
        if word not in own:
            continue
        if items[max(0, place - 2) : place] in _CALLED:
            return True
        before, behind = items[view.words.sentence_at(place).first : place], _behind_name(items, place, state.contact)
        if behind[:1] in (("here",), ("speaking",)) and _NO.isdisjoint(before):
            return True
        alone = items[place - 1 : place] in ((".",), ("!",)) and behind[:1] in ((".",), ("!",), ("yes",), ())
        opens = alone or all(w in _BEFORE_NAME or w in state.contact or w in answers for w in before)
        says = " ".join(before[-2:]).endswith(_CUES_BEFORE) and not _NO & set(before)
        if (opens or says) and not _speaks_of(behind) and not (view.n <= _OPENS_WITHIN and _is_of_a_firm(behind)):
            return True
    return False


_GOES_ON_ANSWERING = frozenset("how good hello hi can what".split())
_OF_A_PERSON = frozenset("here speaking yes hello hi it this good who how can what is i and".split())


def _is_of_a_firm(behind: tuple[str, ...]) -> bool:
    """ "Escamilla Drywall, how can I help you?": a firm that bears their name, not they."""
    noun = behind[:1] != () and behind[0].isalpha()
    return noun and _OF_A_PERSON.isdisjoint(behind[:1]) and not _GOES_ON_ANSWERING.isdisjoint(behind[1:])


_NAME_WITHIN = 14
# "Thekwini Hardware, payments, Nomvula": how the telephone is answered at a company.
_OPENS_WITHIN = 2
_DESKS = frozenset(
    "accounts account payable payables payments finance office purchasing bookkeeping desk , and".split()
)
_CALLED = (("calls", "me"), ("call", "me"), ("called", "me"))  # "nobody calls me Ignacio but my mother"


def _behind_name(items: tuple[str, ...], place: int, contact: frozenset[str]) -> tuple[str, ...]:
    """The two words behind a name, its other parts left out."""
    place += 1
    while place < len(items) and items[place] in contact:
        place += 1
    return items[place : place + 2]


def _speaks_of(behind: tuple[str, ...]) -> bool:
    """ "Pete is at lunch", "Maria's my mother", "Manny who?": the name of somebody else."""
    return behind == ("who", "?") or not OF_SOMEBODY_ELSE.isdisjoint(behind[:1])
