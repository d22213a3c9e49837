"""The whole way: a charter that declares the provider, settings that say what we are to it, the certified provider, an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.accounts.providers.conftest import SECRET, Certified, Go
from tests.accounts.providers.installing import charter_with
from tests.conftest import CHEAP_KDF, PASSPHRASE

from etanche.accounts import CHEAP, Accounts
from etanche.accounts.providers import ByProvider, NoAccountYet
from etanche.clock import SystemClock
from etanche.instance import Instance, InstanceUnreadable
from etanche.instance.letting_in import accounts_of
from etanche.instance.sign_in import by_provider
from etanche.instance.sign_in_settings import ProviderSecretUnreadable
from etanche.outbound import HostNotDeclared

Open = Callable[..., Instance]


@pytest.fixture
def opened(tmp_path: Path, certified: Certified) -> Iterator[Open]:
    """Open an instance whose charter declares the provider, with some settings."""
    charter, folder = tmp_path / "charter.yaml", tmp_path / "data"
    charter.write_text(charter_with(certified), encoding="utf-8")
    Instance.create(folder, charter=charter, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF).close()
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    plain = (folder / "instance.toml").read_text()
    with ExitStack() as closing:

        def make(section: str) -> Instance:
            (folder / "instance.toml").write_text(f"{plain}\n{section}\n")
            instance = Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=SystemClock())
            return closing.enter_context(instance)

        yield make


def settings(certified: Certified, tmp_path: Path, **other: str) -> str:
    """Return settings that say what we are to the provider."""
    said = {"issuer": certified.issuer, "client-id": "etanche", "client-secret-file": str(tmp_path / "secret")} | other
    lines = "\n".join(f'{name} = "{value}"' for name, value in said.items())
    outbound = f'[outbound]\nauthorities = "{certified.certificate}"'
    return f'[terms]\nversion = "2"\n\n{outbound}\n\n[providers.certified]\n{lines}'


def services(instance: Instance) -> tuple[Accounts, ByProvider]:
    """Return both services of accounts."""
    address = "https://etanche.example"
    accounts = accounts_of(instance, address=address, page=lambda _, word: f"/x?link={word}", cost=CHEAP)
    return accounts, by_provider(instance, accounts, address=address, back=lambda _: "/back")


def test_somebody_is_known_by_the_provider_that_the_charter_declares(
    opened: Open, certified: Certified, tmp_path: Path, go: Go
) -> None:
    """Asked for what the charter says and for no more; no account is opened where the charter does not say that providers open some."""
    _, by = services(opened(settings(certified, tmp_path)))
    way = by.begin("certified", shown=by.documents)

    assert (("certified",), "2") == (by.names, by.documents.terms)
    assert "scope=openid+email+calendar&" in way.address
    with pytest.raises(NoAccountYet):
        by.come_in("certified", way.word, go(way.address), language="fr")


def test_settings_open_no_way_that_the_charter_does_not(opened: Open, certified: Certified, tmp_path: Path) -> None:
    """Attack: another issuer at another host, or a provider that the charter does not have."""
    wrong = settings(certified, tmp_path, issuer="https://evil.example")
    _, by = services(opened(f'{wrong}\n\n[providers.another]\nissuer = "https://evil.example"\nclient-id = "x"'))

    assert ("certified",) == by.names
    with pytest.raises(HostNotDeclared):
        by.begin("certified", shown=by.documents)


def test_a_secret_that_cannot_be_read_is_told(opened: Open, certified: Certified, tmp_path: Path) -> None:
    """The file is not there: nobody is sent anywhere."""
    _, by = services(opened(settings(certified, tmp_path, **{"client-secret-file": "/nothing"})))

    with pytest.raises(ProviderSecretUnreadable):
        by.begin("certified", shown=by.documents)


@pytest.mark.parametrize(
    "wrong",
    [
        '[providers.certified]\nissuer = "https://x.example"',
        '[providers.certified]\nissuer = "https://x.example"\nclient-id = "x"\nclient-secret = "in clear"',
        '[providers.certified]\nissuer = "https://x.example"\nclient-id = "x"\nsecond-factor = "perhaps"',
        '[providers.certified]\nissuer = "https://x.example"\nclient-id = 7',
        '[providers.certified]\nissuer = "https://x.example"\nclient-id = "x"\nacr = "one"',
        "[terms]\nversion = 2",
        '[outbound]\nprivate = "host"',
        "[outbound]\nauthorities = 7",
    ],
)
def test_settings_that_cannot_be_meant_are_refused(opened: Open, wrong: str) -> None:
    """A secret in clear, a word that is none, a number for a text."""
    with pytest.raises(InstanceUnreadable):
        opened(wrong)
