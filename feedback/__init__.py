"""What parents tell us, and what we conclude: surveys, outcomes, "you said, we did".

May read `home`, and of guidance its queries, documents, formats and directory. Empty until the surveys are built.
"""
