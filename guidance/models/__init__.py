"""Guidance's records and pages, one module per noun."""

from guidance.directory.models import Locality, Service
from guidance.models.doors import Door, DoorChoice
from guidance.models.doubts import Doubt
from guidance.models.easy_read import EasyRead
from guidance.models.formats import FormatCheck, FormatFile
from guidance.models.glossary import GlossaryTerm
from guidance.models.loaded import LoadedFile
from guidance.models.packs import FavouritePage, Pack, PackCard, PackOpens
from guidance.models.pages import GuidanceIndexPage, GuidancePage
from guidance.models.questions import QuestionSignOff, QuestionToAsk
from guidance.models.recordings import RecordedPart
from guidance.models.requests import FormatRequest
from guidance.models.search import SearchWord
from guidance.models.sign_video import SignVideo
from guidance.models.sources import Claim, LinkCheck, Source
from guidance.models.stories import Story
from guidance.models.upkeep import WorkTold
from guidance.models.usage import Usage, UsageLogDay
from guidance.models.wording import AvoidedPhrase, Waiver

__all__ = [
    "AvoidedPhrase",
    "Claim",
    "Door",
    "DoorChoice",
    "Doubt",
    "EasyRead",
    "FavouritePage",
    "FormatCheck",
    "FormatFile",
    "FormatRequest",
    "GlossaryTerm",
    "GuidanceIndexPage",
    "GuidancePage",
    "LinkCheck",
    "LoadedFile",
    "Locality",
    "Pack",
    "PackCard",
    "PackOpens",
    "QuestionSignOff",
    "QuestionToAsk",
    "RecordedPart",
    "SearchWord",
    "Service",
    "SignVideo",
    "Source",
    "Story",
    "Usage",
    "UsageLogDay",
    "Waiver",
    "WorkTold",
]
