"""The starter outcomes framework: English as TOML, translations as PO, and what puts it into the site (`load`)."""
