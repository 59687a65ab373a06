"""UK dates: `en` in addresses is British English."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "d/m/Y"
FIRST_DAY_OF_WEEK = 1
