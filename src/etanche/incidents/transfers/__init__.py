"""
Changes of controller: who answers for the data after whom, told to everybody before, with the right to leave.

What this part does *not* do: apply the charter of the new controller, or turn keys over; the hall does, in this order.
"""

from etanche.incidents.transfers.register import Transfers
from etanche.incidents.transfers.telling import SETTLED, tell_everybody
from etanche.incidents.transfers.transfer import PREFIX, Step, Transfer, What

__all__ = ["PREFIX", "SETTLED", "Step", "Transfer", "Transfers", "What", "tell_everybody"]
