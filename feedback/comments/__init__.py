"""What families write in their own words: never beside their other answers, read by people before anything else.

Read `models` first, then `gate` (when there is a box to write in), then `services` (what moderators do).
"""
