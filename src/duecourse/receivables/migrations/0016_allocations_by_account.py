from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0015_fill_days_from_which_allocations_count"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="allocation",
            name="allocation_by_day",
        ),
        migrations.RemoveIndex(
            model_name="allocation",
            name="allocation_by_invoice",
        ),
        migrations.RemoveIndex(
            model_name="allocation",
            name="allocation_by_payment",
        ),
        migrations.AlterField(
            model_name="allocation",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=models.deletion.PROTECT,
                related_name="allocations",
                to="receivables.account",
            ),
        ),
        migrations.AlterField(
            model_name="allocation",
            name="counts_on",
            field=models.DateField(),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("counts_on__gte", models.F("allocated_on"))),
                name="allocation_counts_once_it_is_made",
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                fields=["account", "counts_on", "invoice", "payment", "amount_minor"], name="allocation_by_account"
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["invoice", "allocated_on"], name="allocation_by_invoice"),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["payment"], name="allocation_by_payment"),
        ),
    ]
