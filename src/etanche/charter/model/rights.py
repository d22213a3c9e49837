"""
How rights are used, how people log in, sealed groups, and what client organisations decide (LANGUAGE §10).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator

from etanche.charter.forms import Count, Name, Names, Positive, ShortTime, Time, Truth
from etanche.charter.keep import Duration, Unit
from etanche.charter.kinds import (
    AfterDeath,
    Choice,
    Factor,
    History,
    MessageReach,
    Opening,
    Proof,
    Regime,
    Seen,
    SignClass,
    SphereDoor,
)
from etanche.charter.section import Section
from etanche.charter.words import word, words


class Identity(Section):
    """How a doubt about who somebody is gets settled."""

    by: Annotated[tuple[Proof, ...], PlainValidator(words(Proof))] = (Proof.ACCOUNT, Proof.SIGNED_LINK)
    """By what, mildest first. Without a section `accounts` the default is a signed link alone."""

    proof: Name | None = None
    """The category in which a document waits until it is checked."""


class Rights(Section):
    """How people use their rights; which rights they have follows from the bases."""

    by: Names
    """The channels by which a request may arrive."""

    requests: Name
    """The category that keeps the requests themselves."""

    identity: Identity = Identity()
    """How a doubt about who somebody is gets settled."""

    reply: Time = Duration(number=1, unit=Unit.MONTH)
    """Within what time a request is answered; at most a month."""

    regimes: Annotated[tuple[Regime, ...], PlainValidator(words(Regime))] = (Regime.GDPR,)
    """The laws under which people have rights."""

    after_death: Annotated[AfterDeath, PlainValidator(word(AfterDeath))] | None = None
    """What happens after a death without instructions; instructions are offered when this is there."""


class Passwords(Section):
    """What a password must be."""

    length: Positive = 14
    """How many characters at least."""

    classes: Annotated[tuple[SignClass, ...], PlainValidator(words(SignClass))] = ()
    """Sorts of sign of which there must be one at least; without it, any will do."""

    expire: Time | None = None
    """After what time it must be changed; without it, never."""

    logins: Positive | None = None
    """After how many logins it must be changed; without it, never."""

    history: Count = 0
    """How many earlier ones may not come back."""

    breach_list: Truth = True
    """Is it looked for among those known to have leaked?"""


class Sessions(Section):
    """How long somebody stays logged in."""

    idle: ShortTime = Duration(number=1, unit=Unit.HOUR)
    """Without an act."""

    longest: ShortTime = Duration(number=12, unit=Unit.HOUR)
    """In any case."""


class SecondFactor(Section):
    """What else than a password proves who logs in."""

    by: Annotated[tuple[Factor, ...], PlainValidator(words(Factor))] = (Factor.TOTP, Factor.PASSKEY)
    """Which factors there are."""

    encouraged: Truth = True
    """Are people asked to set one up?"""

    required_for: Names = ()
    """Roles that cannot log in without one."""


class Accounts(Section):
    """Who logs in, and how."""

    for_: Names
    """Kinds of people who may have an account."""

    opened_by: Annotated[tuple[Opening, ...], PlainValidator(words(Opening))]
    """How an account comes about."""

    passwords: Passwords | None = None
    """What a password must be; without it there are no passwords."""

    sessions: Sessions = Sessions()
    """How long somebody stays logged in."""

    second_factor: SecondFactor = SecondFactor()
    """What else proves who logs in."""


class Spheres(Section):
    """What a new sealed group starts with."""

    door: Annotated[SphereDoor, PlainValidator(word(SphereDoor))] = SphereDoor.CLOSED
    """Who may come in."""

    seen: Annotated[Seen, PlainValidator(word(Seen))] = Seen.INVISIBLE
    """Do those outside see that it is there?"""

    history: Annotated[History, PlainValidator(word(History))] = History.HIDDEN
    """Do newcomers see what was written before?"""

    messages: Annotated[MessageReach, PlainValidator(word(MessageReach))] = MessageReach.SPHERE
    """Whom a message reaches, unless its author says otherwise."""

    directory: Truth = False
    """Is there a directory of members?"""

    legacy: Truth = False
    """May members bequeath their messages?"""


class Tenants(Section):
    """What client organisations set for themselves, only more strictly than we do."""

    who: Name
    """The kind of people they are."""

    choose: Annotated[tuple[Choice, ...], PlainValidator(words(Choice))]
    """What they set."""

    regions: Names = ()
    """The regions among which they choose theirs."""
