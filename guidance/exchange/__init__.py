"""Translations of pages out to translators and back, as files they can work on.

`texts` says what travels; `po`, `xliff` and `word` write and read it; `package` opens and closes zips; `judge` says
what is wrong with one text, with the help of `tongue`, which language it is in. All of these are pure. `services`
reads pages and puts in what may go in; `views` is what people see. In English only (docs/decisions/0029).
"""
