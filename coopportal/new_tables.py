"""The tables of a new portal, made at once as they are today instead of as they came to be.

Walking through every migration takes half a minute, nearly all of it in Django's own bookkeeping, and a new portal has
no rows that anything could happen to. `tests/migrations` holds both ways against one another, on both databases.
"""

from __future__ import annotations

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunSQL
from django.db.migrations.recorder import MigrationRecorder


def lay() -> bool:
    """Make all tables and write down every migration as done; False where there are tables already.

    What migrations do to rows is left out, because there are none. SQL of their own is run, in their order.
    """
    executor = MigrationExecutor(connection)
    if connection.introspection.table_names():
        return False
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = executor.loader.project_state()
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            if model._meta.managed and not model._meta.proxy:  # noqa: SLF001 -- what a model is
                editor.create_model(model)
        for migration, _backwards in plan:
            for operation in migration.operations:
                if isinstance(operation, RunSQL):
                    operation.database_forwards(migration.app_label, editor, state, state)
        # In the same transaction: whoever is stopped here finds all of it the next time, or nothing.
        recorder = MigrationRecorder(connection)
        editor.create_model(recorder.Migration)
        for migration, _backwards in plan:
            recorder.record_applied(migration.app_label, migration.name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return True
