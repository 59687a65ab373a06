"""What may be shown: small groups are hidden, and whatever would give them away. Pure.

`suppress` hides; `audit` is written apart from it and asks, of everything published, what could be worked out;
`published` reads a release as a stranger would, and puts it to the audit; `signs` is how published rows name things.
"""
