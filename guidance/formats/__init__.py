"""Formats: a `Document` in, bytes out. Pure: no database, no Django, no Wagtail.

One module or package per format, each with one `Producer`, and one table of languages (`languages.py`). To add a
format, write a module and join it to `PRODUCERS` in `producers.py`; CONTRIBUTING.md has the recipe.
"""
