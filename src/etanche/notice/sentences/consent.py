"""`consent:<purpose>`, `consent:<tracer>`, `consent:<provider>`, `consent:choices`: nothing without a yes that can be taken back."""

from __future__ import annotations

from etanche.charter import ChannelKind, Charter
from etanche.notice.keeping import duration_words
from etanche.notice.naming import channel_titles, purpose_title, recipient_name, told
from etanche.terms import Language
from etanche.words import begun_small, fine, quoted, say

AT_THE_DEVICE = {ChannelKind.TELEMETRY: "telemetry", ChannelKind.CRASH_REPORT: "crash-report"}
"""Doors on people's own machines, where saying yes is something else than ticking a box."""


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say what a yes is asked for, where, and how it is taken back."""
    if subject == "choices":
        return say("promise.consent.choices", language)
    if subject in charter.tracers:
        return _tracer(charter, subject, language)
    if subject in charter.providers:
        return say("promise.consent.provider", language, provider=fine(charter.providers[subject].name, language))
    purpose = charter.purposes[subject]
    kinds = {charter.channels[channel].kind for channel in purpose.asked_in}
    key = AT_THE_DEVICE.get(kinds.pop(), "purpose") if len(kinds) == 1 else "purpose"
    blanks: dict[str, object] = {
        "purpose": purpose_title(charter, subject, language),
        "channels": channel_titles(charter, purpose.asked_in, language),
    }
    if key != "crash-report":
        blanks["n"] = len(purpose.asked_in)
    return say(f"promise.consent.{key}", language, **blanks)


def _tracer(charter: Charter, subject: str, language: Language) -> str:
    """Say when a tracer is set, by whom, for what and for how long."""
    tracer = charter.tracers[subject]
    kind = say(f"tracer.{tracer.kind}", language)
    if tracer.set_by:
        kind = say(
            "promise.consent.set-by", language, kind=kind, recipient=recipient_name(charter, tracer.set_by, language)
        )
    return say(
        f"promise.consent.tracer-{tracer.exempt or 'asked'}",
        language,
        tracer=quoted(told(tracer.title, language), language),
        kind=kind,
        purpose=begun_small(purpose_title(charter, tracer.purpose, language)),
        duration=duration_words(tracer.lasts, language),
    )
