"""Questions to ask: a parent picks some, and shows them to a health visitor in both languages. Nothing is kept."""
