#!/usr/bin/env python3
"""Django's command line. Without a SECRET_KEY in the environment it works in local mode."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrutiny.settings")
    if "SECRET_KEY" not in os.environ:
        # only here, never in wsgi.py: a server must be told its key
        os.environ.setdefault("SCRUTINY_LOCAL", "1")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
