"""What the law wants in a message to this account, channel by channel."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from duecourse.compliance.cases import DISCARDED
from duecourse.compliance.models import ContactEvent
from duecourse.compliance.zones import candidate_zones
from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.clock import local
from duecourse.domain.contact_policy.duties import FIRST, LATER
from duecourse.domain.disclosures import Disclosure
from duecourse.domain.facts import AccountFacts, ContactFact
from duecourse.domain.spoken import Caller
from duecourse.lib.phones import read_out
from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.scripts import to_write
from duecourse.receivables.models import Account, Contact

WRITTEN = (words.EMAIL, words.SMS, words.LETTER)
# The confirmation of an opt-out says nothing of the debt. Looked for so that what names no purpose stays.
_SAYS_SOMETHING = Q(details__purpose__isnull=True) | Q(
    details__purpose__in=[purpose for purpose in words.PURPOSES if purpose != words.CONFIRM_OPT_OUT]
)


def words_for(account: Account, contact: Contact | None, *, now: datetime) -> dict[str, tuple[Disclosure, ...]]:
    """Channel → the paragraphs, each with the law behind it. One statement. A broken file of the team's own is passed
    over."""
    facts = _facts(account, contact)
    today = local(now, facts.tz_candidates[0]).date() if facts.tz_candidates else now.date()
    # The initial written communication has its words even after a talk (15 USC 1692e(11)).
    written = ContactEvent.objects.filter(account=account, kind="message", direction="out")
    written = written.exclude(outcome__in=(*words.FAILED_DELIVERY, DISCARDED)).filter(_SAYS_SOMETHING)
    occasion = LATER if written.exists() else FIRST
    caller = Caller("", phone=read_out(account.creditor.callback_phone))

    def found(channel: str) -> tuple[Disclosure, ...]:
        try:
            return to_write(facts, today, channel, occasion, caller=caller)
        except PlaybookError:
            return to_write(facts, today, channel, occasion, caller=caller, overlay=SHIPPED)

    return {channel: found(channel) for channel in WRITTEN}


def _facts(account: Account, contact: Contact | None) -> AccountFacts:
    """As much as the words are filled from."""
    person = (ContactFact(contact.pk, contact.name, is_primary=True),) if contact else ()
    return AccountFacts(
        number=account.number,
        name=account.name,
        kind=account.kind,
        creditor=account.creditor.name,
        creditor_is_client=account.creditor.is_client,
        country=account.country,
        region=account.region,
        tz_candidates=candidate_zones(account, contact),
        currency=account.currency,
        terms_days=0,
        contacts=person,
        creditor_uses_other_name=account.creditor.uses_other_name,
    )
