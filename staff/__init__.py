"""Who may come in: signing in, second factors, how often one may try, how long a sign-in lasts.

May import `home`; no app imports it. Passwords, codes, passkeys and the Trust's accounts are django-allauth's
(docs/decisions/0056); here stands what this site wants otherwise. Read `middleware.py` first, then `adapters.py`.
"""
