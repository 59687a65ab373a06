"""A page in the family's language and in English, line by line: three people point at the same words."""
