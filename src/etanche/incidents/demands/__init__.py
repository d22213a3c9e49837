"""
Demands by authorities that may compel us: each written down as it came, examined by one and given by another, through the gate, within a case.

What this part does *not* do: judge whether a demand is lawful (somebody does, and says why), nor hide anything longer than a law was named for.
"""

from etanche.incidents.demands.answering import Given, NothingToGive, answer
from etanche.incidents.demands.demand import PREFIX, Demand, Duty, Sort, State, Step, What, duties
from etanche.incidents.demands.figures import FEWEST, Counted, figures, total
from etanche.incidents.demands.register import Demands, DemandSettled, NoSuchDemand
from etanche.incidents.demands.telling import SilenceKept, ToldOf, awaited, remind, tell

__all__ = [
    "FEWEST",
    "PREFIX",
    "Counted",
    "Demand",
    "DemandSettled",
    "Demands",
    "Duty",
    "Given",
    "NoSuchDemand",
    "NothingToGive",
    "SilenceKept",
    "Sort",
    "State",
    "Step",
    "ToldOf",
    "What",
    "answer",
    "awaited",
    "duties",
    "figures",
    "remind",
    "tell",
    "total",
]
