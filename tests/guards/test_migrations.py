"""The tables are what the models say, and can be made from nothing and taken back."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_no_change_to_a_model_lacks_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_says_in_its_name_what_it_does():
    from django.db.migrations.loader import MigrationLoader

    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("duecourse.")}
    automatic = [key for key in MigrationLoader(None).disk_migrations if key[0] in ours and "_auto_" in key[1]]
    assert not automatic
