"""Every table at once, for a new ledger; one that is older takes the steps that this stands for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duecourse.lib.append_only import GONE, Emptied, Masked, forbid_updates


class Migration(migrations.Migration):

    replaces = [('calls', '0001_initial'), ('calls', '0002_initial'), ('calls', '0003_initial'), ('calls', '0004_append_only'), ('calls', '0005_call_standing'), ('calls', '0006_promise_by_file'), ('calls', '0007_what_the_law_wants_said'), ('calls', '0008_call_list_reads_the_index'), ('calls', '0009_promises_by_state'), ('calls', '0010_records_may_be_emptied'), ('calls', '0011_recording'), ('calls', '0012_live_turns'), ('calls', '0013_outcome_words'), ('calls', '0014_promises_by_state'), ('calls', '0015_promises_by_judgement')]

    initial = True

    dependencies = [
        ('compliance', '0001_squashed_0009'),
        ('receivables', '0001_squashed_0016'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('out', 'We called'), ('in', 'They called')], default='out', max_length=3)),
                ('number', models.CharField(blank=True, max_length=32)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed'), ('discarded', 'Never dialled')], default='open', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('to_say', models.JSONField(blank=True, default=list)),
                ('recording', models.JSONField(blank=True, default=dict)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='receivables.account')),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='receivables.contact')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='compliance.contactdecision')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.contactevent')),
            ],
            options={
                'ordering': ['-started_at'],
                'indexes': [models.Index(fields=['account', '-started_at', 'state'], name='call_by_account'), models.Index(fields=['caller', '-started_at'], name='call_by_caller')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('caller',), name='one_open_call_per_caller')],
            },
        ),
        migrations.CreateModel(
            name='Callback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_how', models.CharField(blank=True, max_length=200)),
                ('due_at', models.DateTimeField()),
                ('asked_by_client', models.BooleanField(default=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='open', max_length=10)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='receivables.account')),
                ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='calls.call')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='receivables.contact')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_at'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['owner', 'due_at'], name='callback_open_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='CallDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField(default=0)),
                ('quiet', models.BooleanField(default=False)),
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='calls.call')),
            ],
        ),
        migrations.CreateModel(
            name='CallRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('written_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('represented', 'Has a lawyer or adviser'), ('stop_contact', 'Asked us to stop'), ('wrong_party', 'Wrong person'), ('plan', 'Payment plan'), ('part_promise', 'Promise of a part'), ('promise', 'Promise'), ('dispute', 'Dispute'), ('already_paid', 'Says it is paid'), ('hardship', 'Hardship'), ('refused', 'Refused'), ('callback', 'Call back'), ('information_sent', 'Sent information'), ('voicemail', 'Voicemail'), ('no_result', 'Nothing agreed'), ('no_answer', 'No answer'), ('busy', 'Busy')], max_length=20)),
                ('points', models.JSONField(default=list)),
                ('discussed', models.TextField()),
                ('next_step', models.CharField(max_length=300)),
                ('next_step_on', models.DateField(blank=True, null=True)),
                ('delay_reason', models.CharField(blank=True, choices=[('cash_flow', 'Cash flow'), ('invoice_missing', 'Invoice missing'), ('approval_pending', 'Approval pending'), ('dispute', 'Dispute'), ('payment_run', 'Payment run'), ('bank_or_system', 'Bank or system'), ('staff_absent', 'Staff absent'), ('forgot', 'Forgot'), ('waiting_on_own_customer', 'Waiting on own customer'), ('claim_processing', 'Claim processing'), ('other', 'Other')], max_length=30)),
                ('delay_words', models.TextField(blank=True)),
                ('said', models.JSONField(blank=True, default=list)),
                ('amends_because', models.CharField(blank=True, max_length=300)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='calls.call')),
                ('removal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='compliance.removal')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['call', '-version'],
                'constraints': [models.UniqueConstraint(fields=('call', 'version'), name='record_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('amends_because', ''), ('version', 1)), models.Q(('version__gt', 1), models.Q(('amends_because', ''), _negated=True)), _connector='OR'), name='amendment_says_why'), models.CheckConstraint(condition=models.Q(('next_step', ''), _negated=True), name='record_has_next_step'), models.CheckConstraint(condition=models.Q(('discussed', ''), _negated=True), name='record_says_what_was_discussed')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_how', models.CharField(blank=True, max_length=200)),
                ('what', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('kept', 'Done'), ('cancelled', 'Cancelled')], default='open', max_length=10)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='receivables.account')),
                ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='calls.call')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_on'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['owner', 'due_on'], name='commitment_open_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='DisputeRaised',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes_raised', to='calls.call')),
                ('dispute', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='raised_on', to='receivables.dispute')),
            ],
        ),
        migrations.CreateModel(
            name='DocumentRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_how', models.CharField(blank=True, max_length=200)),
                ('what', models.CharField(choices=[('invoice', 'invoice'), ('statement', 'statement'), ('proof_of_delivery', 'proof of delivery'), ('contract', 'contract'), ('itemisation', 'itemisation'), ('other', 'other')], max_length=20)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('sent', 'Sent'), ('cancelled', 'Cancelled')], default='open', max_length=10)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='receivables.account')),
                ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='calls.call')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_on'],
            },
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
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_how', models.CharField(blank=True, max_length=200)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('due_on', models.DateField()),
                ('grace_days', models.PositiveSmallIntegerField(default=3)),
                ('method', models.CharField(blank=True, max_length=40)),
                ('promised_by', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('open', 'Open'), ('kept', 'Kept'), ('part_kept', 'Kept in part'), ('broken', 'Broken'), ('replaced', 'Moved to another day'), ('cancelled', 'Cancelled')], default='open', max_length=10)),
                ('received_minor', models.BigIntegerField(default=0)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
                ('by_file_on', models.DateField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='receivables.account')),
                ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='calls.call')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='receivables.contact')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to=settings.AUTH_USER_MODEL)),
                ('replaced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='calls.promise')),
            ],
            options={
                'ordering': ['-made_at'],
                'indexes': [models.Index(fields=['state', 'due_on'], name='promise_by_state'), models.Index(fields=['account', '-due_on', 'state'], name='promise_by_account'), models.Index(fields=['state', 'judged_at'], name='promise_by_judgement')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='promise_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200)),
                ('stored_as', models.CharField(max_length=32)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('form', models.CharField(max_length=4)),
                ('caller_channel', models.CharField(choices=[('left', 'Left'), ('right', 'Right')], max_length=5)),
                ('with_words', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be measured'), ('working', 'Being measured'), ('measured', 'Measured'), ('failed', 'Cannot be measured')], default='waiting', max_length=8)),
                ('message', models.CharField(blank=True, max_length=300)),
                ('measured', models.JSONField(blank=True, default=dict)),
                ('basis', models.JSONField(blank=True, default=dict)),
                ('added_at', models.DateTimeField()),
                ('began_at', models.DateTimeField(blank=True, null=True)),
                ('measured_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='audio', to='calls.call')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'working'])), fields=['added_at'], name='recording_waiting_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='recording_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='Transcript',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('turns', models.JSONField()),
                ('analysis', models.JSONField(default=dict)),
                ('basis', models.JSONField(blank=True, default=dict)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='transcript', to='calls.call')),
            ],
        ),
        forbid_updates(
            "calls_callrecord",
            but=Emptied(
                "removal_id",
                {
                    "discussed": (GONE,),
                    "next_step": (GONE,),
                    "delay_words": ("",),
                    "amends_because": ("", GONE),
                    "said": ([],),
                },
            ),
        ),
        forbid_updates("calls_liveturn", but=Masked("masked_at", "text")),
    ]
