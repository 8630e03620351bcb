"""All tables of this room as they stand after 0006_kept_mail, for a database that has none of them yet."""

import django.db.models.deletion
import encrypted_fields.fields
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('meetings', '0001_initial'), ('meetings', '0002_plan_kinds'), ('meetings', '0003_role_privacy_officer'), ('meetings', '0004_invited_by'), ('meetings', '0005_rooms_and_video'), ('meetings', '0006_kept_mail')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0007_opening'),
        ('people', '0001_squashed_0003_school_staff_names'),
        ('rooms', '0001_rooms'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Meeting',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('reference', models.CharField(max_length=8)),
                        ('kind', models.CharField(choices=[('SOT', 'SOT'), ('HIA', 'HIA'), ('MDO', 'MDO'), ('EVALUATIE', 'evaluatie'), ('GROEP', 'groepsbespreking'), ('LEERLING', 'leerlingbespreking'), ('SPARRING', 'gesprek van GW met directeur en IB'), ('OC', 'regionaal OC-overleg'), ('THUIS', 'thuiszitterstafel')], max_length=10)),
                        ('minutes', models.PositiveSmallIntegerField(default=60, verbose_name='duur in minuten')),
                        ('start', models.DateTimeField(blank=True, null=True)),
                        ('location', models.CharField(blank=True, max_length=160, verbose_name='plaats')),
                        ('state', models.CharField(choices=[('draft', 'nog geen datum'), ('planned', 'gepland'), ('held', 'gehouden'), ('cancelled', 'afgezegd')], default='draft', max_length=10)),
                        ('uid', models.CharField(max_length=80)),
                        ('sequence', models.PositiveIntegerField(default=0)),
                        ('revised_at', models.DateTimeField(blank=True, null=True)),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='cases.case')),
                        ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='followed_by', to='meetings.meeting')),
                        ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organises', to='people.person')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='people.school')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='meetings', to='rooms.room')),
                        ('video', models.CharField(blank=True, max_length=500, verbose_name='videolink')),
                    ],
                    options={
                        'ordering': ['start', 'created_at'],
                        'indexes': [models.Index(fields=['swv', 'start'], name='meetings_by_date')],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'reference'), name='meeting_reference_once'), models.UniqueConstraint(fields=('uid',), name='meeting_uid_once'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('state', 'cancelled'), ('start__isnull', False), _connector='OR'), name='planned_meeting_has_a_date'), models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 480)), name='meeting_length_is_sane')],
                    },
                ),
                migrations.CreateModel(
                    name='Hold',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('start', models.DateTimeField()),
                        ('end', models.DateTimeField()),
                        ('firm', models.BooleanField(default=False)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='meetings.meeting')),
                    ],
                    options={
                        'ordering': ['start'],
                        'indexes': [models.Index(fields=['person', 'start'], name='holds_of_a_person')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='hold_ends_after_it_begins'), models.UniqueConstraint(fields=('person', 'meeting', 'start'), name='hold_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Participant',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('role', models.CharField(blank=True, choices=[('leerkracht', 'leerkracht / docent'), ('ib', 'intern begeleider'), ('oc', 'ondersteuningscoördinator'), ('vc', 'verzuimcoördinator'), ('directeur', 'directeur'), ('leerkrachtspecialist', 'leerkrachtspecialist'), ('ab', 'ambulant begeleider'), ('orthopedagoog', 'orthopedagoog'), ('smw', 'schoolmaatschappelijk werker'), ('gw', 'gedragswetenschapper'), ('trajectbegeleider', 'trajectbegeleider'), ('schoolcoach', 'schoolcoach expertise en dienstverlening'), ('tc', 'transfercoach'), ('jp', 'jeugdprofessional'), ('ja', 'jeugdarts'), ('verpleegkundige', 'jeugdverpleegkundige'), ('lpa', 'leerplichtambtenaar'), ('wijkagent', 'wijkagent'), ('ozc', 'onderwijszorgconsulent'), ('notulist', 'notulist'), ('coordinator', 'coördinator van het samenwerkingsverband'), ('fg', 'functionaris gegevensbescherming')], max_length=24)),
                        ('required', models.BooleanField(default=True, verbose_name='verplicht')),
                        ('removed_at', models.DateTimeField(blank=True, null=True)),
                        ('sequence_ahead', models.PositiveIntegerField(default=0)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='meetings.meeting')),
                        ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='cases.party')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('invited_by', models.CharField(blank=True, choices=[('mail', 'uitnodiging in de mail'), ('calendar', 'gekoppelde agenda')], max_length=10)),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('party__isnull', True), ('person__isnull', False)), models.Q(('party__isnull', False), ('person__isnull', True)), _connector='OR'), name='participant_is_person_or_party'), models.UniqueConstraint(fields=('meeting', 'person'), name='person_once_per_meeting'), models.UniqueConstraint(fields=('meeting', 'party'), name='party_once_per_meeting')],
                    },
                ),
                migrations.CreateModel(
                    name='Reply',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('partstat', models.CharField(choices=[('NEEDS-ACTION', 'nog geen antwoord'), ('ACCEPTED', 'komt'), ('TENTATIVE', 'misschien'), ('DECLINED', 'kan niet')], max_length=12)),
                        ('sequence', models.PositiveIntegerField()),
                        ('at', models.DateTimeField()),
                        ('said_at', models.DateTimeField()),
                        ('via', models.CharField(choices=[('link', 'eigen link'), ('mail', 'agenda of e-mail'), ('staff', 'ingevuld door school')], max_length=10)),
                        ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='meetings.participant')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'verbose_name_plural': 'replies',
                        'ordering': ['said_at', 'at'],
                        'constraints': [models.UniqueConstraint(fields=('participant', 'sequence', 'said_at', 'partstat'), name='reply_of_a_moment_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RoomPiece',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('at', models.DateTimeField()),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='room_pieces', to='meetings.meeting')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='rooms.room')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['at'],
                        'constraints': [models.UniqueConstraint(fields=('room', 'at'), name='room_piece_once')],
                    },
                ),
                migrations.CreateModel(
                    name='KeptMail',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('key', models.CharField(max_length=64)),
                        ('why', models.CharField(choices=[('doubtful', 'niet zeker van wie'), ('other', 'van een ander adres'), ('forged', 'lijkt vervalst'), ('person', 'van iemand die niet op de lijst staat'), ('meeting', 'over een overleg dat we niet kennen'), ('late', 'te laat'), ('counter', 'vraagt een andere tijd'), ('delegated', 'stuurt iemand anders'), ('automatic', 'automatisch antwoord'), ('human', 'een bericht'), ('bounce', 'kwam terug'), ('unreadable', 'niet te lezen')], max_length=10)),
                        ('trust', models.CharField(blank=True, max_length=10)),
                        ('from_address', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=254, null=True, verbose_name='afzender')),
                        ('subject', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=300, null=True, verbose_name='onderwerp')),
                        ('text', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='tekst')),
                        ('delegate', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=254, null=True, verbose_name='wie er dan komt')),
                        ('partstat', models.CharField(blank=True, choices=[('NEEDS-ACTION', 'nog geen antwoord'), ('ACCEPTED', 'komt'), ('TENTATIVE', 'misschien'), ('DECLINED', 'kan niet')], max_length=12)),
                        ('proposed_start', models.DateTimeField(blank=True, null=True)),
                        ('received_at', models.DateTimeField()),
                        ('asked_at', models.DateTimeField(blank=True, null=True)),
                        ('state', models.CharField(choices=[('open', 'om na te kijken'), ('asked', 'nagevraagd'), ('done', 'klaar')], default='open', max_length=6)),
                        ('outcome', models.CharField(blank=True, choices=[('tied', 'antwoord ingevuld'), ('self', 'zelf geantwoord met de eigen link'), ('moved', 'andere tijd overgenomen'), ('refused', 'de tijd blijft'), ('nothing', 'niets mee gedaan')], max_length=8)),
                        ('settled_at', models.DateTimeField(blank=True, null=True)),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='kept_mails', to='cases.case')),
                        ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='kept_mails', to='meetings.meeting')),
                        ('participant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='kept_mails', to='meetings.participant')),
                        ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['-received_at'],
                        'indexes': [models.Index(fields=['swv', 'state', 'received_at'], name='kept_mails_todo')],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'key'), name='kept_mail_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('settled_at__isnull', False), _connector='OR'), name='settled_mail_says_when')],
                    },
                ),
            ],
        ),
    ]
