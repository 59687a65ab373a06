"""The directory of services as families see it, and as other directories read it. Nothing of a search is kept."""
