from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('receivables', '0003_standing_habits'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(condition=models.Q(('is_disputed', True)), fields=['account'], name='invoice_disputed'),
        ),
    ]
