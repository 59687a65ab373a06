"""The desk on which a small team sees every page in every language and format, and what has to be done next.

`cells` is pure: plain facts in, a state and a next step out. `queries` reads the facts, `selection` filters and sorts
rows, `addresses` leads to the work, `views` shows the table, and `explorer` puts a column into Wagtail's lists of
pages. In English only (docs/decisions/0029): what it says of a translation is for whoever keeps the English.
"""
