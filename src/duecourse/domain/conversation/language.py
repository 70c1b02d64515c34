"""Is the call in a language that is read? What is not is said, and nothing is marked in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from duecourse.domain.conversation.numbers import CARDINALS
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import LONGEST, View

LANGUAGES = ("en",)

_ENGLISH = frozenset(
    "the to and a of is it you i that in for on we have not this be are with at what can do was will my your so "
    "if".split()
)
# Common in languages that callers come across, and in English next to never: they tell where there are few words.
_ELSEWHERE = frozenset(
    "hola buenos buenas dias días tardes gracias usted señora señor el los las una que qué por para con está esta "
    "soy si sí le lo pago pagar mañana viernes lunes factura bonjour bonsoir merci oui vous nous je suis est pas "
    "pour avec une les des c'est facture demain vendredi guten tag morgen danke bitte ja nein nicht ich sie wir "
    "ist ein eine und der das rechnung freitag zahlen olá obrigado obrigada sim não você bom dia fatura sexta "
    "buongiorno grazie sono lei per fattura domani venerdì goedemorgen dank ik u wij niet het een rekening "
    "vrijdag dzień dobry dziękuję".split()
)
_FEWEST_ELSEWHERE, _SHARE_ELSEWHERE = 3, 0.3
_LEAST_WORDS, _LEAST_SHARE = 40, 0.12  # English speech has one of these words in three
_FEW_WORDS, _SHARE_OF_FEW = 12, 0.08
_LEAST_OF_ONE_SIDE = 0.05  # figures read out, one after another, are English too
_LEAST_LATIN = 0.5  # of the letters
_A_LETTER = 2
_SIDES = {CALLER: "what our side says", CLIENT: "what the client says"}


@dataclass(slots=True)
class _Tally:
    """Counts over some turns. `told` are the commonest English words, `elsewhere` those of other languages, `spelt`
    single letters and number words."""

    letters: int = 0
    foreign: int = 0
    words: int = 0
    told: int = 0
    elsewhere: frozenset[str] = frozenset()  # counted where there are few words
    spelt: int = 0  # counted as long as the words are few: more of them speak for themselves

    def add(self, view: View) -> None:
        text = view.turn.text[:LONGEST]
        words = view.spoken
        if not text.isascii():
            self.foreign += sum(ch.isalpha() and not ch.isascii() for ch in text)
            self.letters += sum(map(str.isalpha, text))
        else:
            self.letters += len(text)  # all that matters is that they are Latin
        self.words += len(words)
        self.told += sum(map(_ENGLISH.__contains__, words))
        if self.words < _LEAST_WORDS:
            self.elsewhere |= _ELSEWHERE.intersection(words)
            self.spelt += sum([len(word) <= _A_LETTER or word in CARDINALS for word in words])

    def with_(self, other: _Tally) -> _Tally:
        """Both together."""
        return _Tally(
            self.letters + other.letters,
            self.foreign + other.foreign,
            self.words + other.words,
            self.told + other.told,
            self.elsewhere | other.elsewhere,
            self.spelt + other.spelt,
        )

    def is_foreign(self, least_share: float) -> bool:
        """By the letters, and by how many of the commonest words there are. Too few words say nothing, and a reference
        that is spelt out is no sentence, so no language either."""
        if self.letters >= _FEW_WORDS and self.foreign > (1 - _LEAST_LATIN) * self.letters:
            return True
        if self.words >= _LEAST_WORDS:
            return self.told < least_share * self.words
        few = min(least_share, _SHARE_OF_FEW) * self.words
        return self.words >= _FEW_WORDS and self.told < few and self.spelt * 2 < self.words

    def is_short_and_elsewhere(self) -> bool:
        """ "Hola, soy Carla. El viernes le pago.": too few words for shares, and enough of another language."""
        found = len(self.elsewhere)
        return (
            self.words < _FEW_WORDS
            and found >= max(_FEWEST_ELSEWHERE, self.told + 1)
            and found >= _SHARE_ELSEWHERE * self.words
        )


def why_not_analysed(state: State) -> str:
    """Why the call cannot be analysed, or nothing."""
    if not state.views:
        return "nobody says anything"
    if not any(view.words.items for view in state.views):
        return "nobody says a word"
    if state.setting.language.lower().split("-")[0] not in LANGUAGES:
        return f"language {state.setting.language!r}: only English is read"
    if _is_plainly_english(state):
        return ""
    sides = {side: _tally(state.said_by[side]) for side in _SIDES}
    both = sides[CALLER].with_(sides[CLIENT])
    if both.is_foreign(_LEAST_SHARE) or both.is_short_and_elsewhere():
        return "the words are not English: only English is read"
    for side, name in _SIDES.items():
        if sides[side].is_foreign(_LEAST_OF_ONE_SIDE):
            return f"{name} is not English: only English is read"
    return ""


def _is_plainly_english(state: State) -> bool:
    """So many of the commonest English words on either side, all in plain letters, that no closer look would find it
    foreign: nearly every call. Figures and sentence ends count as words here, which asks for more."""
    told = said = 0
    for views in state.said_by.values():
        items = [view.words.items for view in views]
        size, common = sum(map(len, items)), sum([len([*filter(_ENGLISH.__contains__, each)]) for each in items])
        if common < _LEAST_OF_ONE_SIDE * size or not all([view.turn.text.isascii() for view in views]):
            return False
        told, said = told + common, said + size
    return told >= max(_FEW_WORDS, _LEAST_SHARE * said)


def _tally(views: Iterable[View]) -> _Tally:
    found = _Tally()
    for view in views:
        found.add(view)
    return found
