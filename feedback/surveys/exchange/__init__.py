"""A survey's words out to translators and back: as a spreadsheet in the style of XLSForm, or as a PO file.

Read `form` first (which cell is which text). `spreadsheet` and `po` write and read, pure; `services` changes rows. Only
words come back: what a survey asks is changed in its own page, so a file that says otherwise is refused, whole.
"""
