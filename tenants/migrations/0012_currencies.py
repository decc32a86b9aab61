from __future__ import annotations

from django.db import migrations

CURRENCIES = {"GB": "GBP", "US": "USD", "JP": "JPY", "CH": "CHF", "MA": "MAD", "CA": "CAD"}


def pay_as_the_country_does(apps, schema_editor):
    """Everybody begins with EUR; where we know better, say so."""
    rows = apps.get_model("tenants", "Cooperative").objects
    for country, currency in CURRENCIES.items():
        found = rows.filter(country=country)
        assert found.update(currency=currency) == found.filter(currency=currency).count()


class Migration(migrations.Migration):
    dependencies = [("tenants", "0011_classes_shares_and_terms")]

    operations = [migrations.RunPython(pay_as_the_country_does, migrations.RunPython.noop)]
