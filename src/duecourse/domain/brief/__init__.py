"""The brief: one account on one page, from its facts. `duecourse.playbooks.brief.brief_for` adds the questions."""

from duecourse.domain.brief.build import brief
from duecourse.domain.brief.model import (
    Agreed,
    Behaviour,
    Brief,
    Dispute,
    Item,
    LastTalk,
    NextStep,
    Owed,
    Paper,
    Promises,
    Question,
)
from duecourse.domain.brief.questions import QuestionRule, question_problems

__all__ = [
    "Agreed", "Behaviour", "Brief", "Dispute", "Item", "LastTalk", "NextStep", "Owed", "Paper", "Promises",
    "Question", "QuestionRule", "brief", "question_problems",
]  # fmt: skip
