"""What is written to a client: texts filled from the ledger, with the words the law asks for, and what stops them."""

from __future__ import annotations

from duecourse.domain.written.compose import Composed, Frame, compose
from duecourse.domain.written.sending import Basis, changed_since, retry_after
from duecourse.domain.written.template import OCCASIONS, STOP_CONFIRMED, MessageTemplate, message_problems

__all__ = [
    "OCCASIONS", "STOP_CONFIRMED", "Basis", "Composed", "Frame", "MessageTemplate", "changed_since", "compose",
    "message_problems", "retry_after",
]  # fmt: skip
