"""Whom we give them to: each recipient by name with what it gets, why, where, under which safeguard; or nobody."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Charter, Recipient, RecipientKind
from etanche.notice.citing import law_words
from etanche.notice.document.blocks import Block, Fold, Folds, Paragraph, Row, Section, Table
from etanche.notice.document.telling import means_words
from etanche.notice.document.who import mail
from etanche.notice.keeping import duration_words
from etanche.notice.naming import category_title, estate_names, owner_name, owner_of, purpose_names, told
from etanche.terms import Language
from etanche.words import Link, Phrase, begun_large, country_words, fine, joined, list_words, phrase, say

COLUMNS = ("head", "does", "receives", "as", "country")
HOST_COLUMNS = ("host", "host-caller", "host-to", "host-when")


def section(charter: Charter, language: Language) -> Section:
    """Name every recipient with what it gets, or say that there is none."""
    blocks: list[Block] = []
    if charter.recipients:
        blocks.append(
            Table(
                caption=say("notice.recipients.caption", language),
                head=tuple(say(f"notice.recipients.{column}", language) for column in COLUMNS),
                rows=tuple(_row(charter, name, language) for name in charter.recipients),
            )
        )
        blocks += [Paragraph(words=words, voice="note") for words in _notes(charter, language)]
    else:
        key = "notice.recipients.nobody-outside" if charter.answers.outside_eea else "notice.recipients.nobody"
        blocks.append(Paragraph(words=phrase(key, language)))
    if charter.hosts:
        blocks.append(_hosts(charter, language))
    return Section(id="recipients", title=say("notice.recipients.title", language), blocks=tuple(blocks))


def _row(charter: Charter, name: str, language: Language) -> Row:
    """Say one recipient."""
    recipient = charter.recipients[name]
    does: Phrase = (told(recipient.does, language).removesuffix("."), ".")
    if recipient.policy:
        policy = Link(text=say("notice.recipients.policy", language), href=recipient.policy)
        does = joined([*does, " ", policy, "."])
    return Row(
        id=f"recipient-{name}",
        head=fine(recipient.name, language),
        cells=(
            joined(does),
            (begun_large(_receives(charter, name, language)),),
            (_capacity(recipient, language),),
            (begun_large(_place(recipient, language)),),
        ),
    )


def _receives(charter: Charter, name: str, language: Language) -> str:
    """Say exactly what a recipient gets, and on which condition."""
    recipient = charter.recipients[name]
    said = _given(charter, name, language)
    if recipient.needs is None:
        return said
    conditions = [
        say(f"notice.recipients.needs-{need}", language)
        for need, wanted in (("case", recipient.needs.case), ("permission", recipient.needs.permission))
        if wanted
    ]
    return " ".join([f"{said}.", *conditions])


def _given(charter: Charter, name: str, language: Language) -> str:
    """Say what a recipient gets: what is written, or what follows from hosting."""
    recipient = charter.recipients[name]
    if recipient.receives:
        return list_words(
            [
                say(
                    "notice.recipients.receives-for",
                    language,
                    category=category_title(charter, category, language),
                    purposes=purpose_names(charter, purposes, language),
                )
                for category, purposes in recipient.receives.items()
            ],
            language,
        )
    if recipient.as_ is not RecipientKind.HOST:
        return say("notice.recipients.receives-nothing", language)
    estates = [one for one, estate in charter.estates.items() if charter.regions[estate.region].host == name]
    sealed = {charter.vault.region, charter.vault.replica, *(charter.tenants.regions if charter.tenants else ())}
    said = []
    if any(charter.regions[region].host == name for region in sealed if region):
        said.append(say("notice.recipients.receives-sealed", language))
    if estates:
        said.append(say("notice.recipients.receives-estate", language, estate=estate_names(charter, estates, language)))
    return list_words(said, language) if said else say("notice.recipients.receives-nothing", language)


def _capacity(recipient: Recipient, language: Language) -> str:
    """Say in which capacity somebody receives, and under which contract."""
    capacity = begun_large(say(f"recipient-as.{recipient.as_}", language))
    if recipient.contract is None:
        return capacity
    contract = recipient.contract
    return f"{capacity}. " + say(
        "notice.recipients.contract", language, reference=fine(contract.reference, language), date=contract.date
    )


def _place(recipient: Recipient, language: Language) -> str:
    """Say in which country, and what makes a transfer out of the Economic Area lawful."""
    if recipient.country is None:
        return say("notice.recipients.nowhere", language)
    country = country_words(recipient.country, language)
    if recipient.transfer is None:
        return country
    instrument = say(
        "notice.recipients.instrument",
        language,
        transfer=say(f"transfer.{recipient.transfer.by}", language),
        reference=law_words(recipient.transfer.reference, language),
    )
    return say(
        "notice.recipients.transfer", language, country=country, instrument=instrument, date=recipient.transfer.checked
    )


def _notes(charter: Charter, language: Language) -> Iterator[Phrase]:
    """Say what goes for all of them: no sale, no advertising, the way to the safeguards, what they are told."""
    sold = phrase("notice.recipients.sold" if charter.answers.sale else "notice.recipients.not-sold", language)
    shared = charter.answers.advertising_share
    yield joined(
        [*sold, " ", *phrase("notice.recipients.shared" if shared else "notice.recipients.not-shared", language)]
    )
    if any(recipient.transfer for recipient in charter.recipients.values()):
        yield phrase("notice.recipients.copy", language, email=mail(charter))
    yield phrase("notice.recipients.told", language)
    if announced := charter.notice.announced:
        yield phrase(
            "notice.recipients.announced",
            language,
            duration=duration_words(announced.before, language),
            means=means_words(announced.by, language),
        )


def _hosts(charter: Charter, language: Language) -> Folds:
    """List every address that our machines, a browser or an application calls."""
    rows = tuple(
        Row(
            id=f"host-{name}",
            head=say(
                "notice.recipients.host-ports",
                language,
                n=len(host.ports),
                address=host.address,
                ports=list_words([str(port) for port in host.ports], language),
            ),
            cells=(
                (begun_large(say(f"caller.{host.called_by}", language)),),
                (fine(owner_name(charter, owner), language),)
                if (owner := owner_of(charter, name))
                else (begun_large(say("notice.recipients.host-ours", language)),),
                (told(host.when, language),),
            ),
        )
        for name, host in charter.hosts.items()
    )
    table = Table(
        caption=say("notice.recipients.hosts-caption", language, n=len(rows)),
        head=tuple(say(f"notice.recipients.{column}", language) for column in HOST_COLUMNS),
        rows=rows,
    )
    fold = Fold(
        id="hosts",
        title=say("notice.recipients.hosts", language),
        note=say("notice.recipients.hosts-count", language, n=len(rows)),
        blocks=(table,),
    )
    return Folds(folds=(fold,))
