"""Logging in through a certified provider: it comes back who went there, with what they granted, and nobody else."""

from __future__ import annotations

import msgspec
import pytest
from tests.accounts.providers.conftest import Go, Make

from etanche.accounts import Accepted
from etanche.accounts.providers import Assurance, ProviderOutOfReach, ProviderRefused, ProviderUnbelieved, assurance_of
from etanche.instance import Instance
from etanche.outbound import HostNotDeclared


def test_whoever_goes_there_comes_back_as_themselves(make: Make, go: Go, accepted: Accepted) -> None:
    """Subject, address and permissions are those of the provider; the issuer is ours, letter for letter."""
    provider = make()
    begun = provider.begin(accepted)
    identity = provider.finish(begun.pending, go(begun.address))

    assert ("camille", "camille@estran.example") == (identity.subject, identity.email)
    assert {"email", "mail.read", "calendar"} == identity.granted
    assert begun.address.startswith(f"{identity.issuer}/auth?")


def test_a_permission_that_was_left_out_is_not_granted(make: Make, go: Go, accepted: Accepted) -> None:
    """Somebody unticks one permission: the login is good, and that one is missing."""
    provider = make()
    begun = provider.begin(accepted)
    identity = provider.finish(begun.pending, go(begun.address, refused=["mail.read"]))

    assert {"email", "calendar"} == identity.granted


def test_an_address_that_was_not_verified_is_nobodys(make: Make, go: Go, accepted: Accepted) -> None:
    """Attack: an account at the provider under somebody else's address; who it is stays its subject, and the address is not believed."""
    provider = make()
    begun = provider.begin(accepted)
    identity = provider.finish(begun.pending, go(begun.address, "unproved"))

    assert ("unproved", None) == (identity.subject, identity.email)


@pytest.mark.parametrize(
    ("how", "assurance"),
    [
        ({"amr": ["pwd", "otp"]}, Assurance.VERIFIED),
        ({"amr": ["mfa"]}, Assurance.VERIFIED),
        ({"amr": ["pwd"], "acr": "urn:two"}, Assurance.VERIFIED),
        ({"amr": ["pwd"]}, Assurance.UNKNOWN),
        ({"amr": ["pwd"], "acr": "urn:other"}, Assurance.UNKNOWN),
    ],
)
def test_what_the_provider_says_of_a_second_factor_comes_back(
    make: Make, go: Go, accepted: Accepted, how: dict[str, object], assurance: Assurance
) -> None:
    """Two factors in the signed token, or the class that we asked for, are verified; a password alone is not."""
    provider = make(acr=("urn:two",))
    begun = provider.begin(accepted)
    identity = provider.finish(begun.pending, go(begun.address, **how))

    assert assurance == assurance_of(identity.said, asked=("urn:two",), claimed=False)


def test_a_fresh_login_says_when_it_was(make: Make, go: Go, accepted: Accepted) -> None:
    """Asked to let somebody log in anew, the provider says when they did, and it is now."""
    provider = make()
    begun = provider.begin(accepted, fresh=True)

    assert "max_age=0" in begun.address
    assert "camille" == provider.finish(begun.pending, go(begun.address)).subject


def test_somebody_who_says_no_is_not_let_in(make: Make, go: Go, accepted: Accepted) -> None:
    """Denied at the provider, it is told as a refusal, and no more is said."""
    provider = make()
    begun = provider.begin(accepted)

    with pytest.raises(ProviderRefused):
        provider.finish(begun.pending, go(begun.address, denied=True))


def test_a_code_works_once(make: Make, go: Go, accepted: Accepted) -> None:
    """Attack: whoever saw the address with which somebody came back cannot come back with it again."""
    provider = make()
    begun = provider.begin(accepted)
    answer = go(begun.address)
    provider.finish(begun.pending, answer)

    with pytest.raises(ProviderRefused):
        provider.finish(begun.pending, answer)


def test_a_code_of_another_login_is_worth_nothing(make: Make, go: Go, accepted: Accepted) -> None:
    """Attack: the eavesdropper's own login gets the victim's code; its verifier is another one, and its nonce."""
    provider = make()
    mine, theirs = provider.begin(accepted), provider.begin(accepted)
    stolen = go(theirs.address, "marguerite")

    with pytest.raises(ProviderUnbelieved):
        provider.finish(mine.pending, stolen)
    with pytest.raises(ProviderRefused):
        provider.finish(mine.pending, stolen | {"state": mine.pending.state})
    assert "marguerite" == provider.finish(theirs.pending, stolen).subject


def test_a_token_of_another_login_is_not_believed(make: Make, go: Go, accepted: Accepted) -> None:
    """Attack: with the right code and verifier, but remembered under another nonce, the token is of another login."""
    provider = make()
    begun = provider.begin(accepted)
    answer = go(begun.address)

    with pytest.raises(ProviderUnbelieved, match="another login"):
        provider.finish(msgspec.structs.replace(begun.pending, nonce="another"), answer)


def test_an_answer_of_another_provider_is_not_believed(make: Make, go: Go, accepted: Accepted) -> None:
    """Attack: a mix-up, in which another issuer answers, or none is named though this one always does (RFC 9207)."""
    provider = make()
    begun = provider.begin(accepted)
    answer = go(begun.address)
    unnamed = {name: value for name, value in answer.items() if name != "iss"}

    for one in (answer | {"iss": "https://evil.example"}, unnamed):
        with pytest.raises(ProviderUnbelieved, match="another provider"):
            provider.finish(begun.pending, one)


def test_a_wrong_secret_is_refused(make: Make, go: Go, accepted: Accepted) -> None:
    """With another secret than the provider knows no code is turned into anything."""
    provider = make(secret="another")
    begun = provider.begin(accepted)

    with pytest.raises(ProviderRefused):
        provider.finish(begun.pending, go(begun.address))


def test_another_issuer_than_the_settings_name_is_not_spoken_to(make: Make, accepted: Accepted) -> None:
    """A document that names another issuer, even by a stroke at its end, is not believed."""
    provider = make()

    with pytest.raises(ProviderOutOfReach):
        make(issuer=f"{provider._issuer}/").begin(accepted)


def test_a_provider_at_an_undeclared_host_is_not_spoken_to(make: Make, accepted: Accepted, house: Instance) -> None:
    """Attack: settings that name another host open no way there."""
    before = len(house.journal.entries(act="egress-refused"))
    with pytest.raises(HostNotDeclared):
        make(issuer="https://evil.example").begin(accepted)

    assert before + 1 == len(house.journal.entries(act="egress-refused"))


def test_where_one_comes_back_to_is_known_to_the_provider(make: Make, go: Go, accepted: Accepted) -> None:
    """Attack: an address of ours that the provider does not know is not gone back to."""
    begun = make(back="https://evil.example/back").begin(accepted)

    with pytest.raises(AssertionError, match="redirect_uri"):
        go(begun.address)
