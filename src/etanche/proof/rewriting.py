"""
What root can do: write a whole journal anew with one line changed; marks, links and signatures are made with the real key.

Nothing in the files shows it. Only a head that somebody holds outside does; and who knows which one it is can put its link where a signed
cut or a signed gap ends, so that it is found again at its position.
"""

from __future__ import annotations

import json
from dataclasses import replace

from etanche.journal import BEGINNING, Head
from etanche.journal.chain import RESTORED, checkpoint_message, cut_message, link, mark_of
from etanche.keyring import Signer
from etanche.store import CheckpointRow, Connection, CutRow, entries

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


def rewrite_around(
    connection: Connection, signer: Signer, organisation: bytes, held: Head, *, rule: str, at: str
) -> Head:
    """
    Take the line of a head that somebody holds out of the journal, under a signature that ends with the head's link; return the new head.

    With the rule of a restore only that line is said to be lost, and those before it are written anew; with another one everything up to it is cut.
    The line after it says that something was restored.
    """
    gap = rule == RESTORED
    cut = CutRow(
        organisation=organisation,
        first=held.position if gap else 1,
        last=held.position,
        link=held.link,
        rule=rule,
        at=at,
        signature=b"",
        public=signer.public,
    )
    end, links = BEGINNING, {held.position: held.link}
    for row in list(entries.walk(connection, organisation)):
        position = row.position or 0
        if cut.first <= position <= cut.last:
            end = held
            continue
        told = row._replace(actor=CULPRIT) if position < cut.first else row
        if gap and position == held.position + 1:
            facts = json.dumps({"first": held.position, "last": held.position})
            told = told._replace(act=RESTORED, object="instance", decision="done", facts=facts)
        told = told._replace(mark=mark_of(signer, told))
        end = Head(position=position, link=link(end.link, told, position))
        links[position] = end.link
        connection.exec_driver_sql(
            "UPDATE entries SET actor = ?, act = ?, object = ?, decision = ?, facts = ?, mark = ?, link = ? WHERE seq = ?",
            (told.actor, told.act, told.object, told.decision, told.facts, told.mark, end.link, row.seq),
        )
    _sign_around(connection, signer, cut, links)
    return end


def _sign_around(connection: Connection, signer: Signer, cut: CutRow, links: dict[int, bytes]) -> None:
    """Sign the cut, and every checkpoint that is left, anew; the line before a gap has one too."""
    old = list(entries.checkpoints_after(connection, cut.organisation))
    connection.exec_driver_sql("DELETE FROM checkpoints")
    entries.cut(connection, replace(cut, signature=signer.sign(cut_message(cut))))
    wanted = {row.position for row in old} - {cut.last} | ({cut.first - 1} if cut.first > 1 else set())
    before = BEGINNING if cut.first > 1 else Head(position=cut.last, link=cut.link)
    for position in sorted(one for one in wanted if one in links and (cut.first > 1 or one > cut.last)):
        if before.position < cut.last < position:
            before = Head(position=cut.last, link=cut.link)
        new = CheckpointRow(
            organisation=cut.organisation,
            position=position,
            link=links[position],
            at=next((row.at for row in old if row.position == position), cut.at),
            signature=b"",
            public=signer.public,
        )
        signature = signer.sign(checkpoint_message(new, before))
        connection.exec_driver_sql(
            "INSERT INTO checkpoints (organisation, position, link, at, signature, public) VALUES (?, ?, ?, ?, ?, ?)",
            (new.organisation, position, new.link, new.at, signature, new.public),
        )
        before = Head(position=position, link=new.link)
