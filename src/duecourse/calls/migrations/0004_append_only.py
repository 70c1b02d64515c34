from django.db import migrations

from duecourse.lib.append_only import forbid_updates


class Migration(migrations.Migration):
    dependencies = [("calls", "0003_initial")]
    operations = [forbid_updates("calls_callrecord")]
