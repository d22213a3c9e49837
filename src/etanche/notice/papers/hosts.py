"""
The page for whoever keeps a firewall: every address that is called, its ports, by what, when, and whom it belongs to (A12).

    etanche paper hosts charter.yaml                   a page
    etanche paper hosts charter.yaml --format txt      a line for each address and port, to be read by a program
    etanche paper hosts charter.yaml --format json     the same with everything that is known
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from etanche.charter import Caller, Charter, Host, digest
from etanche.notice.document.blocks import Block, Items, Paper, Paragraph, Row, Section, Table
from etanche.notice.document.sheets import Listing
from etanche.notice.naming import owner_name, owner_of, told
from etanche.notice.papers.frame import Called, Setting, framed, part, promised
from etanche.terms import LANGUAGES
from etanche.words import begun_large, fine, phrase

NAME = "hosts"

CALLERS = (Caller.APPLICATION, Caller.BROWSER, Caller.SERVER)
"""What runs at people's own place first: that is what a firewall there must let through."""

COLUMNS = ("head", "ports", "when", "to")
OURS = "-"
HEAD = ("#address", "port", "called-by", "to", "name")


def paper(setting: Setting) -> Paper:
    """Return the page for administrators."""
    charter = setting.charter
    promises = promised(
        setting, lambda said: said.id.startswith("egress:") and said.id.partition(":")[2] not in charter.channels
    )
    if not charter.hosts and not setting.called:
        none = part(setting, "hosts.none", Paragraph(words=phrase("paper.hosts.none.text", setting.language)))
        return framed(setting, NAME, none, promises, lead=setting.say("hosts.lead-none"), numbered=False)
    return framed(
        setting,
        NAME,
        *(_called_by(setting, caller) for caller in CALLERS),
        _configured(setting),
        part(setting, "hosts.list", *_list(setting)),
        promises,
        lead=setting.say("hosts.lead", n=len(charter.hosts) + len({one.address for one in setting.called})),
        numbered=False,
    )


def _called_by(setting: Setting, caller: Caller) -> Section | None:
    """Return the addresses that one sort of program calls."""
    charter = setting.charter
    found = {name: host for name, host in charter.hosts.items() if host.called_by is caller}
    if not found:
        return None
    table = Table(
        caption=setting.say("hosts.caption", n=len(found)),
        head=tuple(setting.say(f"hosts.{column}") for column in COLUMNS),
        rows=tuple(_row(setting, name, host) for name, host in found.items()),
    )
    return part(setting, f"hosts.{caller}", *_who(setting, caller), table)


def _configured(setting: Setting) -> Section | None:
    """Return the databases and services of keys that the settings of the instance name."""
    if not setting.called:
        return None
    table = Table(
        caption=setting.say("hosts.caption", n=len(setting.called)),
        head=tuple(setting.say(f"hosts.{column}") for column in ("head", "ports", "when")),
        rows=tuple(
            Row(
                id=f"{one.use}-{number}",
                head=one.address,
                cells=((str(one.port),), (setting.say(f"hosts.configured.{one.use}"),)),
            )
            for number, one in enumerate(setting.called, 1)
        ),
    )
    return part(
        setting, "hosts.configured", Paragraph(words=phrase("paper.hosts.configured.text", setting.language)), table
    )


def _who(setting: Setting, caller: Caller) -> Iterable[Block]:
    """Say which programs call; an application is named, because each is allowed apart."""
    yield Paragraph(words=phrase(f"paper.hosts.{caller}.text", setting.language))
    if caller is Caller.APPLICATION and setting.charter.applications:
        titles = [told(application.title, setting.language) for application in setting.charter.applications.values()]
        yield Items(items=tuple((begun_large(title),) for title in titles))


def _row(setting: Setting, name: str, host: Host) -> Row:
    """Say one address."""
    return Row(
        id=f"host-{name}",
        head=host.address,
        cells=(
            (", ".join(map(str, host.ports)),),
            (told(host.when, setting.language),),
            (_owner(setting, name),),
        ),
    )


def _owner(setting: Setting, host: str) -> str:
    """Name whom an address belongs to."""
    owner = owner_of(setting.charter, host)
    if owner is None:
        return setting.say("hosts.ours")
    return fine(owner_name(setting.charter, owner), setting.language)


def _list(setting: Setting) -> Iterable[Block]:
    """Return the same as text, for a program."""
    yield Paragraph(words=phrase("paper.hosts.list.text", setting.language))
    yield Listing(label=setting.say("hosts.list.label"), text=as_text(setting.charter, setting.called))


def as_text(charter: Charter, called: Sequence[Called] = ()) -> str:
    """Return a line for each address and port: address, port, caller, whose or `-`, name; none of them holds a space."""
    ours = ((one.address, str(one.port), str(Caller.SERVER), OURS, one.use) for one in called)
    lines = [HEAD, *_lines(charter), *ours]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )


def _lines(charter: Charter) -> Iterator[tuple[str, ...]]:
    """Yield the lines in the order of addresses and ports, so that a changed charter gives a small difference."""
    for name, host in sorted(charter.hosts.items(), key=lambda item: (item[1].address, item[0])):
        for port in sorted(host.ports):
            yield (host.address, str(port), str(host.called_by), owner_of(charter, name) or OURS, name)


def as_json(charter: Charter, called: Sequence[Called] = ()) -> str:
    """Return the same with everything that is known, in both languages."""
    told_of = {
        "organisation": charter.organisation.name,
        "charter": digest(charter),
        "version": max(charter.versions).isoformat(),
        "applications": {
            name: {language: application.title.in_(language) for language in LANGUAGES}
            for name, application in charter.applications.items()
        },
        "hosts": [
            {
                "name": name,
                "address": host.address,
                "ports": list(host.ports),
                "called-by": str(host.called_by),
                "to": {"name": owner, "title": owner_name(charter, owner)}
                if (owner := owner_of(charter, name))
                else None,
                "when": {language: host.when.in_(language) for language in LANGUAGES},
            }
            for name, host in charter.hosts.items()
        ],
        "configured": [{"use": one.use, "address": one.address, "port": one.port} for one in called],
    }
    return json.dumps(told_of, ensure_ascii=False, indent=2) + "\n"
