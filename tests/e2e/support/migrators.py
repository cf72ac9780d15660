"""Projects of other people's migrators, each of three steps on a MariaDB: a table, a column, a row.

They take no lock, and MariaDB commits each statement of a schema by itself: two that run at once
trip over each other's table, or add the row twice."""

import sys
from dataclasses import dataclass, field

_DJANGO_SETTINGS = """\
DATABASES = {{"default": {{"ENGINE": "django.db.backends.mysql", "NAME": "{name}",
                           "USER": "root", "HOST": "{socket}"}}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["shop"]
SECRET_KEY = "none"
"""

_DJANGO_MIGRATION = """\
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [{after}]
    operations = [migrations.{operation}]
"""

_INSERT = "INSERT INTO shop_product (name, price) VALUES ('anchor', 12)"

_DJANGO_OPERATIONS = (
    "CreateModel('Product', [('id', models.BigAutoField(primary_key=True)),"
    " ('name', models.CharField(max_length=100))])",
    "AddField('Product', 'price', models.IntegerField(default=0))",
    f'RunSQL("{_INSERT}")',
)

_ALEMBIC_ENV = """\
from alembic import context
from sqlalchemy import create_engine

engine = create_engine("mysql+mysqldb://root@localhost/{name}?unix_socket={socket}")
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

_ALEMBIC_REVISION = """\
import sqlalchemy as sa
from alembic import op

revision, down_revision = {number!r}, {before!r}

def upgrade():
    print("applying", revision, flush=True)
    op.{operation}
"""

_ALEMBIC_OPERATIONS = (
    "create_table('shop_product', sa.Column('id', sa.Integer, primary_key=True),"
    " sa.Column('name', sa.String(100)))",
    "add_column('shop_product', sa.Column('price', sa.Integer))",
    f'execute("{_INSERT}")',
)


@dataclass
class Project:
    command: str  # migrates
    applying: str  # what its output has once for each step
    environment: dict = field(default_factory=dict)


def django(directory, server, name):
    """In `directory`, for the database `name` of `server`."""
    migrations = directory / "shop" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "__init__.py").touch()
    settings = _DJANGO_SETTINGS.format(name=name, socket=server.socket)
    (directory / "settings.py").write_text(settings)
    for number, operation in enumerate(_DJANGO_OPERATIONS, 1):
        after = f'("shop", "{number - 1}_step")' if number > 1 else ""
        text = _DJANGO_MIGRATION.format(after=after, operation=operation)
        (migrations / f"{number}_step.py").write_text(text)
    return Project(
        f"{sys.executable} -m django migrate --noinput",
        "Applying shop.",
        {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(directory)},
    )


def alembic(directory, server, name):
    """The same in Alembic's words."""
    versions = directory / "versions"
    versions.mkdir(parents=True)
    (directory / "alembic.ini").write_text(f"[alembic]\nscript_location = {directory}\n")
    (directory / "env.py").write_text(_ALEMBIC_ENV.format(name=name, socket=server.socket))
    for number, operation in enumerate(_ALEMBIC_OPERATIONS, 1):
        before = str(number - 1) if number > 1 else None
        text = _ALEMBIC_REVISION.format(number=str(number), before=before, operation=operation)
        (versions / f"{number}_step.py").write_text(text)
    ini = directory / "alembic.ini"
    return Project(f"{sys.executable} -m alembic.config -c {ini} upgrade head", "applying ")
