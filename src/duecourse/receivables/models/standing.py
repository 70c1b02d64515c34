"""What is maintained per account so that no page has to add up a million rows."""

from __future__ import annotations

from django.db import models

from duecourse.receivables.models.parties import Account


class AccountStanding(models.Model):
    """Sums over one account's ledger in one currency, refreshed by every write that moves it.

    The ageing line is that of one day, `aged_on`, by due date, and so is `overdue_minor`: made again by every such
    write and by the hour, and read for that day only. Any other day is added up from the items.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="standings", db_index=False)
    currency = models.CharField(max_length=3)
    open_minor = models.BigIntegerField(default=0)  # open invoices, credits left out
    credits_minor = models.BigIntegerField(default=0)  # open credits, negative
    unapplied_minor = models.BigIntegerField(default=0)  # money received and not allocated, positive
    # All that was ever invoiced less all that was received, written off or closed, whatever its day: it never looks at
    # a balance, so that it proves the ageing of any day.
    booked_minor = models.BigIntegerField(default=0, db_default=0)
    open_count = models.PositiveIntegerField(default=0)
    oldest_due_on = models.DateField(null=True)
    last_paid_on = models.DateField(null=True)
    last_paid_minor = models.BigIntegerField(null=True)
    # Of the account, whatever the currency: the last invoices paid in full before the end of `history_on`
    # (domain.payment_timing.recent_items): how many, how late in all, how many late.
    history_on = models.DateField(null=True)
    settled_count = models.PositiveIntegerField(default=0)
    days_late_sum = models.IntegerField(default=0)
    late_count = models.PositiveIntegerField(default=0)
    # Their habits: the median, and a pay day when they have one.
    usual_days_late = models.IntegerField(null=True)
    pay_day_kind = models.CharField(max_length=12, blank=True)
    pay_day_value = models.PositiveSmallIntegerField(default=0)

    aged_on = models.DateField(null=True)
    overdue_minor = models.BigIntegerField(
        default=0, db_default=0
    )  # open invoices due before that day, as they are now
    current_minor = models.BigIntegerField(default=0, db_default=0)
    late_30_minor = models.BigIntegerField(default=0, db_default=0)
    late_60_minor = models.BigIntegerField(default=0, db_default=0)
    late_90_minor = models.BigIntegerField(default=0, db_default=0)
    late_120_minor = models.BigIntegerField(default=0, db_default=0)
    later_minor = models.BigIntegerField(default=0, db_default=0)
    aged_credits_minor = models.BigIntegerField(
        default=0, db_default=0
    )  # negative, as is what is unapplied in an ageing line
    aged_unapplied_minor = models.BigIntegerField(default=0, db_default=0)
    control_minor = models.BigIntegerField(
        default=0, db_default=0
    )  # all invoiced less all received: it never looks at a balance
    aged_items = models.PositiveIntegerField(default=0, db_default=0)
    assumed_items = models.PositiveIntegerField(default=0, db_default=0)
    assumed_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "currency"], name="standing_once_per_currency")]
