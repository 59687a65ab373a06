"""The shell every page lives in: languages, navigation, urgent help, the base page.

Imports no other app of ours. Read `languages.py` first, then `models/base.py` and `context.py`.
"""
