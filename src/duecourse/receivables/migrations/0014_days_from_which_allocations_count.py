"""The columns, empty at first: 0015 fills them, 0016 makes them whole. Three steps, because PostgreSQL changes no table
whose rows were written in the same transaction."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0013_allocations_since_a_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="allocation",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="allocations",
                to="receivables.account",
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="counts_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="accountstanding",
            name="booked_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="accountstanding",
            name="overdue_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
