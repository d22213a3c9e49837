"""
The gate: one pure decision, from the plan and the facts handed to it.

It reads no store, no clock and no key; the same ask always gets the same answer, with the promises that decided.
What it does *not* do: find out the facts (standing does), carry the decision out (the vault does).
"""

from etanche.gate.deciding import ALIVE, GateRefused, NoSuchCategory, decide, refusal, require
from etanche.gate.decision import Ask, Decision, Reason

__all__ = ["ALIVE", "Ask", "Decision", "GateRefused", "NoSuchCategory", "Reason", "decide", "refusal", "require"]
