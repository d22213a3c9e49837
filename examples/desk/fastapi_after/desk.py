"""A desk: who wrote to us, how to answer them, and what about. FastAPI on the vault of Étanche."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

from etanche.clock import SystemClock
from etanche.errors import EtancheError, Unreadable
from etanche.instance import Instance, passphrase_of
from etanche.vault import Arrival, Record, Ref, Session, parse_person

folder, secret = Path(os.environ["DESK_DATA"]), Path(os.environ["DESK_PASSPHRASE_FILE"])
instance = Instance.open(folder, passphrase=lambda: passphrase_of(folder, file=secret), clock=SystemClock())
app = FastAPI()


@app.exception_handler(EtancheError)
def turned_away(_request: Request, error: EtancheError) -> JSONResponse:
    return JSONResponse({"detail": error.what}, error.http_status)


def opened() -> Iterator[Session]:
    with instance.acting("desk", purpose="answering", actor="desk-app") as session:
        yield session


Db = Annotated[Session, Depends(opened)]


def found(db: Db, customer: str) -> Record:
    try:
        return db.of_person(parse_person(customer), "customer-sheet")[0]
    except (Unreadable, IndexError):
        raise HTTPException(404) from None


def put(category: str, person: bytes, fields: dict[str, str]) -> Ref:
    arrival = Arrival(at=instance.clock.now(), person=person, fields=fields)
    return instance.vault.door("contact-form", actor="desk-app").put(category, arrival)


def told(row: Record) -> dict[str, Any]:
    return {"id": row.person.hex(), **{name: row.fields.get(name) for name in ("name", "email", "phone")}}


@app.post("/customers", status_code=201)
def add_customer(db: Db, sheet: dict[str, str]) -> dict[str, Any]:
    return told(db.get(put("customer-sheet", instance.vault.new_person(), sheet))[0])


@app.get("/customers/{customer}")
def show_customer(db: Db, customer: str) -> dict[str, Any]:
    return told(found(db, customer))


@app.get("/customers")
def find_customers(db: Db, email: str) -> list[dict[str, Any]]:
    return [told(row) for row in db.find("customer-sheet", "email", email)]


@app.patch("/customers/{customer}")
def correct_customer(db: Db, customer: str, sheet: dict[str, str]) -> dict[str, Any]:
    row = found(db, customer)
    return told(db.update(row.ref, sheet))


@app.post("/customers/{customer}/tickets", status_code=201)
def add_ticket(db: Db, customer: str, ticket: dict[str, str]) -> dict[str, Any]:
    put("ticket", found(db, customer).person, ticket)
    return ticket


@app.get("/customers/{customer}/tickets")
def list_tickets(db: Db, customer: str) -> list[dict[str, Any]]:
    rows = db.of_person(found(db, customer).person, "ticket")
    return [{"subject": row.fields.get("subject"), "body": row.fields.get("body")} for row in rows]


@app.delete("/customers/{customer}", status_code=204)
def remove_customer(db: Db, customer: str) -> None:
    instance.vault.erase(found(db, customer).person, actor="desk-app")
