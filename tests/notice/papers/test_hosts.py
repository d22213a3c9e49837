"""The page for firewalls: every address with ports, caller, occasion and owner; the same for programs (A12)."""

from __future__ import annotations

import json

import pytest
from tests.notice.made import charter_of
from tests.notice.papers.made import part, plain, text_of

from etanche.charter import Caller, Charter, Promise, digest
from etanche.notice import papers, sentence, told
from etanche.terms import LANGUAGES, Language
from etanche.words import say

pytestmark = pytest.mark.clause("A12")


def called_at(charter: Charter) -> dict[str, str]:
    """Return the provider that is called at an address."""
    return {provider.host: name for name, provider in charter.providers.items()}


CHARTERS = ("ableton", "gmelius", "whole", "play-sql")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTERS)
def test_every_address_stands_once_under_its_caller(name: str, language: Language) -> None:
    """With all its ports, when it is called and whose it is; under no other caller."""
    charter = charter_of(name)
    text = text_of(name, "hosts", language)
    for host, found in charter.hosts.items():
        rows = {
            caller: [row for row in part(text, caller).splitlines() if f'id="host-{host}"' in row] for caller in Caller
        }
        owners = {name: recipient.name for name, recipient in charter.recipients.items()}
        owners |= {name: provider.name for name, provider in charter.providers.items()}
        whose = found.to or called_at(charter).get(host)
        owner = owners[whose] if whose else say("paper.hosts.ours", language)
        wanted = [found.address, *map(str, found.ports), plain(told(found.when, language)), plain(owner)]

        assert {caller: int(caller is found.called_by) for caller in Caller} == {
            caller: len(found) for caller, found in rows.items()
        }
        assert [] == [words for words in wanted if words not in rows[found.called_by][0]]


@pytest.mark.parametrize("name", CHARTERS)
def test_the_list_for_programs_has_a_line_for_each_address_and_port(name: str) -> None:
    """Five fields without spaces, in a fixed order, in every language the same."""
    charter = charter_of(name)
    lists = [
        papers.written("hosts", "txt", papers.Setting(charter=charter, language=language)) for language in LANGUAGES
    ]
    lines = [line.split() for line in str(lists[0]).splitlines() if not line.startswith("#")]

    assert lists[0] == lists[1]
    assert sorted(lines) == sorted(
        [host.address, str(port), str(host.called_by), host.to or called_at(charter).get(one, "-"), one]
        for one, host in charter.hosts.items()
        for port in host.ports
    )


def test_the_json_names_everything_in_both_languages() -> None:
    """Addresses, ports, callers, owners, occasions, the applications, and of which charter all this is."""
    charter = charter_of("ableton")
    made = papers.written("hosts", "json", papers.Setting(charter=charter, language="fr"))
    told_of = json.loads(str(made))

    assert digest(charter) == told_of["charter"]
    assert {"studio", "notebook"} == set(told_of["applications"])
    assert {
        "name": "authorisation-server",
        "address": "services.ableton.example",
        "ports": [80, 443],
        "called-by": "application",
        "to": None,
        "when": {
            "fr": "À l’autorisation de l’application".replace("’", "'"),
            "en": "When the application is authorised",
        },
    } == told_of["hosts"][0]


def test_the_programs_that_call_are_named() -> None:
    """An administrator who allows one application and not another knows which there are."""
    said = part(text_of("ableton", "hosts", "en"), "application")

    assert "The desktop studio" in said
    assert "The mobile notebook" in said


def test_where_nothing_is_called_nothing_has_to_be_opened() -> None:
    """A charter without addresses says so, and its list has its head alone."""
    made = papers.written("hosts", "txt", papers.Setting(charter=charter_of("bookshop"), language="en"))

    assert "No address is called." in text_of("bookshop", "hosts", "en")
    assert 1 == len(str(made).splitlines())


def test_an_address_of_a_provider_is_not_ours() -> None:
    """What a provider is called at is the provider's, where the charter says so and where it only says that it is called there."""
    charter = charter_of("gmelius")
    silent = charter.hosts["google-accounts"].model_copy(update={"to": None})
    unsaid = charter.model_copy(update={"hosts": {**charter.hosts, "google-accounts": silent}})

    for found in (charter, unsaid):
        listed = str(papers.written("hosts", "txt", papers.Setting(charter=found, language="en")))
        assert "google-login" in next(line for line in listed.splitlines() if "accounts.google.example" in line)
    said = sentence(unsaid, Promise(kind="egress", subject="google-accounts"), "en")
    assert said.endswith("Behind this address: Google.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_settings_of_an_instance_name_is_printed_among_the_declared_hosts(language: Language) -> None:
    """Databases and services of keys stand on the page, in the list for programs and in the file; and they are counted."""
    called = (
        papers.Called(use="data-store", address="db.example", port=5433),
        papers.Called(use="key-service", address="kms.example", port=443),
    )
    setting = papers.Setting(charter=charter_of("gmelius"), language=language, called=called)
    page = str(papers.written("hosts", "html", setting))
    lines = [line.split() for line in str(papers.written("hosts", "txt", setting)).splitlines()]
    told_of = json.loads(str(papers.written("hosts", "json", setting)))["configured"]

    for one in called:
        assert plain(one.address) in page
        assert plain(say(f"paper.hosts.configured.{one.use}", language)) in plain(page)
        assert [one.address, str(one.port), "server", "-", one.use] in lines
        assert {"use": one.use, "address": one.address, "port": one.port} in told_of
