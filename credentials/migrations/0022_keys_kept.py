from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0021_floors_of_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="keyencryptionkey",
            name="kept",
            field=models.BooleanField(
                default=False,
                help_text="It wraps nothing, and somebody wants it to stay where it is.",
            ),
        ),
    ]
