"""Numbers with an extension, or of no known country, in the one form in which they are compared."""

from django.db import migrations

from duecourse.lib.phones import as_dialled


def keep_in_one_form(apps, schema_editor):
    accounts, contacts = (apps.get_model("receivables", name).objects for name in ("Account", "Contact"))
    for rows, country in ((accounts, "country"), (contacts, "account__country")):
        typed = rows.exclude(phone="").exclude(phone__startswith="+").values_list("pk", "phone", country)
        for key, phone, place in list(typed):
            dialled = as_dialled(phone, place)
            if dialled != phone and not _is_twin(contacts if rows is contacts else None, key, dialled):
                rows.filter(pk=key).update(phone=dialled)


def _is_twin(contacts, key, dialled):
    """The same person stands there twice, once with the number typed otherwise."""
    if contacts is None:
        return False
    row = contacts.get(pk=key)
    return contacts.filter(account=row.account_id, name=row.name, email=row.email, phone=dialled).exists()


class Migration(migrations.Migration):

    dependencies = [
        ('receivables', '0019_places_by_their_codes'),
    ]

    operations = [
        migrations.RunPython(keep_in_one_form, migrations.RunPython.noop),
    ]
