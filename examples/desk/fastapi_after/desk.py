"""A desk: who wrote to us, how to answer them, and what about. FastAPI on the vault of Étanche."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

from etanche.clock import SystemClock
from etanche.errors import EtancheError
from etanche.instance import Instance, passphrase_of
from etanche.vault import Arrival, Record, parse_person

folder, clock = Path(os.environ["DESK_DATA"]), SystemClock()
secret = Path(os.environ["DESK_PASSPHRASE_FILE"])
instance = Instance.open(folder, passphrase=lambda: passphrase_of(folder, file=secret, descriptor=None), clock=clock)
form = instance.vault.door("contact-form", actor="desk-app")
desk = instance.vault.acting("desk", purpose="answering", actor="desk-app")
app = FastAPI()


@app.exception_handler(EtancheError)
def turned_away(_request: Request, error: EtancheError) -> JSONResponse:
    return JSONResponse({"detail": error.what}, error.http_status)


def found(customer: str) -> Record:
    try:
        return desk.of_person(parse_person(customer), "customer-sheet")[0]
    except (EtancheError, IndexError):
        raise HTTPException(404) from None


def told(record: Record) -> dict[str, Any]:
    return {"id": record.person.hex(), **{name: record.fields.get(name) for name in ("name", "email", "phone")}}


@app.post("/customers", status_code=201)
def add_customer(sheet: dict[str, str]) -> dict[str, Any]:
    new = Arrival(at=clock.now(), person=instance.vault.new_person(), fields=sheet)
    return told(desk.get(form.put("customer-sheet", new))[0])


@app.get("/customers/{customer}")
def show_customer(customer: str) -> dict[str, Any]:
    return told(found(customer))


@app.get("/customers")
def find_customers(email: str) -> list[dict[str, Any]]:
    return [told(record) for record in desk.find("customer-sheet", "email", email)]


@app.patch("/customers/{customer}")
def correct_customer(customer: str, sheet: dict[str, str]) -> dict[str, Any]:
    return told(desk.update(found(customer).ref, sheet))


@app.post("/customers/{customer}/tickets", status_code=201)
def add_ticket(customer: str, ticket: dict[str, str]) -> dict[str, Any]:
    form.put("ticket", Arrival(at=clock.now(), person=found(customer).person, fields=ticket))
    return ticket


@app.get("/customers/{customer}/tickets")
def list_tickets(customer: str) -> list[dict[str, Any]]:
    rows = desk.of_person(found(customer).person, "ticket")
    return [{"subject": row.fields.get("subject"), "body": row.fields.get("body")} for row in rows]


@app.delete("/customers/{customer}", status_code=204)
def remove_customer(customer: str) -> None:
    instance.vault.erase(found(customer).person, actor="desk-app")
