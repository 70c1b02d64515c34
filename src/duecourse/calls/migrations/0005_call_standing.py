import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0004_append_only'),
        ('receivables', '0003_standing_habits'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallStanding',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='call_standing', serialize=False, to='receivables.account')),
                ('tried_on', models.DateField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('reached_on', models.DateField(null=True)),
                ('answers', models.CharField(blank=True, max_length=12)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('answered', models.PositiveSmallIntegerField(default=0)),
                ('counted_at', models.DateTimeField()),
            ],
        ),
    ]
