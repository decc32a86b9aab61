from __future__ import annotations

from django.db import migrations


def carry_over(apps, schema_editor):
    """The one question and its answer become the first two messages of a thread."""
    application = apps.get_model("tenants", "Application")
    message = apps.get_model("tenants", "ApplicationMessage")
    event = apps.get_model("tenants", "Event")
    asked = answered = 0
    for row in application.objects.exclude(question="", answer="").order_by("pk"):
        if row.question:
            told = _last(event, "InformationAskedFor", row)
            message.objects.create(
                cooperative_id=row.cooperative_id,
                application=row,
                by_id=told.by_id if told else None,
                asks=True,
                text=row.question[:2000],
                at=told.at if told else row.submitted_at or row.created_at,
            )
            asked += 1
        if row.answer:
            told = _last(event, "QuestionAnswered", row)
            message.objects.create(
                cooperative_id=row.cooperative_id,
                application=row,
                text=row.answer[:2000],
                at=told.at if told else row.decided_at or row.submitted_at or row.created_at,
            )
            answered += 1
    wanted = (
        application.objects.exclude(question="").count(),
        application.objects.exclude(answer="").count(),
    )
    if (asked, answered) != wanted:
        raise RuntimeError(f"Carried over {asked} and {answered}, expected {wanted}.")


def _last(event, name, row):
    told = event.objects.filter(cooperative_id=row.cooperative_id, name=name)
    return told.filter(data__application=str(row.code)).order_by("-id").first()


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0020_admission"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
