"""`egress:<host>`, `egress:<channel>`, `egress:others`: which addresses are called, by what and when, and that no other is."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.naming import clause, owner_name, owner_of, told
from etanche.terms import Language
from etanche.words import begun_large, fine, list_words, quoted, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say one address with its one occasion, a door that goes one way, or that nothing else is called."""
    if subject == "others":
        return say(f"promise.egress.{'others' if charter.hosts else 'nowhere'}", language)
    if subject in charter.channels:
        title = quoted(told(charter.channels[subject].title, language), language)
        return say("promise.egress.connector", language, channel=title)
    host = charter.hosts[subject]
    # A port is a name made of digits: it has no thousands.
    ports = [str(port) for port in host.ports]
    said = say(
        "promise.egress.host",
        language,
        n=len(ports),
        caller=begun_large(say(f"caller.{host.called_by}", language)),
        address=host.address,
        ports=list_words(ports, language),
        when=clause(host.when, language),
    )
    owner = owner_of(charter, subject)
    if owner is None:
        return said
    name = fine(owner_name(charter, owner), language)
    return f"{said} {say('promise.egress.held-by', language, recipient=name)}"
