"""Keeping it true: what is to be read again and by whom, what rests on what, and links that lead nowhere.

See `docs/editors.md`, "Keep it true".
"""
