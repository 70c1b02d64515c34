from django.db import migrations

from duecourse.lib.append_only import forbid_updates


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_initial")]
    operations = [forbid_updates("teams_auditentry")]
