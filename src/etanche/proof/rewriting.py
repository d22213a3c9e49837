"""
What root can do: write a whole journal anew with one line changed; marks, links and signatures are made with the real key.

Nothing in the files shows it. Only a head that somebody holds outside does.
"""

from __future__ import annotations

from dataclasses import replace

from etanche.journal import BEGINNING, Head
from etanche.journal.chain import checkpoint_message, link, mark_of
from etanche.keyring import Signer
from etanche.store import Connection, entries

CULPRIT = "mallory"


def rewrite(connection: Connection, signer: Signer, organisation: bytes) -> Head:
    """Let the first line name somebody else and make everything after it fit; return the head, which is to go on the shelf too."""
    at, links = BEGINNING, {}
    for row in list(entries.walk(connection, organisation)):
        told = row._replace(actor=CULPRIT) if row.position == 1 else row
        told = told._replace(mark=mark_of(signer, told))
        at = Head(position=row.position or 0, link=link(at.link, told, row.position or 0))
        links[at.position] = at.link
        connection.exec_driver_sql(
            "UPDATE entries SET actor = ?, mark = ?, link = ? WHERE seq = ?", (told.actor, told.mark, at.link, row.seq)
        )
    _checkpoints(connection, signer, organisation, links)
    return at


def _checkpoints(connection: Connection, signer: Signer, organisation: bytes, links: dict[int, bytes]) -> None:
    before = BEGINNING
    for old in list(entries.checkpoints_after(connection, organisation)):
        new = replace(old, link=links[old.position])
        signature = signer.sign(checkpoint_message(new, before))
        connection.exec_driver_sql(
            "UPDATE checkpoints SET link = ?, signature = ? WHERE position = ?", (new.link, signature, old.position)
        )
        before = Head(position=new.position, link=new.link)
