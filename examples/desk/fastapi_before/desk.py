"""A desk: who wrote to us, how to answer them, and what about. FastAPI on a bare database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import ForeignKey, create_engine, delete, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(f"sqlite:///{os.environ['DESK_DATA']}")


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: uuid4().hex)
    name: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None]


class Ticket(Base):
    __tablename__ = "tickets"
    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: uuid4().hex)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    subject: Mapped[str | None]
    body: Mapped[str | None]


Base.metadata.create_all(engine)
app = FastAPI()


def opened() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


Db = Annotated[Session, Depends(opened)]


def found(db: Session, customer: str) -> Customer:
    row = db.get(Customer, customer)
    if row is None:
        raise HTTPException(404)
    return row


def told(row: Customer) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "email": row.email, "phone": row.phone}


@app.post("/customers", status_code=201)
def add_customer(db: Db, sheet: dict[str, str]) -> dict[str, Any]:
    row = Customer(**sheet)
    db.add(row)
    db.commit()
    return told(row)


@app.get("/customers/{customer}")
def show_customer(db: Db, customer: str) -> dict[str, Any]:
    return told(found(db, customer))


@app.get("/customers")
def find_customers(db: Db, email: str) -> list[dict[str, Any]]:
    return [told(row) for row in db.scalars(select(Customer).where(Customer.email == email))]


@app.patch("/customers/{customer}")
def correct_customer(db: Db, customer: str, sheet: dict[str, str]) -> dict[str, Any]:
    row = found(db, customer)
    for name, value in sheet.items():
        setattr(row, name, value)
    db.commit()
    return told(row)


@app.post("/customers/{customer}/tickets", status_code=201)
def add_ticket(db: Db, customer: str, ticket: dict[str, str]) -> dict[str, Any]:
    db.add(Ticket(customer=found(db, customer).id, **ticket))
    db.commit()
    return ticket


@app.get("/customers/{customer}/tickets")
def list_tickets(db: Db, customer: str) -> list[dict[str, Any]]:
    rows = db.scalars(select(Ticket).where(Ticket.customer == found(db, customer).id))
    return [{"subject": row.subject, "body": row.body} for row in rows]


@app.delete("/customers/{customer}", status_code=204)
def remove_customer(db: Db, customer: str) -> None:
    found(db, customer)
    db.execute(delete(Ticket).where(Ticket.customer == customer))
    db.execute(delete(Customer).where(Customer.id == customer))
    db.commit()
