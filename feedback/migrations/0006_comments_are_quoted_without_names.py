"""Let the database itself refuse to quote a comment that is not settled, or holds no words without names."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("feedback", "0005_known_instruments"),
    ]

    operations = [
        migrations.AlterField(
            model_name='comment',
            name='priority',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(5)], verbose_name='how bad the worst is'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('is_publishable', False), models.Q(models.Q(('redacted', ''), _negated=True), ('state__in', ['clear', 'closed'])), _connector='OR'), name='only_settled_words_without_names_are_quoted'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('priority__lte', 5)), name='a_priority_is_five_at_most'),
        ),
    ]
