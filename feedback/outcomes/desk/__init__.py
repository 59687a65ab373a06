"""Where figures are released, and where the Strategic Group reads them.

`workflow` is the way of a release from asking to publishing; `dashboard` is how things stand, with what is missing,
behind, or waits for a decision; `worked_out` explains one figure. `grid` and `wording` put what a release holds into
tables and words. In English only, and without the solver: what is audited was audited by the worker.
"""
