"""All tables of this room as they stand after 0003_owner_changes, for a database that has none of them yet."""

import django.db.models.deletion
import encrypted_fields.fields
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('calendars', '0001_calendars'), ('calendars', '0002_microsoft365'), ('calendars', '0003_owner_changes')]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0003_school_staff_names'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='CalendarAccount',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('kind', models.CharField(choices=[('caldav', 'agenda waarin we ook schrijven'), ('m365', 'agenda van Microsoft 365'), ('feed', 'agenda die we alleen lezen')], max_length=10)),
                        ('server', models.CharField(max_length=255)),
                        ('address', encrypted_fields.fields.EncryptedTextField()),
                        ('username', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('password', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('calendar', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('calendar_name', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('state', models.CharField(choices=[('connected', 'gekoppeld'), ('broken', 'werkt niet'), ('leaving', 'wordt losgekoppeld')], default='connected', max_length=10)),
                        ('trouble', models.CharField(blank=True, max_length=20)),
                        ('failures', models.PositiveIntegerField(default=0)),
                        ('open_until', models.DateTimeField(blank=True, null=True)),
                        ('read_next', models.DateTimeField()),
                        ('last_success', models.DateTimeField(blank=True, null=True)),
                        ('busy_first', models.DateTimeField(blank=True, null=True)),
                        ('busy_last', models.DateTimeField(blank=True, null=True)),
                        ('busy_read_at', models.DateTimeField(blank=True, null=True)),
                        ('busy_tag', models.TextField(blank=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendars', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('look_next', models.DateTimeField(blank=True, null=True)),
                        ('look_token', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('watch_id', models.CharField(blank=True, db_index=True, max_length=100)),
                        ('watch_secret', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('watch_until', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('busy_read_at__isnull', True), models.Q(('busy_first__isnull', False), ('busy_last__isnull', False)), _connector='OR'), name='busy_times_say_what_they_cover'), models.UniqueConstraint(condition=models.Q(('kind', 'feed'), _negated=True), fields=('person',), name='one_calendar_to_write_in')],
                    },
                ),
                migrations.CreateModel(
                    name='BusyTime',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('start', models.DateTimeField()),
                        ('end', models.DateTimeField()),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='busy_times', to='calendars.calendaraccount')),
                    ],
                    options={
                        'ordering': ['start'],
                        'indexes': [models.Index(fields=['account', 'start'], name='busy_of_an_account')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='busy_ends_after_it_begins')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarChange',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('group', models.CharField(max_length=64)),
                        ('uid', models.CharField(max_length=80, unique=True)),
                        ('wish', models.CharField(choices=[('hold', 'onder voorbehoud'), ('meeting', 'vast'), ('gone', 'weg')], max_length=10)),
                        ('start', models.DateTimeField()),
                        ('end', models.DateTimeField()),
                        ('summary', models.CharField(max_length=200)),
                        ('location', models.CharField(blank=True, max_length=160)),
                        ('url', models.CharField(blank=True, max_length=300)),
                        ('revision', models.PositiveIntegerField(default=1)),
                        ('done', models.PositiveIntegerField(default=0)),
                        ('wished_at', models.DateTimeField()),
                        ('ref', models.TextField(blank=True)),
                        ('etag', models.CharField(blank=True, max_length=200)),
                        ('written_in', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('attempts', models.PositiveIntegerField(default=0)),
                        ('next_try', models.DateTimeField()),
                        ('claimed_at', models.DateTimeField(blank=True, null=True)),
                        ('last_word', models.CharField(blank=True, max_length=200)),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='calendars.calendaraccount')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['start', 'created_at'],
                        'indexes': [models.Index(fields=['account', 'group'], name='changes_of_a_group')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='change_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('done__lte', models.F('revision'))), name='nothing_done_before_it_is_wished'), models.UniqueConstraint(condition=models.Q(('wish', 'meeting')), fields=('account', 'group'), name='one_meeting_per_group'), models.UniqueConstraint(condition=models.Q(('wish', 'hold')), fields=('account', 'group', 'start'), name='one_hold_per_option')],
                    },
                ),
                migrations.CreateModel(
                    name='OwnerChange',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('group', models.CharField(max_length=64)),
                        ('did', models.CharField(choices=[('moved', 'verzet'), ('removed', 'weggehaald')], max_length=10)),
                        ('about', models.DateTimeField()),
                        ('start', models.DateTimeField(blank=True, null=True)),
                        ('end', models.DateTimeField(blank=True, null=True)),
                        ('again', models.BooleanField(default=False)),
                        ('seen_at', models.DateTimeField()),
                        ('answer', models.CharField(choices=[('open', 'wacht op antwoord'), ('moved', 'overleg verzet'), ('put_back', 'teruggezet'), ('declined', 'kan niet'), ('left', 'zo gelaten'), ('over', 'niet meer nodig')], default='open', max_length=10)),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='owner_changes', to='calendars.calendarchange')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['seen_at', 'created_at'],
                        'indexes': [models.Index(fields=['group', 'answer'], name='questions_of_a_group')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('answer', 'open')), fields=('change',), name='one_open_question_per_event'), models.CheckConstraint(condition=models.Q(models.Q(('did', 'removed'), ('start__isnull', True)), models.Q(('did', 'moved'), ('end__isnull', False), ('start__isnull', False)), _connector='OR'), name='a_moved_event_is_somewhere')],
                    },
                ),
            ],
        ),
    ]
