"""
Asks an organisation's Étanche over HTTP: records of persons, for a purpose, with a key.

    with Etanche("https://shop.example", key=key) as etanche:
        taken = etanche.put("ledger", {"email": "ysee@example.org"})
        watching = etanche.acting("watching")
        for record in watching.find("ledger", "email", "ysee@example.org"): ...
"""

from etanche_client.client import Acting, Etanche
from etanche_client.desk import Incidents, Requests
from etanche_client.nouns import (
    Asked,
    Bulk,
    Charter,
    Concerned,
    Draft,
    Figures,
    Hook,
    Moved,
    Receipt,
    Record,
    Request,
    Taken,
)
from etanche_client.office import Office
from etanche_client.problems import Changed, NotFound, Problem, Refused, Unfinished, Unreachable
from etanche_client.transport import Patience

__all__ = [
    "Acting",
    "Asked",
    "Bulk",
    "Changed",
    "Charter",
    "Concerned",
    "Draft",
    "Etanche",
    "Figures",
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
]
