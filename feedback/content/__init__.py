"""The starter surveys and framework: English as TOML, translations as PO, and what puts them into the site (`load`)."""
