"""
A certificate of erasure as people read it: the same facts on a page, in French or English, to print or to put in a file.

The page is a copy for reading. What proves is the file it was made from, whose digest it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from etanche.charter import Charter
from etanche.keyring import digest, fingerprint_of
from etanche.notice import html, pdf
from etanche.notice.document.blocks import Items, Pairs, Paper, Paragraph, Row, Table
from etanche.notice.naming import told as title_of
from etanche.notice.papers.frame import Setting, framed, part
from etanche.proof.evidence import certificate as form
from etanche.proof.evidence.certifying import CANNOT
from etanche.proof.evidence.report import Said, moment
from etanche.terms import Language
from etanche.vault import ELSEWHERE
from etanche.words import date_words, phrase

NAME = "certificate"
NOTHING = "certificate-nothing"
OWN_WORDS = frozenset({"hold", ELSEWHERE})


def certificate_page(data: bytes, charter: Charter, language: Language, *, as_pdf: bool) -> bytes:
    """
    Return a certificate as a page that stands alone.

    Args:
        data: the file of the certificate.
        charter: gives categories and purposes the names that people know.
        language: of the page.
        as_pdf: whether it is a PDF, and not HTML.

    Raises:
        Rejected: it is no certificate that could be believed.
        MissingExtra, Unprintable: this installation has no typesetter, or no shapes for a letter.
    """
    told = form.opened(data).certificate
    paper = page(told, Setting(charter=charter, language=language), file_digest=digest(data).hex())
    if not as_pdf:
        return html(paper).encode()
    return pdf(paper, on=date.fromisoformat(told.issued.at[:10]))


def page(told: form.Erasure, setting: Setting, *, file_digest: str) -> Paper:
    """Return the document."""
    moments = part(setting, "certificate.moments", Pairs(pairs=tuple(_moments(told, setting))))
    return framed(
        setting,
        NOTHING if told.nothing else NAME,
        None if told.nothing else moments,
        part(setting, "certificate.destroyed", *_destroyed(told, setting)),
        part(setting, "certificate.kept", *_kept(told, setting)),
        part(setting, "certificate.proof", *_proof(told, setting, file_digest)),
        part(setting, "certificate.limits", Items(items=tuple((_cannot(one, setting),) for one in CANNOT))),
        numbered=False,
    )


def _cannot(one: str, setting: Setting) -> str:
    return Said(f"cannot.{one}").in_(setting.language)


def _moments(told: form.Erasure, setting: Setting) -> Iterator[tuple[str, tuple[str, ...]]]:
    open_ = setting.say("certificate.open")
    yield setting.say("certificate.unreadable"), (moment(told.unreadable) if told.unreadable else open_,)
    yield setting.say("certificate.marks"), (moment(told.marks) if told.marks else open_,)
    dead = told.backups.dead
    none = setting.say("certificate.no-backups") if told.backups.keep is None else open_
    yield setting.say("certificate.backups"), (day(dead, setting) if dead else none,)


def _destroyed(told: form.Erasure, setting: Setting) -> Iterator[Table | Paragraph]:
    if told.nothing:
        yield Paragraph(words=phrase("paper.certificate.nothing-destroyed", setting.language))
        return
    if told.destroyed:
        rows = tuple(Row(head=_category(name, setting), cells=((str(n),),)) for name, n in told.destroyed.items())
        head = (setting.say("certificate.category"), setting.say("certificate.records"))
        yield Table(caption=setting.say("certificate.destroyed.caption"), head=head, rows=rows)
    yield Paragraph(words=phrase("paper.certificate.keys", setting.language, n=told.keys.count))


def _kept(told: form.Erasure, setting: Setting) -> Iterator[Table | Paragraph]:
    if not told.kept:
        yield Paragraph(words=phrase("paper.certificate.nothing-kept", setting.language))
        return
    rows = tuple(
        Row(
            head=_category(one.category, setting),
            cells=(
                (str(one.records),),
                (_purpose(one.purpose, setting),),
                (day(one.until, setting) if one.until else setting.say("certificate.unknown"),),
                (
                    ", ".join(one.law)
                    or setting.say(f"certificate.basis-{one.basis if one.basis in OWN_WORDS else 'other'}"),
                ),
            ),
        )
        for one in told.kept
    )
    columns = ("category", "records", "purpose", "until", "law")
    head = tuple(setting.say(f"certificate.{column}") for column in columns)
    yield Table(caption=setting.say("certificate.kept.caption"), head=head, rows=rows)


def _proof(told: form.Erasure, setting: Setting, file_digest: str) -> Iterator[Paragraph | Pairs]:
    yield Paragraph(words=phrase("paper.certificate.how", setting.language))
    public = bytes.fromhex(told.key)
    named = {
        "file": file_digest,
        "fingerprint": fingerprint_of(public),
        "commitment": told.commitment,
        "head": f"{told.issued.head.position} · {told.issued.head.link}",
        "issued": moment(told.issued.at),
    }
    yield Pairs(pairs=tuple((setting.say(f"certificate.{name}"), (value,)) for name, value in named.items()))


def day(iso: str, setting: Setting) -> str:
    """Return a day as the language writes it."""
    return date_words(date.fromisoformat(iso), setting.language)


def _category(name: str, setting: Setting) -> str:
    found = setting.charter.categories.get(name)
    return name if found is None else title_of(found.title, setting.language)


def _purpose(name: str, setting: Setting) -> str:
    found = setting.charter.purposes.get(name)
    return name if found is None else title_of(found.title, setting.language)
