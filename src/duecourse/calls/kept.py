"""Told inside the transaction that keeps a transcript: who looks back on calls follows at once.

Slices above connect to `transcript_kept`; this one knows nothing of them. It is sent with `now` (UTC) and `call`.
"""

from __future__ import annotations

from django.dispatch import Signal

transcript_kept = Signal()
