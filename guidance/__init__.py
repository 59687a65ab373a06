"""What parents read, and how practitioners hand it on.

May import `home`. Read `models/pages.py` first, then `queries.py`, `views.py` and `content/load.py`.
"""
