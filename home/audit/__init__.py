"""What staff do is kept in Wagtail's log, and nobody can change it from the site (docs/decisions/0063).

`actions` notes what Wagtail does not note by itself, `guard` has the database refuse every change, `report` shows the
whole log to whoever answers for the site. No words of a family stand in it, and no address.
"""
