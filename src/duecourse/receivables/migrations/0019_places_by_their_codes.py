"""Whose rules hold at an address? Places that were written otherwise, and addresses in a city with rules of its own."""

from django.db import migrations

from duecourse.playbooks.places import region_of


def name_the_parts(apps, schema_editor):
    rows = apps.get_model("receivables", "Account").objects
    differing = {}
    placed = rows.exclude(country="").values_list("pk", "country", "region", "city", "postal_code").order_by()
    for key, country, region, city, postal_code in placed.iterator():
        code = region_of(country, region, city, postal_code)
        if code and code != region:
            differing.setdefault(code, []).append(key)
    for code, keys in differing.items():
        for start in range(0, len(keys), 500):
            rows.filter(pk__in=keys[start : start + 500]).update(region=code)


class Migration(migrations.Migration):

    dependencies = [
        ('receivables', '0018_what_laws_ask_of_a_debt'),
    ]

    operations = [
        migrations.RunPython(name_the_parts, migrations.RunPython.noop),
    ]
