"""Translations of pages out to translators and back, as files they can work on.

Pure: `texts` says what travels; `po`, `xliff` and `word` write and read it; `package` opens and closes zips; `judge`
says what is wrong with one text, and `tongue` which language it is in; `likeness` compares English.

`services` reads pages and puts in what may go in; `memory` is what was said before, `engines` draft from it; `views`
and `memory_views` are what people see, in English only (docs/decisions/0029).
"""
