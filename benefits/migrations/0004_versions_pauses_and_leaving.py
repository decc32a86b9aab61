import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def place_versions(apps, _schema_editor):
    """Until now an agreement had one version, and its own state said what became of it."""
    versions = apps.get_model("benefits", "AgreementVersion")
    for version in versions.objects.select_related("agreement"):
        agreement = version.agreement
        if agreement.state in {"in_force", "ended"}:
            last = version.acceptances.order_by("-accepted_at").first()
            version.state = "agreed"
            version.effective_on = version.starts_on
            version.agreed_at = last.accepted_at if last else agreement.created_at
        elif agreement.state == "declined":
            version.state = "declined"
            version.closed_at = agreement.ended_at
            version.close_reason = agreement.end_reason
        version.save()


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0003_visits_are_decided_once"),
        ("tenants", "0004_the_portal_itself"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                (
                    "visits_too",
                    models.BooleanField(
                        default=False, help_text="Whether visits that are under way rest as well."
                    ),
                ),
                ("by", models.CharField(max_length=200)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-began_at", "-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="agreementparty",
            options={"ordering": ["-proposer", "pk"]},
        ),
        migrations.RemoveConstraint(
            model_name="agreementparty",
            name="benefits_party_once",
        ),
        migrations.AddField(
            model_name="agreement",
            name="ended_by",
            field=models.CharField(
                blank=True,
                help_text="Who ended or declined it, and for which co-op.",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="network",
            field=models.BooleanField(
                default=False,
                help_text="Open to every co-op, by standard terms of the one that published it.",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="title",
            field=models.CharField(blank=True, help_text="The name of a network.", max_length=120),
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="joined_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="leave_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="left_by",
            field=models.CharField(blank=True, help_text="Who signed for leaving.", max_length=200),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="close_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="closed_by",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="effective_on",
            field=models.DateField(
                blank=True,
                help_text="From this day it rules; set once every party has signed.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="note",
            field=models.CharField(
                blank=True,
                help_text="Why, in the words of the party that proposed it.",
                max_length=300,
            ),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "Proposed"),
                    ("agreed", "Agreed"),
                    ("replaced", "Answered with other terms"),
                    ("declined", "Declined"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="agreement",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "Proposed"),
                    ("in_force", "In force"),
                    ("declined", "Declined"),
                    ("ended", "Ended"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementparty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at", None)),
                fields=("agreement", "did"),
                name="benefits_party_once",
            ),
        ),
        migrations.RunPython(place_versions, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("agreement",),
                name="benefits_one_open_version",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pauses",
                to="benefits.agreement",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pauses",
                to="benefits.agreementparty",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("party",), name="benefits_one_pause"
            ),
        ),
    ]
