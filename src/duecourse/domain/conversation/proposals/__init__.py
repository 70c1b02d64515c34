"""The second opinion: what somebody else (a language model) says about a call, believed only where it can be checked.

`veil` hides who it is about, `asking` writes what is sent, `reading` takes an answer apart, `checking` and `summary`
hold each proposal against transcript, ledger and codebook, `opinion` is what is left, with what was dropped and why.
"""

from duecourse.domain.conversation.proposals.asking import Instructions, Letter, letter_for
from duecourse.domain.conversation.proposals.checking import judge
from duecourse.domain.conversation.proposals.opinion import REASONS, Agreement, Dropped, Opinion
from duecourse.domain.conversation.proposals.reading import Unreadable, read_answer
from duecourse.domain.conversation.proposals.veil import Veil, veil_for

__all__ = [
    "REASONS",
    "Agreement",
    "Dropped",
    "Instructions",
    "Letter",
    "Opinion",
    "Unreadable",
    "Veil",
    "judge",
    "letter_for",
    "read_answer",
    "veil_for",
]
