"""The project: settings, addresses, start-up.

It may know every app; no app knows it. Read `settings/base.py` first, then `urls.py`.
"""
