"""
Who is sent to a provider, and what it is asked for: tried by somebody made up, at a provider that is played in this process.

The address that leads there is made by the service itself; nothing is sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from etanche.accounts import Documents, LoginRefused, Session, TermsNotAccepted
from etanche.accounts.passwords import weight_of
from etanche.accounts.providers import ByProvider, Client, Identity, Known, NoAccountYet, Pending, Provider, Said
from etanche.outbound import Answer, Http
from etanche.proof.guests.scene import PLACE, Lobby, Vestibule, guest, lobby, lodge_of, vestibule
from etanche.proof.lodge import Lodge
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.made_up import marker
from etanche.proof.run import ProofRun

_ISSUER: Final = "https://provider.invalid"
_ALWAYS: Final = "openid"
"""What says that somebody logs in, and gives nothing."""

_NEVER: Final = Documents(terms="never", notice="never")


class Played(Http):
    """A way out that leads nowhere: it answers as a provider would that is asked what it is."""

    def __init__(self) -> None:
        """Play."""

    def allows(self, url: str) -> None:
        """Let every address be one: none is asked."""

    def send(
        self,
        method: str,  # noqa: ARG002  # as the real one
        url: str,  # noqa: ARG002
        *,
        headers: Mapping[str, str] | None = None,  # noqa: ARG002
        body: bytes = b"",  # noqa: ARG002
        clear: bool = False,  # noqa: ARG002
        longest: int = 0,  # noqa: ARG002
        seconds: float = 0,  # noqa: ARG002
        probe: str | None = None,  # noqa: ARG002
    ) -> Answer:
        """Say what the provider is."""
        said = {
            "issuer": _ISSUER,
            "authorization_endpoint": f"{_ISSUER}/authorise",
            "token_endpoint": f"{_ISSUER}/token",
            "jwks_uri": f"{_ISSUER}/keys",
        }
        return Answer(status=200, headers={}, body=json.dumps(said).encode())


class StandIn(Provider):
    """A provider who believes what comes back: what its tokens must be is not what is tried here."""

    def finish(self, pending: Pending, answer: Mapping[str, str]) -> Identity:  # noqa: ARG002  # as the real one
        """Say that it is whoever was named."""
        return Identity(
            issuer=_ISSUER, subject=answer["subject"], email=answer.get("email"), granted=frozenset(), said=Said()
        )


def scopes(run: ProofRun, provider: str, scope: str) -> Outcome:
    """Go to a provider, and look at what it would be asked for."""
    lodge = lodge_of(run)
    if lodge is None:
        return unproven("accounts.nobody-yet")
    declared = run.bench.charter.providers[provider].scopes
    asked = run.once(("asked", provider), lambda: _asked(run, lodge, provider))
    strange = asked - {_ALWAYS} - {one.asks for one in declared.values()}
    if strange:
        return broken("scopes.undeclared", scopes=len(strange))
    return kept("scopes.declared", features=len(declared[scope].for_), scopes=len(declared))


def terms_first(run: ProofRun, provider: str) -> Outcome:
    """Ask for the way to a provider without having accepted, with what nobody was shown, and then as one should."""
    lodge = lodge_of(run)
    if lodge is None:
        return unproven("accounts.nobody-yet")
    at, by = lobby(run, lodge), _service(run, lodge, provider)
    session, password = _of_before(run, at, vestibule(run, lodge.home))
    attempts: tuple[Callable[[], object], ...] = (
        lambda: by.begin_link(session, provider, password, place=PLACE),
        lambda: by.begin_link(session, provider, password, place=PLACE, shown=_NEVER),
        lambda: by.begin(provider, shown=_NEVER),
    )
    for attempt in attempts:
        try:
            attempt()
        except TermsNotAccepted:
            continue
        return broken("consent.provider-unasked")
    by.begin_link(session, provider, password, place=PLACE, shown=by.documents)
    return kept("consent.terms-first")


def _of_before(run: ProofRun, at: Lobby, vault: Vestibule) -> tuple[Session, str]:
    """Let somebody be in whose account was opened before terms were accepted with one; return their password too."""
    email, password, means = f"{marker()}@canary.invalid", at.good_password(), at.accounts.means
    hashed, weight = means.hasher.hash(password), weight_of(password)
    means.keeping.open(vault.new_person(), email=email, name="", language="en", password=hashed, weight=weight)
    session = at.accounts.log_in(email, password, place=PLACE).session
    run.at_end(lambda: means.logged_in.close_all(session.account))
    return session, password


def signing_in(run: ProofRun, provider: str) -> Outcome:
    """Link an account, come in by the link, take it back; and try to come in by a guess, by an address, and by a link that is gone."""
    lodge = lodge_of(run)
    if lodge is None:
        return unproven("accounts.nobody-yet")
    ours, by = guest(run, lobby(run, lodge)), _service(run, lodge, provider)
    session, who = ours.begun.session, marker()
    try:
        by.begin_link(session, provider, f"{ours.password} guessed", place=PLACE, shown=by.documents)
    except LoginRefused:
        way = by.begin_link(session, provider, ours.password, place=PLACE, shown=by.documents)
    else:
        return broken("accounts.provider-unasked")
    if _comes(by, provider, {"subject": marker(), "email": ours.email}) is not None:
        return broken("accounts.provider-by-address")
    by.link(session, provider, way.word, {"subject": who})
    came = _comes(by, provider, {"subject": who})
    by.unlink(session, provider, ours.password, place=PLACE)
    if came != session.account:
        return broken("accounts.provider-unknown")
    if _comes(by, provider, {"subject": who}) is not None:
        return broken("accounts.provider-not-undone")
    return kept("accounts.provider-linked")


def _comes(by: ByProvider, provider: str, told: Mapping[str, str]) -> bytes | None:
    """Come in as somebody at a provider; return into whose account, or nothing."""
    way = by.begin(provider, shown=by.documents)
    try:
        begun = by.come_in(provider, way.word, told, language="en")
    except NoAccountYet:
        return None
    by.means.logged_in.close_all(begun.session.account)
    return begun.session.account


def _asked(run: ProofRun, lodge: Lodge, provider: str) -> frozenset[str]:
    """Return the permissions in the address that leads to a provider."""
    by = _service(run, lodge, provider)
    way = by.begin(provider, shown=by.documents)
    return frozenset(parse_qs(urlsplit(way.address).query)["scope"][0].split())


def _service(run: ProofRun, lodge: Lodge, provider: str) -> ByProvider:
    home, vault, at = lodge.home, vestibule(run, lodge.home), lobby(run, lodge, strong=True)
    client = Client(id="etanche", back=f"{_ISSUER}/back", scopes=lodge.asked(provider))
    known = Known(provider=StandIn(provider, issuer=_ISSUER, client=client, http=Played(), clock=at.clock))
    return ByProvider(
        at.accounts.means,
        providers=lambda: {provider: known},
        terms=lodge.terms(lambda: vault),
        vault=lambda: vault,
        key=lambda: home.keyring.ledger_key(home.organisation, "providers"),
        opens=True,
        linking=lodge.linking,
    )
