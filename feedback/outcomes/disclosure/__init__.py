"""What may be shown: small groups are hidden, and whatever would give them away. Pure."""
