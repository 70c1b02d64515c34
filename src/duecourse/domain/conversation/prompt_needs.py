"""When a prompt is called for: each rule looks at the call as it stands and says what it found, with the words for it.

A rule looks at what was said and what the ledger has, never at loudness or mood: somebody is upset when they say so. It
holds as long as the matter stands, so that a prompt goes when the caller has put the thing right.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date

from duecourse.domain.contact_policy.duties import OPENING, VOICEMAIL
from duecourse.domain.conversation.prompting import Need, Prompting
from duecourse.domain.conversation.results import ClientAct, Mark, TurnResult
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import Item
from duecourse.domain.conversation.views import View
from duecourse.domain.disclosures import Disclosure
from duecourse.domain.facts import PAYER
from duecourse.domain.money import format_money
from duecourse.domain.promise_terms import is_far_above

Rule = Callable[[TurnResult, State], Iterator[Need]]

SHORTLY, A_WHILE = 3, 6  # turns for which something said is still worth a word
_RECENT_MARKS = 40  # more than the marks of A_WHILE turns
_OF_THE_DUE_DAY = frozenset({"wrong due date", "wrong age", "with them too long", "not yet due"})
_FOR_THE_GATE = frozenset({"represented", "stop_contact", "wrong_party", "hardship"})
_WORDS_AFTER_GOODBYE = 5
# After one of these nobody is asked for money or a date.
_NO_MORE_ASKING = frozenset({"represented", "stop_contact", "wrong_party"})
_ANSWERED = frozenset({"refusal", "hardship", "already_paid", "dispute", "callback"})


def _marks(state: State, n: int, label: str, within: int) -> list[Mark]:
    return [m for m in state.marks[-_RECENT_MARKS:] if m.label == label and n - m.n <= within]


def _view(state: State, n: int) -> View | None:
    return next((v for v in reversed(state.views) if v.n == n), None)


def _since(state: State, n: int) -> Iterator[View]:
    """The turns after that one, last first."""
    for view in reversed(state.views):
        if view.n <= n:
            return
        yield view


def _money(state: State, minor: int) -> str:
    return format_money(minor, state.setting.account.currency)


def _day(day: date) -> str:
    """ "20 November"."""
    return f"{day.day} {day:%B}"


def third_party(result: TurnResult, state: State) -> Iterator[Need]:
    """Somebody is on the line who has not been confirmed as the right person, or a machine is."""
    if state.setting.account.kind == PAYER or (state.confirmed and not state.voicemail):
        return
    for mark in _marks(state, result.n, "disclosure", SHORTLY):
        yield Need("third_party.said_it", "disclosure", mark.n, mark.quote)
    said = next((v for v in reversed(state.views) if not v.is_caller and v.words.items), None)
    if state.voicemail and said is not None:
        yield Need("third_party.machine", "machine", said.n, said.turn.text.strip())
        return
    for view in state.views[-A_WHILE:]:
        if not view.is_caller and view.has("party_no"):
            contact = state.setting.account.contact or state.setting.account.name
            quote = view.hit_quote(view.hits["party_no"][0])
            yield Need("third_party.somebody_else", "somebody else", view.n, quote, {"contact": contact})
            return


def for_the_gate(result: TurnResult, state: State) -> Iterator[Need]:
    """What the client said binds us from now on: the caller records it with one press."""
    for act in state.acts:
        if act.act in _FOR_THE_GATE and result.n - act.n <= A_WHILE:
            yield Need(f"gate.{act.act}", act.act, act.n, act.quote)


def figure(result: TurnResult, state: State) -> Iterator[Need]:
    """A figure, date or status of ours that the ledger contradicts, until the caller says a right one."""
    for mark in _marks(state, result.n, "false_statement", SHORTLY):
        since = [v for v in _since(state, mark.n) if v.is_caller]
        if any(a.known(state.ledger.due) for v in since for a in v.amounts):
            continue
        view, about = _view(state, mark.n), str(mark.n)
        item = _item_meant(view, state) if mark.rule in _OF_THE_DUE_DAY else None
        if item and item.due_on:
            if not any(when.past == item.due_on for v in since for when in v.whens):
                yield Need("figure.due", about, mark.n, mark.quote, _due_day(item.number, item.due_on, state))
        elif mark.rule == "wrong amount" and (fills := _said_and_right(view, state)):
            yield Need("figure.amount", about, mark.n, mark.quote, fills)
        else:
            yield Need("figure.other", about, mark.n, mark.quote)


def _due_day(number: str, due_on: date, state: State) -> dict[str, str]:
    this_year = due_on.year == state.setting.today.year
    return {"item": number, "due": _day(due_on) if this_year else f"{_day(due_on)} {due_on.year}"}


def _item_meant(view: View | None, state: State) -> Item | None:
    """The one item that is named, or the only open one."""
    named = {r.number for r in view.references} if view else set()
    return state.ledger.item(named.pop()) if len(named) == 1 else None if named else state.ledger.only_open


def _said_and_right(view: View | None, state: State) -> dict[str, str] | None:
    """The wrong sum, and what the ledger has: of the items named with it and all that is open, the nearest."""
    if view is None:
        return None
    wrong = next((a for a in view.amounts if not a.known(state.ledger.figures)), None)
    if wrong is None or not state.ledger.total_minor:
        return None
    named = [item.balance_minor for r in view.references if (item := state.ledger.item(r.number)) and item.is_open]
    right = min((*named, state.ledger.total_minor), key=lambda minor: abs(minor - wrong.minor))
    return {"said": _money(state, wrong.minor), "right": _money(state, right)}


def authority(result: TurnResult, state: State) -> Iterator[Need]:
    """An offer beyond what the caller may give, or a guarantee of what nobody can promise."""
    may = state.setting.authority
    for mark in _marks(state, result.n, "overpromise", SHORTLY):
        _, beyond, what = mark.rule.partition("beyond authority: ")
        about, quote = str(mark.n), mark.quote
        if not beyond:
            yield Need("authority.guarantee", about, mark.n, quote)
        elif what == "instalments" and may.may_agree_instalments is not None:
            yield Need("authority.instalments", about, mark.n, quote, {"limit": str(may.may_agree_instalments)})
        elif what == "fees" and (limit := _limit(quote, state)):
            yield Need("authority.fees", about, mark.n, quote, {"limit": limit})
        else:
            yield Need("authority.beyond", about, mark.n, quote)


def _limit(quote: str, state: State) -> str:
    may = state.setting.authority
    if may.may_discount_percent is not None and ("%" in quote or "percent" in quote.lower()):
        return f"{may.may_discount_percent.normalize():f}%"
    return "" if may.may_waive_minor is None else _money(state, may.may_waive_minor)


def upset(result: TurnResult, state: State) -> Iterator[Need]:
    """They said that they are angry, hurt or fed up, and nobody has answered that yet."""
    for act in state.acts:
        if act.act != "upset" or result.n - act.n > SHORTLY:
            continue
        answers = (m for label in ("empathy", "acknowledgement") for m in _marks(state, result.n, label, SHORTLY))
        if not any(m.n > act.n for m in answers):
            yield Need("upset.slow_down", "upset", act.n, act.quote)


def day(result: TurnResult, state: State) -> Iterator[Need]:
    """A promised day that could be two days, or none that anybody has asked for."""
    for promise in state.promises:
        if result.n - promise.n > A_WHILE:
            continue
        if promise.on and promise.or_on and promise.on != promise.or_on:
            first, second = sorted((promise.on, promise.or_on))
            fills = {"first": _day(first), "second": _day(second), "weekday": f"{first:%A}"}
            key = "date.which_weekday" if first.weekday() == second.weekday() else "date.which_day"
            yield Need(key, f"{first}/{second}", promise.n, promise.quote, fills)
        elif promise.on is None and _passed_over(promise, state):
            yield Need("date.no_day", str(promise.n), promise.n, promise.quote)


def _passed_over(promise: ClientAct, state: State) -> bool:
    """The caller has spoken since and neither asked for a day nor named one."""
    ours = [v for v in _since(state, promise.n) if v.is_caller and v.size > 2]
    return bool(ours) and not any(v.has("asks_payment") or v.days for v in ours)


def amount(result: TurnResult, state: State) -> Iterator[Need]:
    """What the client said cannot be found in the ledger, or could be two sums."""
    for view in state.views[-SHORTLY:]:
        if not view.is_caller:
            yield from _unknown_figures(view, state)
    for promise in state.promises:
        if promise.confirmed or result.n - promise.n > A_WHILE or promise.amount_minor is None:
            continue
        if is_far_above(promise.amount_minor, state.ledger.total_minor):
            fills = {"said": _money(state, promise.amount_minor), "open": _money(state, state.ledger.total_minor)}
            yield Need("amount.above_open", str(promise.n), promise.n, promise.quote, fills)
        yield from _two_readings(promise, state)


def _unknown_figures(view: View, state: State) -> Iterator[Need]:
    for reference in view.references:
        if reference.number is None:
            yield Need("amount.no_such_item", reference.said, view.n, reference.said, {"said": reference.said})
    if view.has("pay") or not view.has("dispute", "already_paid"):
        return
    ledger = state.ledger
    known = ledger.figures | state.caller_offers
    for said in view.amounts:
        if said.sure and not said.known(known):
            quote = view.quote(said.first, said.last)
            yield Need("amount.not_in_ledger", str(said.minor), view.n, quote, {"said": _money(state, said.minor)})


def _two_readings(promise: ClientAct, state: State) -> Iterator[Need]:
    """ "Two fifty" is 250.00 or 2.50 where the ledger knows neither."""
    view = _view(state, promise.n)
    known = state.ledger.figures | state.caller_offers
    for said in view.amounts if view else ():
        if len(said.readings) > 1 and promise.amount_minor in said.readings and not said.known(known):
            fills = {"first": _money(state, said.readings[0]), "second": _money(state, said.readings[1])}
            yield Need("amount.two_readings", str(promise.n), promise.n, promise.quote, fills)


def missing(result: TurnResult, state: State) -> Iterator[Need]:
    """Near the end (goodbye was said, or a promise was made): what was not said yet."""
    if not state.confirmed or any(a.act in _NO_MORE_ASKING for a in state.acts):
        return
    goodbye = next((v for v in state.views[-SHORTLY - 1 :] if _is_goodbye(v)), None)
    promise = next((p for p in state.promises if p.on), None)
    if goodbye is not None:
        turn, quote = goodbye.n, goodbye.hit_quote(goodbye.hits["goodbye"][0])
    elif promise is not None and result.n - promise.n <= A_WHILE:
        turn, quote = promise.n, promise.quote
    else:
        return
    for one in _unsaid(result, state):
        yield Need("missing.words", one.id, turn, quote, {"title": one.title, "words": one.words})
    yield from _not_read_back(result, state, ending=goodbye is not None)
    if goodbye is not None:
        yield from _not_covered(result, state, turn, quote)


def _is_goodbye(view: View) -> bool:
    """The turn ends with it: "take care, bye", not "when can you take care of it?"."""
    last = view.hits.get("goodbye", ())[-1:]
    return any(view.size - hit.last <= _WORDS_AFTER_GOODBYE and not view.asks(hit.first, hit.last) for hit in last)


def _unsaid(result: TurnResult, state: State) -> Iterator[Disclosure]:
    """Words that the law asks for and nobody has said."""
    prompting = state.prompting
    for one in prompting.must_say if prompting else ():
        due = not one.silent and one.occasion != VOICEMAIL and (one.stage == OPENING or state.confirmed)
        done = one.point in result.points if one.point else prompting is not None and one.id in prompting.heard
        if due and not done:
            yield one


def _not_read_back(result: TurnResult, state: State, *, ending: bool) -> Iterator[Need]:
    """A dated promise that the caller let stand without saying it back."""
    for promise in state.promises:
        if promise.on is None or promise.confirmed or promise.or_on:
            continue
        spoken = any(v.is_caller and v.size > 2 for v in _since(state, promise.n))
        if ending or (spoken and result.n - promise.n <= A_WHILE):
            minor = state.setting.due_minor if promise.amount_minor is None else promise.amount_minor
            promised = f"{_money(state, minor)} by {promise.on:%a} {promise.on.day} {promise.on:%b}"
            yield Need("missing.read_back", str(promise.on), promise.n, promise.quote, {"promised": promised})


def _not_covered(result: TurnResult, state: State, turn: int, quote: str) -> Iterator[Need]:
    """Points of a well-run call that this one could still cover."""
    points: Collection[str] = result.points
    answered = bool(state.promises) or any(a.act in _ANSWERED for a in state.acts)
    if "amount" not in points and state.ledger.total_minor > 0 and not _said_by_anybody(state):
        yield Need("missing.amount", "amount", turn, quote, {"open": _money(state, state.ledger.total_minor)})
    if "asked_payment" not in points and not answered:
        yield Need("missing.asked_payment", "asked_payment", turn, quote)
    if "next_step" not in points:
        yield Need("missing.next_step", "next_step", turn, quote)


def _said_by_anybody(state: State) -> bool:
    """A right sum was said, if only after a wrong one or by the client."""
    return any(a.known(state.ledger.due) for view in state.views for a in view.amounts)


def interrupted(result: TurnResult, state: State) -> Iterator[Need]:
    """The caller has taken the floor from them twice."""
    cuts = [m for m in state.marks if m.label == "interruption"]
    if len(cuts) >= 2 and result.n - cuts[1].n <= SHORTLY:
        yield Need("interrupted.twice", "twice", cuts[1].n, cuts[1].quote)


RULES: tuple[Rule, ...] = (
    third_party, for_the_gate, figure, authority, upset, day, amount, missing, interrupted,
)  # fmt: skip


def needs(result: TurnResult, state: State, prompting: Prompting, muted: Collection[str]) -> Iterator[Need]:
    """Everything that calls for a prompt after this turn, whatever was given before."""
    if state.setting.language.lower().split("-")[0] != "en":
        return
    for rule in RULES:
        for need in rule(result, state):
            off = need.key not in prompting.words or prompting.words[need.key].off
            if not off and need.key.partition(".")[0] not in muted:
                yield need
