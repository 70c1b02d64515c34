"""The audit log: one entry for each write, in a hash chain.

An action calls `record(...)` as its last step, inside its own transaction. `verify()` walks the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from duecourse.domain.redaction import redact_all
from duecourse.teams.models import AuditEntry, AuditHead, User

GENESIS = "0" * 64
SYSTEM = "system"


def entry_hash(
    *,
    sequence: int,
    at: datetime,
    actor: str,
    verb: str,
    subject: tuple[str, str],
    facts: dict[str, Any],
    previous: str,
) -> str:
    """SHA-256 over the entry's content and the hash before it."""
    content = [sequence, at.astimezone(UTC).isoformat(), actor, verb, *subject, facts, previous]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def record(
    *, actor: User | None, now: datetime, verb: str, subject: models.Model, facts: dict[str, Any] | None = None
) -> AuditEntry:
    """Append one entry. `facts` say what changed in plain JSON, never secrets or card numbers, and not what people
    wrote about a client: the log is kept for ever, their words are not. Actor None is a job."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs inside the transaction of the write that it records")
    name = actor.username if actor else SYSTEM
    kind, key = subject._meta.model_name or "", str(subject.pk)
    plain = redact_all(json.loads(json.dumps(facts or {}, default=str)))
    while True:
        head, _ = AuditHead.objects.get_or_create(pk=1, defaults={"entry_hash": GENESIS})
        sequence = head.sequence + 1
        digest = entry_hash(
            sequence=sequence, at=now, actor=name, verb=verb, subject=(kind, key), facts=plain, previous=head.entry_hash
        )
        moved = AuditHead.objects.filter(pk=1, sequence=head.sequence).update(sequence=sequence, entry_hash=digest)
        if moved:
            break
    return AuditEntry.objects.create(
        sequence=sequence,
        at=now,
        actor=actor,
        actor_name=name,
        verb=verb,
        subject_kind=kind,
        subject_id=key,
        facts=plain,
        previous_hash=head.entry_hash,
        entry_hash=digest,
    )


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`first_broken` is the sequence number of the first entry that does not fit, or None."""

    entries: int
    first_broken: int | None
    reason: str = ""


def hash_of(entry: AuditEntry, previous: str) -> str:
    """What the entry's hash has to be, with that hash before it."""
    return entry_hash(
        sequence=entry.sequence, at=entry.at, actor=entry.actor_name, verb=entry.verb,
        subject=(entry.subject_kind, entry.subject_id), facts=entry.facts, previous=previous,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a trail. `holds`: its hash is that of its content and of the entry before it, and the entry after it
    (or the head of the chain) carries it on."""

    entry: AuditEntry
    holds: bool


def trail_of(subjects: Iterable[tuple[str, str]]) -> list[Link]:
    """The entries about these (kind, key), oldest first, each checked with its neighbours. Two statements."""
    about = Q(pk__in=())
    for kind, key in subjects:
        about |= Q(subject_kind=kind, subject_id=key)
    entries = list(AuditEntry.objects.filter(about).order_by("sequence"))
    near = {n for entry in entries for n in (entry.sequence - 1, entry.sequence + 1)}
    rows = AuditEntry.objects.filter(sequence__in=near).values_list("sequence", "previous_hash", "entry_hash")
    around = {sequence: (previous, own) for sequence, previous, own in rows}
    head = AuditHead.objects.filter(pk=1).first()
    return [Link(entry, _holds(entry, around, head)) for entry in entries]


def _holds(entry: AuditEntry, around: Mapping[int, tuple[str, str]], head: AuditHead | None) -> bool:
    before = GENESIS if entry.sequence == 1 else around.get(entry.sequence - 1, ("", ""))[1]
    carried_on = around[entry.sequence + 1][0] if entry.sequence + 1 in around else head and head.entry_hash
    return (
        entry.previous_hash == before and entry.entry_hash == hash_of(entry, before) and carried_on == entry.entry_hash
    )


def _faults() -> Iterator[tuple[int, str]]:
    previous, expected = GENESIS, 1
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            yield expected, f"entry {expected} is missing"
            return
        digest = hash_of(entry, previous)
        if entry.previous_hash != previous or entry.entry_hash != digest:
            yield entry.sequence, f"entry {entry.sequence} was changed after it was written"
            return
        previous, expected = digest, expected + 1
    head = AuditHead.objects.filter(pk=1).first()
    if head is not None and (head.sequence != expected - 1 or head.entry_hash != previous):
        yield expected, f"the last entries are missing: the chain's head says {head.sequence}"


def verify() -> ChainReport:
    """Walk the whole chain from the first entry."""
    count = AuditEntry.objects.count()
    fault = next(_faults(), None)
    return ChainReport(count, fault[0] if fault else None, fault[1] if fault else "")
