"""Releases: counted, made safe, audited, approved, frozen."""
