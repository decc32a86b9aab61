from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0013_programs_issue"),
    ]

    operations = [
        migrations.AlterField(
            model_name="disclosure",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("desk", "Card checked at a desk"),
                    ("visit", "Card shown for a visit"),
                    ("code", "Card shown for a code"),
                    ("approval", "Card shown to ask for an approval"),
                ],
                default="desk",
                max_length=12,
            ),
        ),
    ]
