"""
The only room that sends: to the key service and to the time-stamping authority that the settings of an instance name.

What it does *not* do: choose a host. It is told one by whoever configured the instance.
"""

from etanche.outbound.kms import AwsKeys
from etanche.outbound.stamping import AuthorityOutOfReach, HostNotDeclared, ask_authority

__all__ = ["AuthorityOutOfReach", "AwsKeys", "HostNotDeclared", "ask_authority"]
