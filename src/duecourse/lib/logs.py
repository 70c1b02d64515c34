"""What is written to the log carries no card number, whatever was in the request, the row or the traceback."""

from __future__ import annotations

import logging

from duecourse.domain.redaction import redact


class MaskingFormatter(logging.Formatter):
    """The plain format, masked as a whole: message, arguments and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
