"""What we conclude from what families tell us: the arithmetic of it, and the charts that show it.

Read `arithmetic/ladder.py` first: how much may be said, by how many answered.
"""
