"""Who may not look at records of a kind does not see them in a dialog for picking one either."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from feedback.groups import PRACTITIONERS, STRATEGIC_GROUP
from tests.feedback.replies import a_reply

pytestmark = pytest.mark.django_db


def client_of(group: str) -> Client:
    person = User.objects.create_user("somebody", password="a long password for tests")
    person.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/admin/snippets/choose/feedback/reply/",
        "/admin/snippets/choose/feedback/reply/results/",
        "/admin/snippets/choose/feedback/reply/chosen/{pk}/",
        "/admin/snippets/choose/feedback/reply/chosen-multiple/?id={pk}",
        "/admin/localize/api/snippets/feedback/reply/",
        "/admin/localize/api/snippets/feedback/reply/{pk}/",
    ],
)
def test_a_draft_is_picked_by_those_who_write_it_alone(address: str) -> None:
    reply = a_reply(name_en="Not said to anybody yet")

    refused = client_of(PRACTITIONERS).get(address.format(pk=reply.pk))

    assert refused.status_code == 403
    assert reply.name_en not in refused.content.decode()


def test_who_writes_it_picks_it() -> None:
    reply = a_reply(name_en="Not said to anybody yet")

    for address in ("/admin/snippets/choose/feedback/reply/", "/admin/localize/api/snippets/feedback/reply/"):
        client = client_of(STRATEGIC_GROUP)
        assert reply.name_en in client.get(address).content.decode()
        User.objects.all().delete()


def test_what_families_read_anyway_is_picked_by_everybody() -> None:
    assert client_of(PRACTITIONERS).get("/admin/snippets/choose/guidance/service/").status_code == 200
