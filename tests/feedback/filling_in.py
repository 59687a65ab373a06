"""A family that fills in a survey through its forms, as a browser without scripts does."""

from collections.abc import Mapping, Sequence
from typing import Any

from bs4 import BeautifulSoup, Tag

from tests.markup import CheckingClient


class Family:
    """One family: the page it looks at, and what it does there."""

    def __init__(self, client: CheckingClient, code: str, language: str = "en") -> None:
        self.client, self.code, self.language = client, code, language
        self.look(client.get(self.address("questions/")))

    def address(self, tail: str = "") -> str:
        return f"/{self.language}/survey/{self.code}/{tail}"

    def look(self, response: Any) -> Any:
        self.response = response
        self.page = BeautifulSoup(response.content.decode(), "html.parser")
        return response

    @property
    def form(self) -> Tag:
        form = self.page.find(id="survey")
        assert isinstance(form, Tag), self.page.get_text(" ", strip=True)[:500]
        return form

    @property
    def at(self) -> str:
        return self.fields["at"]

    @property
    def fields(self) -> dict[str, Any]:
        """What the form would send, as it was drawn: hidden fields, and what is ticked or typed."""
        hidden = self.form.select("input[type=hidden]")
        fields: dict[str, Any] = {str(each["name"]): each.get("value", "") for each in hidden}
        for each in self.form.select("input[checked]"):
            fields.setdefault(each["name"], []).append(each["value"])
        for each in self.form.select("textarea, input[type=text]"):
            fields[each["name"]] = each.get_text() if each.name == "textarea" else each.get("value", "")
        return fields

    @property
    def choices(self) -> list[str]:
        return [str(each["value"]) for each in self.form.select("input[type=radio], input[type=checkbox]")]

    def press(self, go: str = "next", *answers: str, **headers: str) -> Any:
        """Press a button, with these answers to the question on the page."""
        fields = self.fields
        if answers:
            fields[f"answer-{self.at}"] = list(answers)
        return self.look(self.client.post(self.address("questions/"), fields | {"go": go}, headers=headers))

    def go_to(self, at: str, answers: Mapping[str, Sequence[str]] | None = None) -> list[str]:
        """Go on to a page; return the pages on the way."""
        way: list[str] = []
        while self.at != at:
            assert self.at not in way, f"{at} is not on the way: {way}"
            way.append(self.at)
            self.press("next", *(answers or {}).get(self.at, ()))
        return way

    def answer(self, answers: Mapping[str, Sequence[str]]) -> None:
        """Go on to the record, with these answers by question; what is not named is passed over."""
        for _step in range(60):
            if self.at == "record":
                return
            if self.at == "equality":
                named = {f"answer-{key}": list(codes) for key, codes in answers.items()}
                self.look(self.client.post(self.address("questions/"), self.fields | named | {"go": "next"}))
            else:
                self.press("next", *answers.get(self.at, ()))
            assert self.response.status_code == 200, self.page.get_text(" ", strip=True)[:800]
        raise AssertionError("the survey does not end")

    def send(self, *, headers: Mapping[str, str] | None = None, **changed: Any) -> Any:
        """Press "Send" on the record."""
        return self.look(self.client.post(self.address("send/"), self.fields | changed, headers=dict(headers or {})))
