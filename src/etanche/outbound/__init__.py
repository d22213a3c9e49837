"""
The only room that sends: to the mail server and the key service that the settings of an instance name, and over HTTP to the hosts of its charter.

`Http` is the one way out to declared hosts. Letters wait in the `Outbox`, sealed, until a server has taken them (`deliver`).
What it does *not* do: choose a host. It is told one by whoever configured the instance, or wrote its charter.
"""

from etanche.outbound.asking import AddressOutOfReach, ask_address
from etanche.outbound.bounces import BounceUnreadable, take
from etanche.outbound.calling import make_calls
from etanche.outbound.delivering import Delivered, deliver
from etanche.outbound.destinations import Destination, HostNotDeclared
from etanche.outbound.dkim import Seal, pieces
from etanche.outbound.ending import sweep
from etanche.outbound.exchanging import Answer, HostOutOfReach
from etanche.outbound.following import FOLLOWED, RECIPIENT_TOLD, Fate, Followed, follow, says_end
from etanche.outbound.http import Http
from etanche.outbound.kms import AwsKeys
from etanche.outbound.letter import Letter, LetterUnreadable, is_address, written
from etanche.outbound.mail import MailOutOfReach, MailPasswordUnreadable, Relay, Security, calling
from etanche.outbound.outbox import LETTER, Listed, Outbox, OutboxFull, Waiting
from etanche.outbound.owed import Lost, letters_lost
from etanche.outbound.reading import LARGEST, within_bounds
from etanche.outbound.sending_keys import SendingKey, SendingKeys
from etanche.outbound.stamping import AuthorityOutOfReach, ask_authority
from etanche.outbound.unwritten import keep_asked, write_asked
from etanche.outbound.webhooks import EVENTS, Hook, Hooks, HookUnreadable, Made, NoSuchHook

__all__ = [
    "EVENTS",
    "FOLLOWED",
    "LARGEST",
    "LETTER",
    "RECIPIENT_TOLD",
    "AddressOutOfReach",
    "Answer",
    "AuthorityOutOfReach",
    "AwsKeys",
    "BounceUnreadable",
    "Delivered",
    "Destination",
    "Fate",
    "Followed",
    "Hook",
    "HookUnreadable",
    "Hooks",
    "HostNotDeclared",
    "HostOutOfReach",
    "Http",
    "Letter",
    "LetterUnreadable",
    "Listed",
    "Lost",
    "Made",
    "MailOutOfReach",
    "MailPasswordUnreadable",
    "NoSuchHook",
    "Outbox",
    "OutboxFull",
    "Relay",
    "Seal",
    "Security",
    "SendingKey",
    "SendingKeys",
    "Waiting",
    "ask_address",
    "ask_authority",
    "calling",
    "deliver",
    "follow",
    "is_address",
    "keep_asked",
    "letters_lost",
    "make_calls",
    "pieces",
    "says_end",
    "sweep",
    "take",
    "within_bounds",
    "write_asked",
    "written",
]
