"""All tables of this room as they stand after 0002_by_telephone, for a database that has none of them yet."""

import django.db.models.deletion
import encrypted_fields.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('preparation', '0001_initial'), ('preparation', '0002_by_telephone')]

    initial = True

    dependencies = [
        ('meetings', '0001_squashed_0006_kept_mail'),
        ('people', '0001_squashed_0003_school_staff_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Preparation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('good', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('better', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('ask', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('points', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('whom', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('can', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('task', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('action', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('need', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('result', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('term', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('money', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='preparation', to='meetings.participant')),
                ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('read_back', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('entered_by__isnull', False), ('read_back', False), _connector='OR'), name='preparation_read_back_by_somebody')],
            },
        ),
    ]
