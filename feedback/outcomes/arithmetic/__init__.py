"""The arithmetic of outcomes: intervals, waits, control charts, what may be shown, and adding up. Pure.

Every formula here has a closed form or a short sum, written out in plain Python. SciPy has them all, but would cost
each web process 70 MB: so the tests compare with it, and the site does without.
"""
