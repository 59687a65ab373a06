#!/usr/bin/env python
"""Run a management command. `./run help` lists the ones people need."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Put `site/` on the path (it is a folder, not a package) and hand over to Django."""
    root = Path(__file__).resolve().parent
    for folder in (root, root / "site"):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "good_beginnings.settings.dev")

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        # A secret that is not set, or a setting that can't be read: the message says which, and the remedy.
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
