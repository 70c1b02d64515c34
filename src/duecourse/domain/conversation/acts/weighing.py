"""The last word on what a client did in a turn: what the phrases found, weighed with everything else about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from duecourse.domain.conversation.acts.details import (
    call_at,
    is_small_talk,
    item_meant,
    payment_named,
    pays_something_else,
    takes_up_our_offer,
)
from duecourse.domain.conversation.acts.no_act import is_of_something_else, names_nobody_else
from duecourse.domain.conversation.acts.paid import TOLD_WITH_ITS_DAY
from duecourse.domain.conversation.classifier import Shown, grams
from duecourse.domain.conversation.features import features
from duecourse.domain.conversation.pieces import piece_quote, pieces
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import Near, State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

KINDS = "kinds"  # the judge that tells the kinds of an act apart
_RULE = "weighed"
# Acts that need a kind: the field that holds it. The classifier knows each kind as "act kind".
_KIND = {
    "delay_reason": "reason",
    "dispute": "reason",
    "document_request": "what",
    "stop_contact": "channel",
    "represented": "by",
}
PROMISE = "promise"  # made by rules alone (`promises`); here it is only weighed whether the turn may hold one
# What binds us the moment it is said is never weighed away: a phrase that heard it stands.
_BINDING = frozenset(("stop_contact", "represented", "wrong_party"))
_AT_A_RATE = "plainly.cut_to_a_rate"  # "we paid it at two hundred percent of Medicare": what is contested, no payment
TAKEN_ABACK, SETS_THE_TIME, ASKED_FOR = "taken aback", "sets the time", "asked for"
GROUND_GIVEN = "ground given"
PAID_IT, DONE = "paying.paid_it", "paying.done_and_over"
_PLAIN = frozenset(
    (
        "client_acts.lost_work",
        "client_acts.injured",
        "dispute.not_received",
        PAID_IT,
        DONE,
        GROUND_GIVEN,
        ASKED_FOR,
        TAKEN_ABACK,
        TOLD_WITH_ITS_DAY,
    )
)  # leave no doubt
_MANY = frozenset(("delay_reason", "dispute", "document_request"))  # more than one of them in a call, of another kind


# What a payer may contest: whether a claim is covered, never whether goods came.
_PAYER_DISPUTES = frozenset(("duplicate", "contract", "other", "wrong_amount", "missing_po"))


def is_disputed_by(state: State, reason: str) -> bool:
    """May this client dispute for that reason?"""
    return state.setting.account.kind != PAYER or reason in _PAYER_DISPUTES


def label_of(act: ClientAct) -> str:
    """How the classifier calls an act with its kind: "delay_reason cash_flow"."""
    field = _KIND.get(act.act)
    return f"{act.act} {getattr(act, field)}" if field else act.act


def weighed(view: View, state: State, found: Sequence[ClientAct]) -> tuple[ClientAct, ...]:
    """The acts that stand: those that the classifier knows by its verdict, any other as the phrases say."""
    judge = state.book.judges.get(CLIENT)
    state.may_promise = True
    if judge is None or not view.words.items:
        return tuple(found)
    shown = features(view, state, _names(found) if found else ())
    scores = judge.scores(shown)
    state.may_promise = scores.get(PROMISE, 1.0) > 0
    kept = [a for a in found if _is_plain(a) or scores.get(a.act, 1.0) > 0]
    kept = [_judged(a, state, shown) if a.act == "delay_reason" else a for a in kept]
    for name, score in scores.items():
        if score > 0 and name != PROMISE and all(a.act != name for a in kept):
            act = _new(view, state, name, shown)
            if act is not None and not _is_known(act, state):
                kept.append(act)
    if not kept:
        _keep_nearest(view, state, shown, scores)
        return ()
    kept = [a for a in kept if not (is_of_something_else(a, view) or _waits_for_nobody(a, view))]
    stand = [a for a in kept if not _is_told_otherwise(a, kept, state)]
    _keep_nearest(view, state, shown, scores)
    return (*_disputed_before(view, state, stand, shown), *stand)


def _names(found: Sequence[ClientAct]) -> list[str]:
    """How the classifier calls what the phrases found: each act once, and each with its kind."""
    return [*dict.fromkeys([a.act for a in found]), *[label_of(a) for a in found if a.act in _KIND]]


def _waits_for_nobody(act: ClientAct, view: View) -> bool:
    return act.reason == _WAITING and names_nobody_else(view)


_WAITING = "waiting_on_own_customer"
_GIVEN_AWAY = ("dispute", "hardship")
_NEARLY = -1.5  # of the classifier's score: below it a turn is no complaint


def _disputed_before(view: View, state: State, stand: Sequence[ClientAct], shown: Shown) -> Iterator[ClientAct]:
    """What they are not paying over, where they say that they are not until it is put right and no dispute has been
    heard: the turn that came nearest to one, else this one. ("It's swimming-pool blue. ... Until then, no check.")"""
    if any(a.act == "dispute" for a in (*stand, *state.acts)):
        return
    if any(a.act == "delay_reason" and a.reason == "dispute" for a in stand):
        near = state.nearest.get("dispute")
        act = nearest("dispute", state) if near and near.score > _NEARLY else _new(view, state, "dispute", shown)
        if act is not None:
            yield act


def _keep_nearest(view: View, state: State, shown: Shown, scores: Mapping[str, float]) -> None:
    """Of each act that our answer may give away: the turn that came nearest to it."""
    for name in _GIVEN_AWAY:
        score, best = scores.get(name), state.nearest.get(name)
        if score is not None and (best is None or score > best.score):
            state.nearest[name] = Near(score, view, shown)


def nearest(name: str, state: State) -> ClientAct | None:
    """The act at the turn that came nearest to it, by all that was in it."""
    best = state.nearest.get(name)
    return _new(best.view, state, name, best.shown) if best else None


_PLAINLY = "plainly."  # the phrase file of what leaves no doubt either


def is_said_plainly(rule: str) -> bool:
    """Was it found by a phrase that is not weighed?"""
    return rule.startswith(_PLAINLY)


def _is_plain(act: ClientAct) -> bool:
    """What binds us, what leaves no doubt, and a call asked for by the hour."""
    asked = act.act == "callback" and act.rule != SETS_THE_TIME and "T" in (act.at or "")
    return asked or act.act in _BINDING or act.rule in _PLAIN or is_said_plainly(act.rule)


# "Do you want a copy of it or not?": theirs to give, and nothing asked for.
_OFFERS_ONE = re.compile(r" (?:do|would|did) you (?:want|like|need) (?:a|an|the|my|another|me|to|it) ")
_HARD_UP = ("cash_flow", "staff_absent", "other")  # what hardship, as the reason, says already (ruling 14)


def _is_told_otherwise(act: ClientAct, kept: Sequence[ClientAct], state: State) -> bool:
    """A reason for delay that another act of the same turn says already: hardship, that it was paid, a refusal. Nor is
    it a refusal to say why nothing is owed."""
    said = {a.act for a in kept} | ({"hardship"} & {a.act for a in state.acts})
    refused = any(a.act == "refusal" and is_said_plainly(a.rule) for a in kept)
    if act.act == "refusal":
        return any(a.act in ("dispute", "already_paid") and not (refused and _gives_way(a, state)) for a in kept)
    if act.act == "dispute":
        return act.rule == _RULE and (refused or (act.reason == "not_received" and _misses_the_bill(kept)))
    if act.act == "already_paid":
        return any(a.rule == _AT_A_RATE for a in kept)
    if act.act != "delay_reason":
        return False
    if "hardship" in said and act.reason in _HARD_UP:
        return True
    return bool(said & {"already_paid", "refusal"}) and act.rule == _RULE


def _gives_way(act: ClientAct, state: State) -> bool:
    """To a plain refusal: what was only weighed, and of an insurer, whose last word it is, any dispute (ruling 17)."""
    last_word = state.setting.account.kind == PAYER and act.act == "dispute" and not is_said_plainly(act.rule)
    return act.rule == _RULE or last_word


def _misses_the_bill(kept: Sequence[ClientAct]) -> bool:
    """ "We never got the invoice": goods alone are not received (ruling 13)."""
    return any(a.act == "delay_reason" and a.reason == "invoice_missing" for a in kept)


def _judged(act: ClientAct, state: State, shown: Shown) -> ClientAct:
    kind = _likeliest(act.act, state, shown)
    return _with_kind(act, kind) if kind else act


def _with_kind(act: ClientAct, kind: str) -> ClientAct:
    fields: dict[str, Any] = {_KIND[act.act]: kind}
    return replace(act, **fields)


def _likeliest(name: str, state: State, shown: Shown) -> str:
    """The kind of an act that most speaks for, nothing where none was learnt."""
    judge = state.book.judges.get(KINDS)
    scores = judge.scores(shown._replace(weight=judge.weigh(shown.words))) if judge else {}
    kinds = {label.partition(" ")[2]: score for label, score in scores.items() if label.startswith(f"{name} ")}
    return max(kinds, key=lambda kind: kinds[kind], default="")


def _new(view: View, state: State, name: str, shown: Shown) -> ClientAct | None:
    """An act that no phrase found, with what the turn says about it. Nothing where its kind cannot be told."""
    act = ClientAct(view.n, name, _quote(view, state, name), _RULE)
    if name in _KIND:
        kind = _likeliest(name, state, shown)
        if not kind or (name == "dispute" and not is_disputed_by(state, kind)):
            return None
        act = _with_kind(act, kind)
    if name == "document_request" and (takes_up_our_offer(view, state) or _OFFERS_ONE.search(view.words.line)):
        return None
    if act.by == "attorney" and is_small_talk(view):
        return None
    if name == "dispute":
        return replace(act, invoice=item_meant(view, state))
    if name == "callback":
        return replace(act, at=call_at(view, state))
    if name == "already_paid":
        if pays_something_else(view, 0, len(view.words.items), state):
            return None
        return replace(act, **payment_named(view))
    return act


def _is_known(act: ClientAct, state: State) -> bool:
    """Said before: an act counts at its first clear statement."""
    same = [a for a in state.acts if a.act == act.act]
    if act.act not in _MANY:
        return bool(same)
    return any(label_of(a) == label_of(act) or (a.invoice is not None and a.invoice == act.invoice) for a in same)


def _quote(view: View, state: State, name: str) -> str:
    parts = [(first, last) for first, last in pieces(view) if last > first] or [(0, len(view.words.items))]
    if len(parts) == 1:
        return piece_quote(view, *parts[0])
    place = state.book.judges[CLIENT].strongest(name, [grams(view.words.folded[a:b]) for a, b in parts])
    return piece_quote(view, *parts[place])
