"""What becomes of what families tell us: "You said, we did", and the plan of the strategy.

Read `models` first, then `words` (in which language, and signed by whom), then `queries` (what a page shows).
"""
