"""
Claims about safety that can be tested, passwords that cannot be guessed, and clocks that run when something went wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from etanche.charter.guessing import entropy, signs_of
from etanche.charter.kinds import Outlet, Stance
from etanche.charter.lengths import surely_longer
from etanche.charter.model import Charter
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.known import cut, entries, figure, in_words
from etanche.charter.rules.phrases import claimed, texts_of
from etanche.charter.rules.rule import Rule, Wrong

IN_CLEAR = {
    21: "FTP",
    23: "Telnet",
    25: "SMTP",
    80: "HTTP",
    110: "POP3",
    143: "IMAP",
    389: "LDAP",
    1883: "MQTT",
    5222: "XMPP",
    8080: "HTTP",
}
"""Ports on which what is sent can be read on the way, by the protocol that is at home there."""


def _claims(charter: Charter) -> Iterator[Wrong]:
    for path, text in texts_of(charter):
        found = claimed("claim", text, charter.notice.languages)
        if found is not None:
            yield Wrong(path=(*path, found[0]), blanks={"claim": cut(found[1])})


def _weak(charter: Charter, day: date) -> Iterator[Wrong]:
    passwords = charter.accounts.passwords if charter.accounts is not None else None
    if passwords is None:
        return
    for asked in entries("passwords", "strength", day):
        signs, bits = signs_of(passwords.classes, counted=int(str(asked["signs"]))), int(str(asked["bits"]))
        if entropy(passwords.length, signs) < bits:
            least = next(length for length in range(1, bits) if entropy(length, signs) >= bits)
            has = int(entropy(passwords.length, signs))
            blanks = {"length": str(passwords.length), "has": str(has), "bits": str(bits), "least": str(least)}
            path = ("accounts", "passwords", "length") if "length" in passwords.model_fields_set else ("accounts",)
            yield Wrong(path=path, blanks=blanks)


def _rotated(charter: Charter, day: date) -> Iterator[Wrong]:
    passwords = charter.accounts.passwords if charter.accounts is not None else None
    if passwords is not None and figure("password-rotation", day).missed(passwords.expire):
        yield Wrong(path=("accounts", "passwords", "expire"), blanks={"time": in_words(passwords.expire)})


def _in_clear(charter: Charter) -> Iterator[Wrong]:
    for name, host in charter.hosts.items():
        for number, port in enumerate(host.ports):
            if port in IN_CLEAR:
                blanks = {"host": name, "port": str(port), "protocol": IN_CLEAR[port]}
                yield Wrong(path=("hosts", name, "ports", number), blanks=blanks)


def _late(charter: Charter, day: date) -> Iterator[Wrong]:
    breach, most = charter.incidents.breach, figure("breach-to-authority", day).most
    if most is not None and surely_longer(breach.authority_within, most):
        blanks = {"time": in_words(breach.authority_within), "most": in_words(most), "bound": str(most)}
        yield Wrong(path=("incidents", "breach", "authority-within"), blanks=blanks)


def _late_for_clients(charter: Charter, day: date) -> Iterator[Wrong]:
    breach, most = charter.incidents.breach, figure("breach-to-client", day).most
    acts = any(purpose.as_ is Stance.PROCESSOR for purpose in charter.purposes.values())
    if acts and most is not None and surely_longer(breach.customers_within, most):
        blanks = {"time": in_words(breach.customers_within), "most": in_words(most), "bound": str(most)}
        yield Wrong(path=("incidents", "breach", "customers-within"), blanks=blanks)


def _impersonal(charter: Charter) -> Iterator[Wrong]:
    announce = charter.incidents.announce
    if announce is not None and Outlet.EMAIL not in announce.by:
        yield Wrong(path=("incidents", "announce", "by"))


ALONE: tuple[AnyRule, ...] = (
    Rule(id="SEC-01", search=_claims),
    Dated(id="SEC-02", search=_weak),
    Dated(id="SEC-03", search=_rotated),
    Rule(id="SEC-04", search=_in_clear),
    Dated(id="BRE-01", search=_late),
    Dated(id="BRE-02", search=_late_for_clients),
    Rule(id="BRE-05", search=_impersonal),
)
