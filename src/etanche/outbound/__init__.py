"""
The only room that sends. So far it speaks to two kinds of host: the key service and the mail server that the settings of an instance name.

What it does *not* do: choose a host. It is told one by whoever configured the instance.
"""

from etanche.outbound.kms import AwsKeys
from etanche.outbound.mail import Letter, MailOutOfReach, MailPasswordUnreadable, Relay, message_of, send

__all__ = ["AwsKeys", "Letter", "MailOutOfReach", "MailPasswordUnreadable", "Relay", "message_of", "send"]
