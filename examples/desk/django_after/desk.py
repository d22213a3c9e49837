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

from etanche.clock import SystemClock
from etanche.errors import EtancheError
from etanche.instance import Instance, passphrase_of
from etanche.vault import Arrival, Record, parse_person

folder, clock = Path(os.environ["DESK_DATA"]), SystemClock()
secret = Path(os.environ["DESK_PASSPHRASE_FILE"])
instance = Instance.open(folder, passphrase=lambda: passphrase_of(folder, file=secret, descriptor=None), clock=clock)
form = instance.vault.door("contact-form", actor="desk-app")
desk = instance.vault.acting("desk", purpose="answering", actor="desk-app")


class TurnedAway:
    """Answer what the vault turns away with its own status."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        return (
            JsonResponse({"detail": error.what}, status=error.http_status) if isinstance(error, EtancheError) else None
        )


def sheet_or_404(customer: str) -> Record:
    try:
        return desk.of_person(parse_person(customer), "customer-sheet")[0]
    except (EtancheError, IndexError):
        raise Http404 from None


def told(row: Record) -> dict[str, str | None]:
    return {"id": row.person.hex(), **{name: row.fields.get(name) for name in ("name", "email", "phone")}}


def customers(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        new = Arrival(at=clock.now(), person=instance.vault.new_person(), fields=json.loads(request.body))
        return JsonResponse(told(desk.get(form.put("customer-sheet", new))[0]), status=201)
    rows = desk.find("customer-sheet", "email", request.GET["email"])
    return JsonResponse([told(row) for row in rows], safe=False)


def customer(request: HttpRequest, customer: str) -> HttpResponse:
    row = sheet_or_404(customer)
    if request.method == "DELETE":
        instance.vault.erase(row.person, actor="desk-app")
        return HttpResponse(status=204)
    if request.method == "PATCH":
        row = desk.update(row.ref, json.loads(request.body))
    return JsonResponse(told(row))


def tickets(request: HttpRequest, customer: str) -> HttpResponse:
    row = sheet_or_404(customer)
    if request.method == "POST":
        ticket = json.loads(request.body)
        form.put("ticket", Arrival(at=clock.now(), person=row.person, fields=ticket))
        return JsonResponse(ticket, status=201)
    rows = desk.of_person(row.person, "ticket")
    return JsonResponse([{name: one.fields.get(name) for name in ("subject", "body")} for one in rows], safe=False)


urlpatterns = [
    path("customers", customers),
    path("customers/<str:customer>", customer),
    path("customers/<str:customer>/tickets", tickets),
]
app = get_wsgi_application()
