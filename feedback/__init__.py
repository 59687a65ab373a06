"""What parents tell us, and what we conclude: surveys, comments, a word about each page; later outcomes.

May read `home`, and of guidance its queries, documents, formats and directory. Read `surveys/definition.py` first.
"""
