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


def test_a_new_ledger_gets_the_tables_that_the_steps_of_an_older_one_make():
    """A squashed migration and the steps it stands for. What only the database knows, the triggers of append-only
    tables, another guard looks for."""
    from django.db import connection
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader

    at_once, steps = (MigrationLoader(connection, replace_migrations=replace) for replace in (True, False))
    assert len(steps.graph.nodes) > len(at_once.graph.nodes)
    squashed = [key for key in steps.graph.nodes if "_squashed_" in key[1]]
    made_by_steps = steps.project_state([key for key in steps.graph.leaf_nodes() if key not in squashed])
    differences = MigrationAutodetector(at_once.project_state(), made_by_steps).changes(at_once.graph)
    assert differences == {}
