"""A desk: who wrote to us, how to answer them, and what about. Django on a bare database."""

from __future__ import annotations

import json
import os
from uuid import uuid4

import django
from django.conf import settings

settings.configure(
    SECRET_KEY=os.environ["DESK_SECRET"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DESK_DATA"]}},
)
django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path


def new_id() -> str:
    return uuid4().hex


class Customer(models.Model):
    id = models.CharField(primary_key=True, max_length=32, default=new_id)
    name = models.TextField(null=True)
    email = models.TextField(null=True, db_index=True)
    phone = models.TextField(null=True)

    class Meta:
        app_label = "desk"


class Ticket(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    subject = models.TextField(null=True)
    body = models.TextField(null=True)

    class Meta:
        app_label = "desk"


with connection.schema_editor() as editor:
    for model in (Customer, Ticket):
        if model._meta.db_table not in connection.introspection.table_names():
            editor.create_model(model)


def told(row: Customer) -> dict[str, str | None]:
    return {"id": row.id, "name": row.name, "email": row.email, "phone": row.phone}


def customers(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return JsonResponse(told(Customer.objects.create(**json.loads(request.body))), status=201)
    rows = Customer.objects.filter(email=request.GET["email"])
    return JsonResponse([told(row) for row in rows], safe=False)


def customer(request: HttpRequest, customer: str) -> HttpResponse:
    row = get_object_or_404(Customer, pk=customer)
    if request.method == "DELETE":
        row.ticket_set.all().delete()
        row.delete()
        return HttpResponse(status=204)
    if request.method == "PATCH":
        for name, value in json.loads(request.body).items():
            setattr(row, name, value)
        row.save()
    return JsonResponse(told(row))


def tickets(request: HttpRequest, customer: str) -> HttpResponse:
    row = get_object_or_404(Customer, pk=customer)
    if request.method == "POST":
        ticket = json.loads(request.body)
        Ticket.objects.create(customer=row, **ticket)
        return JsonResponse(ticket, status=201)
    return JsonResponse(list(row.ticket_set.values("subject", "body")), safe=False)


urlpatterns = [
    path("customers", customers),
    path("customers/<str:customer>", customer),
    path("customers/<str:customer>/tickets", tickets),
]
app = get_wsgi_application()
