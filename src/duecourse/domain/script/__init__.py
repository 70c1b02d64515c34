"""The script: which situation this is, the template a lead wrote for it, and the two made into what to say.

Load the shipped templates (with the user's own laid over them) by `duecourse.playbooks.scripts`.
"""

from duecourse.domain.script.fill import LeftOut, Script, fill
from duecourse.domain.script.situation import (
    GATEKEEPER,
    PERSON,
    REACHED,
    SILENT,
    SITUATIONS,
    TITLES,
    VOICEMAIL,
    Limits,
    Situation,
    situation_for,
)
from duecourse.domain.script.step import Step
from duecourse.domain.script.template import (
    Problem,
    ScriptTemplate,
    Slot,
    StepTemplate,
    template_problems,
)

__all__ = [
    "GATEKEEPER", "PERSON", "REACHED", "SILENT", "SITUATIONS", "TITLES", "VOICEMAIL",
    "LeftOut", "Limits", "Problem", "Script", "ScriptTemplate", "Situation", "Slot", "Step",
    "StepTemplate", "fill", "situation_for", "template_problems",
]  # fmt: skip
