"""A small Django project, to be migrated by its own means: `manage.py migrate`."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

from django.core.management import execute_from_command_line  # noqa: E402

execute_from_command_line(sys.argv)
