"""Let services grow into a directory: their texts in every language, how they are reached, where they are."""

import hashlib
import json

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

CODES = (
    "en",
    "pl",
    "lt",
    "pt",
    "ro",
    "bg",
    "ar",
    "uk",
    "ru",
    "ga",
    "tet",
    "so",
    "sco_ulster",
    "lv",
    "sk",
    "hu",
    "zh_hans",
    "es",
    "fa",
    "ckb",
)


def texts():
    """Yield each text with its kind of field and what the field is told."""
    kinds = {
        "summary": (models.CharField, dict(blank=True, help_text="What it is, in one plain sentence.", max_length=160)),
        "description": (models.TextField, dict(blank=True, max_length=1200)),
        "who_for": (models.CharField, dict(blank=True, max_length=300, verbose_name="who it is for")),
        "who_not_for": (models.CharField, dict(blank=True, max_length=300, verbose_name="who it is not for")),
        "how_to_start": (
            models.TextField,
            dict(
                blank=True,
                help_text="What a parent does first, then next: a line a step, three at most.",
                max_length=600,
            ),
        ),
        "through": (
            models.CharField,
            dict(
                blank=True,
                help_text="As a parent knows them: your GP, your health visitor.",
                max_length=200,
                verbose_name="who can refer",
            ),
        ),
        "cost_note": (models.CharField, dict(blank=True, max_length=160, verbose_name="about the cost")),
        "opening": (models.CharField, dict(blank=True, max_length=200, verbose_name="opening times, in plain words")),
        "contact_note": (
            models.CharField,
            dict(
                blank=True,
                help_text="For services on abuse: how to be in touch without anybody at home noticing.",
                max_length=300,
                verbose_name="safe contact",
            ),
        ),
        "alert": (
            models.CharField,
            dict(blank=True, help_text="Stands first. Moved, full, closed today.", max_length=250, verbose_name="news"),
        ),
    }
    for name, (kind, options) in kinds.items():
        yield name, kind, options


class AddColumns(Operation):
    """Add many columns that may be empty, and work out the models once: one by one they take a quarter of a minute.

    No table is made anew for such a column, so that the model that it is added to need not know the others.
    """

    reversible = True

    def __init__(self, model_name, fields):
        self.model_name, self.fields = model_name, fields

    def state_forwards(self, app_label, state):
        state.models[app_label, self.model_name].fields.update(self.fields)
        state.reload_model(app_label, self.model_name)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model, with_fields = (each.apps.get_model(app_label, self.model_name) for each in (from_state, to_state))
        for name in self.fields:
            schema_editor.add_field(model, with_fields._meta.get_field(name))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        model = from_state.apps.get_model(app_label, self.model_name)
        for name in self.fields:
            schema_editor.remove_field(model, model._meta.get_field(name))

    def describe(self):
        return f"Add fields to {self.model_name}"


