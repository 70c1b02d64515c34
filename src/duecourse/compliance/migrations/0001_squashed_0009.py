"""Every table at once, for a new ledger; one that is older takes the steps that this stands for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duecourse.lib.append_only import GONE, Emptied, forbid_updates


class Migration(migrations.Migration):

    replaces = [('compliance', '0001_initial'), ('compliance', '0002_initial'), ('compliance', '0003_initial'), ('compliance', '0004_contactdecision_event'), ('compliance', '0005_known_kinds'), ('compliance', '0006_keep_the_text_of_each_policy'), ('compliance', '0007_payment_check_hold'), ('compliance', '0008_tombstones'), ('compliance', '0009_messages_out_by_time')]

    initial = True

    dependencies = [
        ('receivables', '0001_squashed_0016'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('pack', models.CharField(max_length=60)),
                ('label', models.CharField(max_length=80)),
                ('text', models.TextField()),
                ('kept_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ContactEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=40)),
                ('channel', models.CharField(blank=True, max_length=10)),
                ('direction', models.CharField(blank=True, max_length=3)),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('details', models.JSONField(default=dict)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='contact_events', to='receivables.account')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='receivables.contact')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['account', 'at'], name='contact_event_by_account'), models.Index(condition=models.Q(('direction', 'out'), ('kind', 'message')), fields=['at'], name='message_out_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('call', 'message', 'inconvenient_time', 'inconvenient_place', 'employer_prohibits', 'stop_medium', 'opt_out', 'consent_time', 'consent_channel', 'consent_more_calls', 'cease_notice', 'dispute', 'verification_sent', 'validation_notice', 'attorney_representation', 'attorney_consents_direct', 'bankruptcy_filed', 'breathing_space_start', 'nv_medical_notice', 'on_written_notice', 'statement', 'written_notice', 'callback_agreed', 'cease_withdrawn', 'dispute_settled', 'bankruptcy_ended', 'breathing_space_end', 'deceased', 'wrong_party', 'wrong_party_corrected', 'hold', 'hold_lifted'))), name='contact_event_has_a_known_kind')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('dispute', 'Dispute'), ('legal', 'With the lawyers'), ('hardship', 'Hardship'), ('insolvency', 'Insolvency'), ('checking', 'Checking a payment'), ('request', 'Asked for by the client'), ('other', 'Other')], max_length=12)),
                ('reason', models.CharField(max_length=200)),
                ('placed_at', models.DateTimeField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lift_reason', models.CharField(blank=True, max_length=200)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='receivables.account')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('lifted_at__isnull', True)), fields=['account'], name='hold_in_force')],
            },
        ),
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call', models.BigIntegerField(blank=True, null=True)),
                ('what', models.CharField(choices=[('records', 'Everything written about contacts'), ('recordings', 'A transcript')], max_length=10)),
                ('removed_at', models.DateTimeField()),
                ('counted_from', models.DateField()),
                ('kept_until', models.DateField()),
                ('rule', models.CharField(max_length=40)),
                ('text', models.CharField(max_length=300)),
                ('citation', models.CharField(max_length=200)),
                ('pack', models.CharField(max_length=80)),
                ('counts', models.JSONField(default=dict)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='removals', to='receivables.account')),
                ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-removed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ContactDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('channel', models.CharField(max_length=10)),
                ('purpose', models.CharField(max_length=40)),
                ('verdict', models.CharField(max_length=20)),
                ('reasons', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('earliest_allowed_at', models.DateTimeField(null=True)),
                ('zones', models.JSONField(default=list)),
                ('packs', models.JSONField(default=list)),
                ('pack_digests', models.JSONField(default=list)),
                ('facts', models.JSONField(default=dict)),
                ('override_reason', models.CharField(blank=True, max_length=300)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_decisions', to='receivables.account')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='receivables.contact')),
                ('overridden_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.contactevent')),
                ('removal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='compliance.removal')),
            ],
            options={
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('overridden_by__isnull', True), ('override_reason', '')), models.Q(('overridden_by__isnull', False), models.Q(('override_reason', ''), _negated=True)), _connector='OR'), name='override_has_a_reason')],
            },
        ),
        forbid_updates(
            "compliance_contactdecision",
            but=Emptied(
                "removal_id", {"facts": ({},), "reasons": ([],), "warnings": ([],), "override_reason": ("", GONE)}
            ),
        ),
        forbid_updates("compliance_policytext"),
        forbid_updates("compliance_removal"),
    ]
