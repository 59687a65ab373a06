"""The question in every guidance page: did this help, and how did it make you feel."""
