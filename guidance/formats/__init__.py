"""Formats: a `Document` in, bytes out. Pure: no database, no Django, no Wagtail.

One module or package per format, each with its `Producer` (`contract.py`). To add a format, write a module and give it
a line in `producers.py`; CONTRIBUTING.md has the recipe.
"""
