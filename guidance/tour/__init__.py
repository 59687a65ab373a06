"""Three minutes for a new editor: what is where, and a page to practise on. See `docs/editors.md`, "The first day"."""
