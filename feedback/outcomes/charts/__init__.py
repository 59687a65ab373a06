"""Charts as SVG, drawn on the server: they print, need no script, and are the same bytes for the same numbers. Pure.

What comes out is safe to place inline; beside each chart stands a table with its numbers. What is hidden has no number
that a chart could give away: `Hidden` can hold none.
"""
