"""The starter content: English pages as text files, translations as PO files, and how they are loaded.

`files.py` and `markup.py` are pure; `load.py` puts things into the site. Read `docs/content-files.md` for the format.
"""
