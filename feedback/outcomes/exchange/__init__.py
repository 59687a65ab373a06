"""Figures from elsewhere, typed into a spreadsheet: looked at whole first, taken whole or not at all.

Read `tables` first (a file becomes cells with places), then `columns` (what a cell may say) and `kinds` (the four kinds
of figures). `services` says what would happen, and does it. A file with one wrong row changes nothing.
"""