def digest_of(row):
    """Return what the loader of the starter content kept of a row that it had just written."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def load_again(apps, schema_editor):
    """Let the starter content fill in the services that nobody has changed since it was loaded.

    With the new columns every row differs from what the loader remembers, and it would leave all of them alone.
    """
    services = {service.key: service for service in apps.get_model("guidance", "Service").objects.all()}
    for loaded in apps.get_model("guidance", "LoadedFile").objects.filter(path__startswith="records/service/"):
        service = services.get(loaded.path.rsplit("/", 1)[1])
        if service and digest_of(service) == loaded.words_digest:
            loaded.delete()


class Migration(migrations.Migration):
    dependencies = [("guidance", "0021_editors_keep_sources")]

    operations = [
        migrations.RunPython(load_again, migrations.RunPython.noop),
        migrations.AddField(
            model_name="service",
            name="age_from",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(216)],
                verbose_name="from age (months)",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="age_to",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(216)],
                verbose_name="up to age (months)",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="check_every_days",
            field=models.PositiveSmallIntegerField(default=90, verbose_name="check every (days)"),
        ),
        migrations.AddField(
            model_name="service",
            name="checked_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="checked by (a role)"),
        ),
        migrations.AddField(
            model_name="service",
            name="cost",
            field=models.CharField(
                blank=True,
                choices=[("free", "Free"), ("other", "Costs something, or it depends"), ("", "To be confirmed")],
                max_length=5,
            ),
        ),
        migrations.AddField(model_name="service", name="criteria", field=models.TextField(blank=True, max_length=1200)),
        migrations.AddField(
            model_name="service",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
        ),
        migrations.AddField(
            model_name="service",
            name="evidence",
            field=models.CharField(
                choices=[
                    ("found", "Found on a page of a source"),
                    ("to-confirm", "To be confirmed: old, or sources disagree"),
                    ("not-verified", "Not verified: nobody has seen it written"),
                ],
                default="not-verified",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="has_interpreter",
            field=models.BooleanField(blank=True, null=True, verbose_name="an interpreter can be had"),
        ),
        migrations.AddField(
            model_name="service", name="how_to_refer", field=models.TextField(blank=True, max_length=1200)
        ),
        migrations.AddField(
            model_name="service",
            name="internal_note",
            field=models.TextField(blank=True, help_text="For staff. Never public.", max_length=1200),
        ),
        migrations.AddField(
            model_name="service",
            name="is_everywhere",
            field=models.BooleanField(default=False, verbose_name="in the whole Southern area"),
        ),
        migrations.AddField(
            model_name="service",
            name="is_for_dads",
            field=models.BooleanField(blank=True, null=True, verbose_name="dads and partners are welcome"),
        ),
        migrations.AddField(
            model_name="service",
            name="is_for_pregnancy",
            field=models.BooleanField(default=False, verbose_name="in pregnancy too"),
        ),
        migrations.AddField(
            model_name="service",
            name="is_for_professionals",
            field=models.BooleanField(
                default=False,
                help_text="Never shown to parents, in no list, file or search.",
                verbose_name="for professionals only",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="is_online",
            field=models.BooleanField(default=False, verbose_name="online or by phone"),
        ),
        migrations.AddField(
            model_name="service",
            name="languages",
            field=models.JSONField(blank=True, default=list, verbose_name="languages spoken"),
        ),
        migrations.AddField(
            model_name="service",
            name="last_checked",
            field=models.DateField(blank=True, help_text="The day somebody rang, or went there.", null=True),
        ),
        migrations.AddField(
            model_name="service",
            name="level",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (1, "For everyone"),
                    (2, "A bit of extra help"),
                    (3, "More help from a team"),
                    (4, "Specialist help – someone needs to refer you"),
                ],
                null=True,
                verbose_name="level of need",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="localities",
            field=models.JSONField(blank=True, default=list, verbose_name="areas"),
        ),
        migrations.AddField(
            model_name="service",
            name="needs_consent",
            field=models.BooleanField(blank=True, null=True, verbose_name="the family has to agree first"),
        ),
        migrations.AddField(model_name="service", name="next_check_due", field=models.DateField(blank=True, null=True)),
        migrations.AddField(
            model_name="service",
            name="organisation",
            field=models.CharField(blank=True, help_text="Whose service it is, as it calls itself.", max_length=120),
        ),
        migrations.AddField(
            model_name="service",
            name="owner",
            field=models.CharField(blank=True, max_length=120, verbose_name="owner (a role)"),
        ),
        migrations.AddField(
            model_name="service",
            name="sector",
            field=models.CharField(
                blank=True,
                choices=[("statutory", "Statutory"), ("voluntary", "Voluntary"), ("community", "Community")],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="self_referral",
            field=models.CharField(
                blank=True,
                choices=[
                    ("yes", "Yes: families ask themselves"),
                    ("no", "No: somebody has to refer them"),
                    ("", "To be confirmed"),
                ],
                max_length=3,
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="sources",
            field=models.CharField(blank=True, help_text="Keys of sources: STRAT, HUB-BL.", max_length=200),
        ),
        migrations.AddField(
            model_name="service",
            name="status",
            field=models.CharField(
                choices=[
                    ("active", "Active"),
                    ("temporarily closed", "Temporarily closed"),
                    ("inactive", "Inactive"),
                    ("defunct", "Closed for good"),
                ],
                default="active",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="service", name="web", field=models.URLField(blank=True, verbose_name="web page")
        ),
        migrations.AddField(model_name="service", name="webchat", field=models.URLField(blank=True)),
        migrations.AddField(
            model_name="service", name="what_happens_next", field=models.TextField(blank=True, max_length=1200)
        ),
        migrations.AddField(
            model_name="service", name="who_may_refer", field=models.TextField(blank=True, max_length=600)
        ),
        migrations.AddField(
            model_name="service",
            name="alert_until",
            field=models.DateField(blank=True, help_text="The last day on which the news is shown.", null=True),
        ),
        migrations.AddField(
            model_name="service",
            name="opening_times",
            field=models.TextField(
                blank=True,
                help_text="A line for each span: MO,TU,WE,TH,FR 09:00-17:00. For other directories; parents read the words.",
                verbose_name="opening times, for machines",
            ),
        ),
        *(
            migrations.AddField(model_name="service", name=name, field=kind(**options))
            for name, kind, options in texts()
        ),
        AddColumns(
            "service",
            {f"{name}_{code}": kind(**options, null=True) for name, kind, options in texts() for code in CODES},
        ),
        migrations.AddField(
            model_name="service",
            name="doors",
            field=models.ManyToManyField(
                blank=True,
                help_text="Their pages show this service. No stage: for every age.",
                related_name="services",
                to="guidance.door",
                verbose_name="stages, topics and readers",
            ),
        ),
        migrations.CreateModel(
            name="ServicePhone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(help_text="As people read it aloud: 028 3756 7100", max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("voice", "To ring"), ("text", "For text messages"), ("relay", "Text relay")],
                        default="voice",
                        max_length=5,
                    ),
                ),
                ("is_free", models.BooleanField(blank=True, null=True, verbose_name="free to ring")),
                ("sort_order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "service",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phones", to="guidance.service"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ServicePlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=8)),
                (
                    "locality",
                    models.CharField(
                        choices=[
                            ("armagh", "Armagh"),
                            ("banbridge", "Banbridge"),
                            ("craigavon", "Craigavon"),
                            ("dungannon", "Dungannon"),
                            ("newry-mourne", "Newry and Mourne"),
                        ],
                        max_length=20,
                        verbose_name="area",
                    ),
                ),
                ("is_step_free", models.BooleanField(blank=True, null=True, verbose_name="no steps")),
                ("has_parking", models.BooleanField(blank=True, null=True, verbose_name="parking")),
                ("is_near_a_bus", models.BooleanField(blank=True, null=True, verbose_name="near a bus stop")),
                ("has_changing", models.BooleanField(blank=True, null=True, verbose_name="a place to change a baby")),
                ("has_quiet_space", models.BooleanField(blank=True, null=True, verbose_name="a quiet space")),
                ("sort_order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "service",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="guidance.service"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order", "pk"],
            },
        ),
    ]
