"""Guidance's records and pages, one module per noun."""

from guidance.models.doors import Door
from guidance.models.glossary import GlossaryTerm
from guidance.models.loaded import LoadedFile
from guidance.models.pages import GuidanceIndexPage, GuidancePage
from guidance.models.search import SearchWord
from guidance.models.sources import Source

__all__ = ["Door", "GlossaryTerm", "GuidanceIndexPage", "GuidancePage", "LoadedFile", "SearchWord", "Source"]
