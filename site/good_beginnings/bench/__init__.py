"""What the site weighs and how quick it is on this machine: `./run bench`.

Read `tables.py` first, then `run.py`, whose `TABLES` is where later work adds a table of its own. `weight.py` is what
`tests/project/test_weight.py` measures with, too.
"""
