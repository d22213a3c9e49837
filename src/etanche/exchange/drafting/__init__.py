"""
A first draft of a charter, from a register or a manifest that somebody already has.

What the file says is taken over; what it cannot know is a gap, written as a comment, at which `check` points;
what has no place in a charter is reported with its place. Nothing is guessed that the text does not say.
"""

from etanche.exchange.drafting.drafted import Drafted, draft
from etanche.exchange.drafting.sketch import Remark

__all__ = ["Drafted", "Remark", "draft"]
