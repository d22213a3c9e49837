"""
Asks an organisation's Étanche over HTTP: records of persons, for a purpose, with a key.

    with Etanche("https://shop.example", key=key) as etanche:
        taken = etanche.put("ledger", {"email": "ysee@example.org"})
        watching = etanche.acting("watching")
        for record in watching.find("ledger", "email", "ysee@example.org"): ...
"""

from etanche_client.acting import Acting
from etanche_client.cases import Cases, Demands, Holds
from etanche_client.client import Etanche
from etanche_client.consents import Consents
from etanche_client.copying import Copy
from etanche_client.desk import Incidents, Requests
from etanche_client.nouns import (
    Asked,
    Bulk,
    Charter,
    Concerned,
    Decided,
    Draft,
    Figures,
    Hook,
    Moved,
    Receipt,
    Record,
    Request,
    Taken,
    Words,
)
from etanche_client.office import Office
from etanche_client.problems import Altered, Changed, NotFound, Problem, Refused, Unfinished, Unreachable
from etanche_client.transport import Patience

__all__ = [
    "Acting",
    "Altered",
    "Asked",
    "Bulk",
    "Cases",
    "Changed",
    "Charter",
    "Concerned",
    "Consents",
    "Copy",
    "Decided",
    "Demands",
    "Draft",
    "Etanche",
    "Figures",
    "Holds",
    "Hook",
    "Incidents",
    "Moved",
    "NotFound",
    "Office",
    "Patience",
    "Problem",
    "Receipt",
    "Record",
    "Refused",
    "Request",
    "Requests",
    "Taken",
    "Unfinished",
    "Unreachable",
    "Words",
]
