"""What we conclude from what families tell us, and from what services count.

Pure: `arithmetic/` (intervals, charts' limits, words for numbers), `disclosure/` (what may be shown), `charts/`
(drawn), `periods.py`. Kept: `models/`. Read `docs/outcomes.md` first. Survey answers feed performance measures and
never a population indicator: no row leads from one to the other.
"""
