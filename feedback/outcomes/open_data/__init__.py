"""Published figures as files for anybody, and for programs that ask with a token: nothing but what is published.

Read `columns.py` first, then `rows.py`. `docs/api.md` is for those who use them.
"""
