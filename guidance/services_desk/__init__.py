"""Where staff keep the directory: its form, files in and out, the way to refer a family, and the map of gaps."""
