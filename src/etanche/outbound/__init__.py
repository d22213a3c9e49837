"""
The only room that sends: to the key service, the time-stamping authority and the mail server that the settings of an instance name.

What it does *not* do: choose a host. It is told one by whoever configured the instance.
"""

from etanche.outbound.asking import AddressOutOfReach, WebAnswer, ask_address
from etanche.outbound.kms import AwsKeys
from etanche.outbound.mail import Letter, MailOutOfReach, MailPasswordUnreadable, Relay, message_of, send
from etanche.outbound.stamping import AuthorityOutOfReach, HostNotDeclared, ask_authority

__all__ = [
    "AddressOutOfReach",
    "AuthorityOutOfReach",
    "AwsKeys",
    "HostNotDeclared",
    "Letter",
    "MailOutOfReach",
    "MailPasswordUnreadable",
    "Relay",
    "WebAnswer",
    "ask_address",
    "ask_authority",
    "message_of",
    "send",
]
