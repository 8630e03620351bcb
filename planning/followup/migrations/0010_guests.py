import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0004_groups'),
        ('cases', '0007_opening'),
        ('followup', '0009_points'),
        ('meetings', '0007_parts'),
        ('people', '0003_school_staff_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='agreement',
            name='guest',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='meetings.participant'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('guest__isnull', True), ('owner__isnull', False)), models.Q(('guest__isnull', False), ('owner__isnull', True), ('point__isnull', False)), _connector='OR'), name='agreement_of_a_seat_or_a_guest'),
        ),
    ]
