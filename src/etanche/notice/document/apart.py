"""What stands apart from our own decisions: what a machine decides, what we decide with others, what we do for clients."""

from __future__ import annotations

from etanche.charter import Charter, End
from etanche.notice.document.blocks import Block, Heading, Pairs, Paragraph, Row, Section, Table
from etanche.notice.document.data import given_to, seen_by
from etanche.notice.document.telling import (
    category_links,
    clients_purposes,
    joint_purposes,
    recipient_links,
    with_backups,
)
from etanche.notice.document.who import mail
from etanche.notice.keeping import keep_words
from etanche.notice.naming import purpose_title, told
from etanche.terms import Language
from etanche.words import Phrase, begun_large, fine, joined, phrase, say

CLIENT_COLUMNS = ("why", "for", "what", "until", "seen", "given")


def decisions(charter: Charter, language: Language) -> Section | None:
    """Say what a machine decides alone: how, with what effect, and who reviews it (Art. 22)."""
    deciding = {name: purpose.decides for name, purpose in charter.purposes.items() if purpose.decides}
    if not deciding:
        return None
    blocks: list[Block] = [Paragraph(words=phrase("notice.decisions.text", language, n=len(deciding)))]
    for name, decides in deciding.items():
        facts: dict[str, Phrase] = {
            "data": category_links(charter, charter.purposes[name].uses, language),
            "how": (told(decides.how, language),),
            "effect": (told(decides.effect, language),),
            "review": (told(decides.review, language),),
        }
        pairs = tuple((say(f"notice.decisions.{fact}", language), words) for fact, words in facts.items())
        blocks += [Heading(id=f"decision-{name}", title=purpose_title(charter, name, language)), Pairs(pairs=pairs)]
    return Section(id="decisions", title=say("notice.decisions.title", language), blocks=tuple(blocks))


def joint(charter: Charter, language: Language) -> Section | None:
    """Say what we decide with others, with the essence of each arrangement (Art. 26)."""
    shared = joint_purposes(charter)
    if not shared:
        return None
    text = phrase("notice.joint.text", language)
    contact = phrase("notice.joint.contact", language, email=mail(charter))
    blocks: list[Block] = [Paragraph(words=joined([*text, " ", *contact]))]
    for name, purpose in shared.items():
        pairs: list[tuple[str, Phrase]] = [
            (say("notice.data.what", language), category_links(charter, purpose.uses, language)),
            (say("notice.purpose.joint", language), recipient_links(charter, purpose.with_, language)),
        ]
        for partner in purpose.with_:
            arrangement = charter.recipients[partner].arrangement
            if arrangement:
                pairs.append((say("notice.joint.arrangement", language), (told(arrangement, language),)))
        blocks += [
            Heading(id=f"joint-{name}", title=purpose_title(charter, name, language)),
            Pairs(pairs=tuple(pairs)),
        ]
    return Section(id="joint", title=say("notice.joint.title", language), blocks=tuple(blocks))


def processor(charter: Charter, language: Language) -> Section | None:
    """Say what we do on the instructions of clients, whose notice applies and not ours (Art. 28)."""
    found = clients_purposes(charter)
    if not found:
        return None
    table = Table(
        caption=say("notice.processor.caption", language, n=len(found)),
        head=tuple(say(f"notice.processor.{column}", language) for column in CLIENT_COLUMNS),
        rows=tuple(_client_row(charter, name, language) for name in found),
    )
    return Section(
        id="processor",
        title=say("notice.processor.title", language),
        blocks=(Paragraph(words=phrase("notice.processor.text", language)), table),
    )


def _client_row(charter: Charter, name: str, language: Language) -> Row:
    """Say one activity for a client."""
    purpose = charter.purposes[name]
    client = (
        told(charter.people[purpose.for_].title, language)
        if purpose.for_
        else say("notice.processor.for-nobody", language)
    )
    then = "then-return" if purpose.then is End.RETURN else "then-erase"
    until = with_backups(
        charter, say(f"notice.processor.{then}", language, keep=keep_words(purpose.keep, language)), language
    )
    return Row(
        id=f"purpose-{name}",
        head=purpose_title(charter, name, language),
        cells=(
            (begun_large(fine(client, language)),),
            category_links(charter, purpose.uses, language),
            (begun_large(until),),
            (begun_large(seen_by(charter, name, language)),),
            given_to(charter, name, language),
        ),
    )
