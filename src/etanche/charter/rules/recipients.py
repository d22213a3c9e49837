"""
Who else receives data, from where, and whether that fits the five answers.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.countries import in_eea
from etanche.charter.kinds import RecipientKind, Theme
from etanche.charter.model import Charter
from etanche.charter.rules.rule import Rule, Wrong


def _beyond(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        for category, purposes in recipient.receives.items():
            for number, purpose in enumerate(purposes):
                if category not in charter.purposes[purpose].uses:
                    what = f"`{name}` would receive `{category}` for `{purpose}`, which does not use it"
                    hint = f"`{purpose}` uses {', '.join(f'`{used}`' for used in charter.purposes[purpose].uses)}"
                    yield Wrong(path=("recipients", name, "receives", category, number), what=what, hint=hint)


def _processor(charter: Charter, key: str, what: str, hint: str) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        if recipient.as_ is RecipientKind.PROCESSOR and getattr(recipient, key) is None:
            yield Wrong(path=("recipients", name), what=f"`{name}` acts for us {what}", hint=hint, on_key=True)


def _contract(charter: Charter) -> Iterator[Wrong]:
    yield from _processor(charter, "contract", "without a contract", "add `contract: {reference: …, date: 2026-11-21}`")


def _erasure(charter: Charter) -> Iterator[Wrong]:
    yield from _processor(
        charter, "erasure_by", "and cannot be told to erase", "add `erasure-by: api`, `email` or `portal`"
    )


def _instrument(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        outside = not in_eea(recipient.country)
        if outside and recipient.transfer is None:
            what = f"`{name}` is in `{recipient.country}`, outside the European Economic Area"
            hint = "add `transfer: {by: …, reference: …, checked: 2026-11-21}`"
            yield Wrong(path=("recipients", name), what=what, hint=hint, on_key=True)
        elif not outside and recipient.transfer is not None:
            what = f"`{recipient.country}` is inside the European Economic Area: there is no transfer"
            yield Wrong(path=("recipients", name, "transfer"), what=what, hint="leave it out", on_key=True)


def _outside(charter: Charter) -> Iterator[Wrong]:
    abroad = [name for name, it in charter.recipients.items() if it.transfer is not None and not in_eea(it.country)]
    regions = [name for name, region in charter.regions.items() if not in_eea(region.country)]
    if charter.answers.outside_eea and not abroad:
        what = "no recipient has a transfer out of the European Economic Area"
        yield Wrong(path=("answers", "outside-eea"), what=what, hint="write `false`")
    elif not charter.answers.outside_eea and (abroad or regions):
        first = f"`{(abroad or regions)[0]}`"
        what = f"{first} is outside the European Economic Area"
        yield Wrong(path=("answers", "outside-eea"), what=what, hint="write `true`, or do without it")


def _for_advertising(charter: Charter) -> Iterator[str]:
    for name, recipient in charter.recipients.items():
        for purposes in recipient.receives.values():
            if any(charter.purposes[purpose].theme is Theme.ADVERTISING for purpose in purposes):
                yield name


def _sold(charter: Charter) -> Iterator[Wrong]:
    name = next(_for_advertising(charter), None)
    if name is not None and not (charter.answers.sale or charter.answers.advertising_share):
        what = f"`{name}` receives data for advertising, though nothing is said to be given for it"
        yield Wrong(path=("answers", "advertising-share"), what=what, hint="give nothing for advertising")


def _given(charter: Charter) -> Iterator[tuple[str, str]]:
    """Yield each answer that says that data are given away, with what it says."""
    if charter.answers.sale:
        yield "sale", "data are sold"
    if charter.answers.advertising_share:
        yield "advertising-share", "data are shared for advertising"


def _given_to_nobody(charter: Charter) -> Iterator[Wrong]:
    for key, said in _given(charter):
        if not charter.recipients:
            what = f"it is said that {said}, though nobody receives any"
            yield Wrong(
                path=("answers", key), what=what, hint="write `false`, or name who receives them in `recipients`"
            )


def _given_unsaid(charter: Charter) -> Iterator[Wrong]:
    for key, said in _given(charter):
        if charter.recipients:
            what = f"that {said} is in the language but this version cannot say it in the notice yet"
            yield Wrong(path=("answers", key), what=what, hint="write `false`, and give nothing")


TOGETHER: tuple[Rule, ...] = (
    Rule(id="REC-08", search=_beyond),
    Rule(id="REC-04", search=_contract),
    Rule(id="REC-12", search=_erasure),
    Rule(id="TRF-01", search=_instrument),
    Rule(id="TRF-08", search=_outside),
    Rule(id="CON-01", search=_sold),
    Rule(id="CON-01", search=_given_to_nobody),
    Rule(id="later", search=_given_unsaid),
)
