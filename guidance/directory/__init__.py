"""Services that families can turn to, and the five areas they are in. Grows into the directory of services."""
