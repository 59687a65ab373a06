"""Where analysts keep the framework and its figures. In English, for now: families read none of it here."""
