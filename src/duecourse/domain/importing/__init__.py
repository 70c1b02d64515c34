"""Files that people bring: found out about with evidence, read in bulk, and every row accounted for.

examine(rows, profiles, answers) -> Examination     what the file is, and what has to be asked
RowParser(examination.plan()).parse(numbers, rows)   tuples ready for a database, errors in .remarks
"""

from duecourse.domain.importing.examine import SAMPLE_ROWS, Answers, Examination, chunks, data_rows, examine
from duecourse.domain.importing.fields import KINDS
from duecourse.domain.importing.findings import FileProblem, Finding, RowError, RowNote
from duecourse.domain.importing.own_totals import OwnTotal
from duecourse.domain.importing.plan import Plan, Remarks
from duecourse.domain.importing.profile import GENERIC, Profile, ProfileError, profile_from
from duecourse.domain.importing.rows import RowParser

__all__ = [
    "GENERIC",
    "KINDS",
    "SAMPLE_ROWS",
    "Answers",
    "Examination",
    "FileProblem",
    "Finding",
    "OwnTotal",
    "Plan",
    "Profile",
    "ProfileError",
    "Remarks",
    "RowError",
    "RowNote",
    "RowParser",
    "chunks",
    "data_rows",
    "examine",
    "profile_from",
]
