"""Packs: what a practitioner picks for a family, behind one short address, with a card that carries it.

A pack is its choice and nothing else: no maker, no moment and no count is kept with it. Read `choice.py` first, then
`codes.py`. Families meet `views.py`, practitioners `practice_views.py`, a printer `paper.py`.
"""
