"""What the worker does with files: check and load those that wait. It may run twice; a batch is loaded once."""

from __future__ import annotations

import logging

from duecourse.domain.importing import FileProblem
from duecourse.lib import clock
from duecourse.receivables.importing import actions
from duecourse.receivables.models import ImportBatch

log = logging.getLogger(__name__)


def run_imports() -> None:
    """Check what waits for its dry run, load what waits for the ledger, oldest first; clear away what nobody loaded."""
    for batch in ImportBatch.objects.filter(state=ImportBatch.State.UPLOADED, decided__checking=True).order_by("pk"):
        _try(batch, load=False)
    for batch in ImportBatch.objects.filter(state=ImportBatch.State.LOADING).order_by("pk"):
        _try(batch, load=True)
    actions.forget_uploads(now=clock.now())


def _try(batch: ImportBatch, *, load: bool) -> None:
    """One file's trouble must not keep the others waiting: the batch says what was wrong with it."""
    try:
        if load:
            actions.load_batch(actor=None, now=clock.now(), batch=batch)
        elif batch.uploaded_by is not None:
            actions.check_batch(actor=batch.uploaded_by, now=clock.now(), batch=batch)
    except FileProblem:
        pass  # the batch says so
    except Exception:
        log.exception("import of batch %s broke off", batch.pk)
        actions.fail_batch(now=clock.now(), batch=batch, message="Something went wrong here; nothing was loaded.")
