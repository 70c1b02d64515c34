"""Who else has this number? Numbers become comparable, and can be looked up."""

import django.db.models.functions.text
from django.db import migrations, models

from duecourse.lib.phones import as_dialled


def dial_from_anywhere(apps, schema_editor):
    """Numbers that were typed before they were kept as they are dialled."""
    for name, country in (("Account", "country"), ("Contact", "account__country")):
        model = apps.get_model("receivables", name)
        typed = model.objects.exclude(phone="").exclude(phone__startswith="+")
        for key, phone, place in typed.values_list("pk", "phone", country).iterator():
            if (dialled := as_dialled(phone, place)) != phone and not _is_twin(model, key, dialled):
                model.objects.filter(pk=key).update(phone=dialled)


def _is_twin(model, key, dialled):
    """The same person stands there twice, once with the number typed otherwise."""
    if model.__name__ == "Account":
        return False
    row = model.objects.get(pk=key)
    return model.objects.filter(account=row.account_id, name=row.name, email=row.email, phone=dialled).exists()


class Migration(migrations.Migration):

    dependencies = [
        ('receivables', '0016_allocations_by_account'),
        ('teams', '0001_squashed_0004'),
    ]

    operations = [
        migrations.RunPython(dial_from_anywhere, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(condition=models.Q(('phone__gt', '')), fields=['phone'], name='account_by_phone'),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(django.db.models.functions.text.Lower('email'), condition=models.Q(('email__gt', '')), name='account_by_email'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(condition=models.Q(('phone__gt', '')), fields=['phone'], name='contact_by_phone'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(django.db.models.functions.text.Lower('email'), condition=models.Q(('email__gt', '')), name='contact_by_email'),
        ),
    ]
