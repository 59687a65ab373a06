"""How long what families told us is kept, in which order, and how it is copied.

Read `shuffling` first: why no row's place says anything. Then `forgetting`, `copying`, and `archive`.
"""
