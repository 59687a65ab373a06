"""The shell's records and pages, one module per noun."""

from home.models.approval import SecondPersonApproval
from home.models.base import BasePage
from home.models.english_change import EnglishChange, NumberChange
from home.models.helplines import Helpline
from home.models.interface_word import InterfaceWord
from home.models.jobs import TimedJob
from home.models.pages import HomePage, StandardPage
from home.models.shown_change import ShownChange
from home.models.sign_off import SignOff
from home.models.site_language import SiteLanguage

__all__ = [
    "BasePage",
    "EnglishChange",
    "Helpline",
    "HomePage",
    "InterfaceWord",
    "NumberChange",
    "SecondPersonApproval",
    "ShownChange",
    "SignOff",
    "SiteLanguage",
    "StandardPage",
    "TimedJob",
]
