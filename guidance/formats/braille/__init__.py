"""Braille: pages for a BRF or PEF embosser and display, contracted and not, and eBraille that fits any display.

Begin with `producers.py`. A document is read as passages (`reading`), written by liblouis's tables (`translation`,
`characters`, `tables`, `liblouis`), laid on pages (`layout`) and saved (`brf`, `pef`, `ebraille`).
"""
