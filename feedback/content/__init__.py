"""The three starter surveys: English as TOML, translations as PO, and what puts them into the site (`load`)."""
