"""Services that families can turn to: what is known of each, what parents may read, how they are found."""
