"""What practitioners use in a living room, on a phone: screens of their own, without the rest of the admin around them.

Nothing about a family is asked for, or kept, on any of them.
"""
