import django.db.models.deletion
from django.db import migrations, models

from duecourse.lib.append_only import Masked, forbid_updates


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0011_recording'),
    ]

    operations = [
        migrations.AddField(
            model_name='calldraft',
            name='quiet',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='LiveTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField()),
                ('who', models.CharField(choices=[('caller', 'Caller'), ('client', 'Client')], max_length=6)),
                ('text', models.TextField()),
                ('start_s', models.FloatField(blank=True, null=True)),
                ('end_s', models.FloatField(blank=True, null=True)),
                ('heard_at', models.DateTimeField()),
                ('masked_at', models.PositiveIntegerField(blank=True, null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='live_turns', to='calls.call')),
            ],
            options={
                'ordering': ['call', 'n'],
                'constraints': [models.UniqueConstraint(fields=('call', 'n'), name='live_turn_once'), models.CheckConstraint(condition=models.Q(('n__gt', 0), ('who__in', ['caller', 'client'])), name='live_turn_is_somebodys'), models.CheckConstraint(condition=models.Q(models.Q(('end_s', None), ('start_s', None)), models.Q(('end_s__gte', models.F('start_s')), ('start_s__gte', 0)), _connector='OR'), name='live_turn_ends_after_it_starts')],
            },
        ),
        forbid_updates("calls_liveturn", but=Masked("masked_at", "text")),
    ]
