#!/usr/bin/env python
"""Django's command line for this project. In a clone where nothing is configured it works on the local board."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    if not os.environ.keys() & {"SECRET_KEY", "ALLOWED_HOSTS"}:
        os.environ.setdefault("LOCAL", "1")  # as dev.py does; a web server started without its secrets still refuses
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
