"""
The only room that sends: to the key service, the time-stamping authority and the mail server that the settings of an instance name.

Letters wait in the `Outbox`, sealed, until a server has taken them (`deliver`).
What it does *not* do: choose a host. It is told one by whoever configured the instance.
"""

from etanche.outbound.delivering import Delivered, deliver
from etanche.outbound.kms import AwsKeys
from etanche.outbound.letter import Letter, LetterUnreadable, is_address, written
from etanche.outbound.mail import MailOutOfReach, MailPasswordUnreadable, Relay, Security
from etanche.outbound.outbox import Listed, Outbox, OutboxFull, Waiting
from etanche.outbound.stamping import AuthorityOutOfReach, HostNotDeclared, ask_authority

__all__ = [
    "AuthorityOutOfReach",
    "AwsKeys",
    "Delivered",
    "HostNotDeclared",
    "Letter",
    "LetterUnreadable",
    "Listed",
    "MailOutOfReach",
    "MailPasswordUnreadable",
    "Outbox",
    "OutboxFull",
    "Relay",
    "Security",
    "Waiting",
    "ask_authority",
    "deliver",
    "is_address",
    "written",
]
