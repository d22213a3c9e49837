"""
All your refusals in one place, apart from the other rights as Art. 21(4) asks: objections, consents, devices, software.

Each says what it is and how to say no; a served page puts the switch beside what a switch can carry out.
"""

from __future__ import annotations

from etanche.charter import Basis, ChannelKind, Charter, Objection
from etanche.notice.asking import signalled
from etanche.notice.document.blocks import Block, Heading, Paragraph, Refusal, Refusals, Row, Section, Table, Told
from etanche.notice.document.who import mail
from etanche.notice.naming import channel_words, purpose_title, told
from etanche.notice.sentences.objection import counts_visits
from etanche.terms import Language
from etanche.words import Code, Link, begun_large, fine, list_words, phrase, quoted, say

PATH = "/opt-out"

REPORTS = (ChannelKind.SELF_REPORT, ChannelKind.TELEMETRY, ChannelKind.CRASH_REPORT)


def section(charter: Charter, language: Language, *, at: str | None) -> Section:
    """Say everything that can be refused or taken back, and where."""
    blocks = [*_objections(charter, language, at), *taken_back(charter, language)]
    if not blocks:
        blocks = [Paragraph(words=phrase("notice.refusals.nothing", language))]
    return Section(id="refusals", title=say("notice.refusals.title", language), blocks=tuple(blocks))


def taken_back(charter: Charter, language: Language) -> tuple[Block, ...]:
    """Return what can be refused or taken back besides by objecting: consents, devices, software, permissions."""
    return (
        *_consents(charter, language),
        *_tracers(charter, language),
        *_reports(charter, language),
        *_providers(charter, language),
    )


def _objections(charter: Charter, language: Language, at: str | None) -> list[Block]:
    """Say what can be objected to, the right first, then use by use, then where the control is."""
    refusals = refusable(charter, language)
    if not refusals:
        return []
    right = Told(
        strong=say("notice.refusals.objection", language), words=phrase("notice.refusals.objection-text", language)
    )
    blocks: list[Block] = [right, Refusals(refusals=refusals)]
    if any(not refusal.write for refusal in refusals):
        blocks.append(Paragraph(words=phrase("notice.refusals.text", language)))
    if any(counts_visits(charter, refusal.purpose) for refusal in refusals):
        blocks.append(Paragraph(words=phrase("notice.refusals.gpc", language)))
    if heard := [one for one in signalled(charter) if not counts_visits(charter, one)]:
        titles = list_words([quoted(purpose_title(charter, one, language), language) for one in heard], language)
        blocks.append(Paragraph(words=phrase("notice.refusals.gpc-known", language, purposes=titles)))
    if any(not refusal.write for refusal in refusals):
        if at is None:
            blocks.append(Paragraph(words=phrase("notice.refusals.page-unknown", language, path=Code(text=PATH))))
        else:
            link = Link(text=say("notice.refusals.page-link", language), href=at)
            blocks.append(Paragraph(words=phrase("notice.refusals.page", language, link=link)))
    return blocks


def refusable(charter: Charter, language: Language) -> tuple[Refusal, ...]:
    """Return the purposes a person can say no to."""
    return tuple(
        Refusal(
            purpose=name,
            title=purpose_title(charter, name, language),
            note=_note(charter, name, language),
            write=() if at_once(charter, name) else phrase("notice.refusals.write", language, email=mail(charter)),
        )
        for name, purpose in charter.purposes.items()
        if purpose.objection
    )


def _note(charter: Charter, name: str, language: Language) -> str:
    """Say what a refusal does; marketing wants no reason."""
    purpose = charter.purposes[name]
    note = say(f"notice.refusals.{purpose.objection}", language)
    if not purpose.by:
        return note
    means = list_words([say(f"notice.means.{one}", language) for one in purpose.by], language)
    return f"{note} {say('notice.refusals.marketing', language, means=means)}"


def at_once(charter: Charter, purpose: str) -> bool:
    """Tell whether the control alone carries the refusal out: visits that stop being counted, without a review."""
    return charter.purposes[purpose].objection != Objection.REVIEWED and counts_visits(charter, purpose)


def _consents(charter: Charter, language: Language) -> list[Block]:
    """Say which uses rest on consent, and where it is taken back."""
    rows = tuple(
        Row(
            head=purpose_title(charter, name, language),
            cells=(
                phrase(
                    "notice.refusals.consent-write",
                    language,
                    channels=begun_large(channel_words(charter, purpose.asked_in, language)),
                    email=mail(charter),
                ),
            ),
        )
        for name, purpose in charter.purposes.items()
        if purpose.basis is Basis.CONSENT
    )
    return _listed("consents", ("consent", "consent-where"), rows, language)


def _tracers(charter: Charter, language: Language) -> list[Block]:
    """Say which tracers wait for consent, and where it is given and taken back."""
    rows = tuple(
        Row(
            head=begun_large(told(tracer.title, language)),
            cells=(
                (purpose_title(charter, tracer.purpose, language),),
                (begun_large(say("notice.refusals.tracer-how", language)),),
            ),
        )
        for tracer in charter.tracers.values()
        if tracer.exempt is None
    )
    return _listed("tracers", ("tracer", "tracer-for", "consent-where"), rows, language)


def _reports(charter: Charter, language: Language) -> list[Block]:
    """Say what installed software sends, and how each is refused."""
    rows = tuple(
        Row(
            head=begun_large(told(channel.title, language)),
            cells=((begun_large(say(f"notice.refusals.{channel.kind}", language)),),),
        )
        for channel in charter.channels.values()
        if channel.kind in REPORTS
    )
    return _listed("reports", ("report", "report-how"), rows, language)


def _providers(charter: Charter, language: Language) -> list[Block]:
    """Say how a permission given to a provider is taken back."""
    rows = tuple(
        Row(
            head=fine(provider.name, language),
            cells=(phrase("notice.refusals.provider-how", language, provider=fine(provider.name, language)),),
        )
        for provider in charter.providers.values()
    )
    return _listed("providers", ("provider", "report-how"), rows, language)


def _listed(name: str, columns: tuple[str, ...], rows: tuple[Row, ...], language: Language) -> list[Block]:
    """Return a heading and a table, if there is anything to list."""
    if not rows:
        return []
    table = Table(
        caption=say(f"notice.refusals.{name}-caption", language, n=len(rows)),
        head=tuple(say(f"notice.refusals.{column}", language) for column in columns),
        rows=rows,
    )
    ids = {"tracers": "refuse-tracers"}
    return [Heading(id=ids.get(name, name), title=say(f"notice.refusals.{name}", language)), table]
