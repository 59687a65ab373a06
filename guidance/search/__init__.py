"""Search that forgives: missing diacritics, word endings, the Arabic article, one slip of the finger.

`folding.py` is pure; `index.py` keeps and asks the words. Read `folding.py` first.
"""
