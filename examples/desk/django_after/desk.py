"""A desk: who wrote to us, how to answer them, and what about. Django on the vault of Étanche."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django
from django.conf import settings

settings.configure(
    SECRET_KEY=os.environ["DESK_SECRET"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[],
    MIDDLEWARE=[f"{__name__}.TurnedAway"],
)
django.setup()

from django.core.wsgi import get_wsgi_application
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.deprecation import MiddlewareMixin

from etanche.clock import SystemClock
from etanche.errors import EtancheError, Unreadable
from etanche.instance import Instance, passphrase_of
from etanche.vault import Arrival, Record, Ref, Session, parse_person

folder, secret = Path(os.environ["DESK_DATA"]), Path(os.environ["DESK_PASSPHRASE_FILE"])
instance = Instance.open(folder, passphrase=lambda: passphrase_of(folder, file=secret), clock=SystemClock())


class TurnedAway(MiddlewareMixin):
    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        known = isinstance(error, EtancheError)
        return JsonResponse({"detail": error.what}, status=error.http_status) if known else None


def desk() -> Session:
    return instance.acting("desk", purpose="answering", actor="desk-app")


def put(category: str, person: bytes, fields: dict[str, str]) -> Ref:
    arrival = Arrival(at=instance.clock.now(), person=person, fields=fields)
    return instance.vault.door("contact-form", actor="desk-app").put(category, arrival)


def sheet_or_404(customer: str) -> Record:
    try:
        return desk().of_person(parse_person(customer), "customer-sheet")[0]
    except (Unreadable, IndexError):
        raise Http404 from None


def told(row: Record) -> dict[str, str | None]:
    return {"id": row.person.hex(), **{name: row.fields.get(name) for name in ("name", "email", "phone")}}


def customers(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        ref = put("customer-sheet", instance.vault.new_person(), json.loads(request.body))
        return JsonResponse(told(desk().get(ref)[0]), status=201)
    rows = desk().find("customer-sheet", "email", request.GET["email"])
    return JsonResponse([told(row) for row in rows], safe=False)


def customer(request: HttpRequest, customer: str) -> HttpResponse:
    row = sheet_or_404(customer)
    if request.method == "DELETE":
        instance.vault.erase(row.person, actor="desk-app")
        return HttpResponse(status=204)
    if request.method == "PATCH":
        row = desk().update(row.ref, json.loads(request.body))
    return JsonResponse(told(row))


def tickets(request: HttpRequest, customer: str) -> HttpResponse:
    row = sheet_or_404(customer)
    if request.method == "POST":
        ticket = json.loads(request.body)
        put("ticket", row.person, ticket)
        return JsonResponse(ticket, status=201)
    rows = [one.fields for one in desk().of_person(row.person, "ticket")]
    return JsonResponse([{"subject": one.get("subject"), "body": one.get("body")} for one in rows], safe=False)


urlpatterns = [
    path("customers", customers),
    path("customers/<str:customer>", customer),
    path("customers/<str:customer>/tickets", tickets),
]
app = get_wsgi_application()
