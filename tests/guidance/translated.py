"""Which pages of the starter content are there in every first language. The others are in English only, so far."""

#: Add a page here when all its PO files are there: its translations are then held to be whole.
TRANSLATED_PAGES = (
    "about",
    "accessibility",
    "bouncing-back",
    "calm-together",
    "feeling-safe-at-home",
    "guidance",
    "home",
    "how-brains-grow",
    "looking-after-you",
    "new-here",
    "other-formats",
    "privacy",
    "what-attachment-means",
    "why-babies-cry",
)
