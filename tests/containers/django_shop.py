"""The stack of examples/django: any number of replicas of an API, and their database."""

import re

from support.waiting import eventually
from web_api import WebApi

_MIGRATION = """
from django.db import migrations
{before}
class Migration(migrations.Migration):
    dependencies = [("shop", "0004_name_index")]
    operations = [{operation}]
"""


class DjangoShop:
    """A copy of it, of which a test may change any file before `up`."""

    def __init__(self, daemon, directory, project):
        self._daemon = daemon
        self._migrations = directory / "shop/migrations"
        self.project = project

    def add_migration(self, name, operation, before=""):
        """The fifth; `before` is what the operation needs to have been defined."""
        text = _MIGRATION.format(operation=operation, before=before)
        (self._migrations / f"{name}.py").write_text(text)

    def up(self, replicas):
        self.project("up", "-d", "--build", f"--scale=web={replicas}")

    @property
    def replicas(self):
        return self.project.containers("web")

    def served_by(self, replicas):
        """What each answers, once it does, when it is asked for all products."""
        answers = []
        for replica in replicas:
            api = WebApi(self._daemon, replica.published(8000))
            api.until_answers()
            answers.append(api.get("/products/"))
        return answers

    def until_one_logs(self, text):
        """Returns that replica."""
        return eventually(
            lambda: next((each for each in self.replicas if text in each.log()), None),
            f"{text!r} is logged",
            within=60,
        )

    def logged(self):
        """The migrations that the replicas said they applied: `shop.0001_product`."""
        logs = "".join(replica.log() for replica in self.replicas)
        return re.findall(r"Applying (\S+)\.\.\. OK", logs)

    def recorded(self):
        """The migrations that Django's own table has, in order: `shop.0001_product`."""
        return self.query("SELECT app || '.' || name FROM django_migrations ORDER BY id")

    def query(self, sql):
        """The rows."""
        rows = self.project.container("db").execute("psql", "--username=app", "-XAtc", sql)
        return rows.splitlines()
