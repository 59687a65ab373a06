"""What editors do with surveys: write, publish, sign, open waves, make ways in, type in paper.

Read `viewsets` first; each of the others is one screen, or the form of one.
"""
