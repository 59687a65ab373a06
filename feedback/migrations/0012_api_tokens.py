import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0011_outcomes_analysts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='For example: Power BI of the planning team.', max_length=80, verbose_name='what it is for')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_on', models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name='made on')),
                ('expires_on', models.DateField(help_text='Its last day.', verbose_name='good until')),
                ('last_used', models.DateField(blank=True, editable=False, null=True, verbose_name='last used on')),
                ('revoked_on', models.DateField(blank=True, editable=False, null=True, verbose_name='revoked on')),
                ('made_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
                'ordering': ['-made_on', '-pk'],
                'permissions': [('manage_api_tokens', 'Can make and revoke API tokens')],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_on__gte', models.F('made_on'))), name='a_token_is_good_for_a_day_or_more'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_by', None), ('revoked_on', None)), models.Q(('revoked_by__isnull', False), ('revoked_on__isnull', False)), _connector='OR'), name='somebody_revoked_a_revoked_token')],
            },
        ),
    ]
