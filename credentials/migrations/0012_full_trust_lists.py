from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0011_outside_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="trustlistversion",
            name="full_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When what came after it was found to have no room, last. Then it stays as it is.",
                null=True,
            ),
        ),
    ]
