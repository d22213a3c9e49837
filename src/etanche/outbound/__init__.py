"""
The only room that sends. So far it speaks to one kind of host: the key service that the settings of an instance name.

What it does *not* do: choose a host. It is told one by whoever configured the instance.
"""

from etanche.outbound.kms import AwsKeys

__all__ = ["AwsKeys"]
