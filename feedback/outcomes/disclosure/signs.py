"""How published rows name things. Apart from the audit, so that who only reads a release does not load the solver."""

#: Stands for every hidden cell, whatever the reason.
HIDDEN = "–"
#: Joins the names of groups that were put together.
TOGETHER = "+"

#: How people are parted. `ALL` is everybody; languages are parted by the year only.
ALL, SERVICE, LOCALITY, LANGUAGE = "all", "service", "locality", "language"
#: The group of those of whom it is not known, and of all languages that have none of their own.
NOT_GIVEN, OTHER_LANGUAGES = "not-given", "other-languages"
