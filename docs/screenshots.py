"""
Takes the pictures of the README, with Debian's Chromium, from the real pages of a real instance. Run by hand:

    .venv/bin/python docs/screenshots.py [--data ./etanche-data]

Without `--data` it makes an instance as `etanche demo` does, in a throw-away folder, and serves it the same way.
The pictures show what a visitor sees first: one screen, not the whole page, so that they stay small. Those of people who are logged in
are of a made-up society with a register of watchers, which is added to the instance; so this is not run on one that anybody uses.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright
from tests.accounts.conftest import Desk as Accounts
from tests.organisations.society import society

from etanche.charter import Proof
from etanche.clock import SystemClock
from etanche.incidents import Kind, Severity, announced
from etanche.incidents.demands import Sort
from etanche.instance import Instance, Links, Memberships, Organisation
from etanche.rights import Arriving, Right
from etanche.rights.consent import How
from etanche.vault import Arrival
from etanche.web import front, link_page

HERE = Path(__file__).parent
PICTURES = HERE / "screenshots"
MOST_BYTES = 150_000
COMMAND = str(Path(sys.executable).with_name("etanche"))
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]

Scheme = Literal["light", "dark"]
OPENED = ("request", "incident")
"""Pictures of the first line of a list, and not of the list."""

Who = Literal["nobody", "watcher", "office"]
EMAIL = {"watcher": "maud@example.org", "office": "dpo@phare.example"}
SECRET = "an old heron, two frogs"  # noqa: S105  # of people made up
WIDE, PHONE = (1280, 860), (390, 844)
LOW = (1280, 760)
"""For a page of much text, whose picture would be too heavy."""

TALL = (1280, 1060)
"""High enough for the whole plot."""

SHOTS: tuple[tuple[str, str, tuple[int, int], Scheme, Who], ...] = (
    ("home", "/?lang=en", TALL, "light", "nobody"),
    ("privacy", "/privacy?lang=en", LOW, "light", "nobody"),
    ("proof", "/proof?lang=en", WIDE, "light", "nobody"),
    ("proof-dark", "/proof?lang=fr", WIDE, "dark", "nobody"),
    ("privacy-phone", "/privacy?lang=fr", PHONE, "light", "nobody"),
    ("opt-out", "/opt-out?lang=en", WIDE, "light", "nobody"),
    ("login-phone", "/account/login?lang=fr", PHONE, "dark", "nobody"),
    ("portal", "/account/data/phare?lang=en", WIDE, "light", "watcher"),
    ("portal-phone", "/account/data/phare?lang=fr", PHONE, "dark", "watcher"),
    ("console", "/desk/phare?lang=fr", WIDE, "light", "office"),
    ("calendar", "/desk/phare/calendar?lang=en", WIDE, "light", "office"),
    ("requests-phone", "/account/data/phare/requests?lang=fr", PHONE, "light", "watcher"),
    ("request", "/desk/phare/requests?lang=fr", WIDE, "light", "office"),
    ("incident", "/desk/phare/incidents?lang=en", WIDE, "dark", "office"),
    ("demands", "/desk/phare/demands?lang=fr", WIDE, "light", "office"),
    ("journal-dark", "/desk/phare/journal?lang=fr", WIDE, "dark", "office"),
)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve an instance, and yield its address."""
    environment = os.environ | {"ETANCHE_DATA": str(folder), "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    subprocess.run([COMMAND, "demo", "--exit"], env=environment, check=False, stdout=subprocess.DEVNULL)
    people(folder)
    secret = ["--passphrase-file", str(folder / "passphrase")]
    with subprocess.Popen(
        [COMMAND, *secret, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            yield next(
                word.rstrip("/;,.")
                for line in server.stdout or ()
                for word in line.split()
                if word.startswith("http://127.0.0.1:")
            )
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate()


def people(folder: Path) -> None:
    """Add the society, its office, and watchers who came in over a year; one of them waits for an answer, one is held."""
    clock = SystemClock()
    passphrase = (folder / "passphrase").read_bytes().strip()
    with Instance.open(folder, passphrase=lambda: passphrase, clock=clock) as instance:
        if any(one.name == "phare" for one in instance.organisations()):
            return
        charter = folder.parent / "society.yaml"
        charter.write_text(society(), encoding="utf-8")
        house = instance.create_organisation(charter, name="phare", by="operator")
        desk = Accounts(instance, clock, site="http://localhost", page=link_page)  # type: ignore[arg-type]  # it reads the time alone
        memberships = Memberships.of(instance)
        invited = memberships.bootstrap(house.organisation_id, role="dpo", email=EMAIL["office"], by="operator")
        accounts = {who: desk.opened(email, SECRET).session.account for who, email in EMAIL.items()}
        memberships.accept(invited.token, accounts["office"])
        watchers = [watcher(house, clock.now() - timedelta(days=3 * number), number) for number in range(120)]
        links = Links.of(instance)
        links.claim(accounts["watcher"], "phare")
        today = clock.now().date()
        house.vault.hold(
            watchers[60],
            case="sinistre-12",
            reason="-",
            owner="Ann Kerivel",
            review=today + timedelta(days=9),
            actor="ann",
        )
        house.vault.grant("dossier-7", role="helper", actor="ben", reason="she rang", by="ann")
        house.vault.door("desk", actor="desk").put(
            "ask", Arrival(at=clock.now() - timedelta(days=12), fields={"wording": "une copie"}, person=watchers[3])
        )
        with house.acting("dpo", purpose="watching", actor="ann") as session:
            session.find("ledger", "email", EMAIL["watcher"])
        obligations(house, watchers)
        house.journal.receipt(by="auditor")
        house.front = front
        house.prove()


def obligations(house: Organisation, watchers: list[bytes]) -> None:
    """Let people ask and decide, something go wrong, and an authority demand something."""
    today = house.clock.now().date()
    shown = house.consents.shown("letters", "fr")
    house.consents.say(watchers[0], "letters", yes=True, language="fr", how=How.PAGES, seen=shown.digest)
    for days, right, words in ((27, Right.ACCESS, "Que savez-vous de moi ?"), (3, Right.ERASURE, "Effacez tout.")):
        arriving = Arriving(
            right=right,
            channel="desk",
            words=words,
            language="fr",
            received=today - timedelta(days=days),
            name="Maud Exemple",
            email=EMAIL["watcher"],
            person=watchers[0],
            proof=Proof.SIGNED_LINK,
        )
        house.requests.open(arriving, actor="ann", role="dpo")
    incident = house.incidents.open("Un portable oublié sur le bac", severity=Severity.RISK, by="ann").name
    house.incidents.add(
        incident,
        Kind.FACT,
        by="ann",
        words="Le portable était chiffré ; le mot de passe est sur un papier dans la sacoche.",
    )
    since = (house.clock.now() - timedelta(hours=20)).isoformat()
    house.incidents.add(incident, Kind.AWARE, by="ann", said={"since": since})
    announced(house.incidents, incident, fr="Un portable a été perdu.", en="A laptop was lost.", over=False, by="ann")
    house.demands.open(
        "justice",
        sort=Sort.COURT,
        asker="Tribunal judiciaire de Brest",
        ground="article 99-3 du code de procédure pénale",
        asked="Tout ce que vous avez de Maud Exemple.",
        by="ann",
        received=today - timedelta(days=2),
        due=today + timedelta(days=12),
    )


def watcher(house: Organisation, at: datetime, number: int) -> bytes:
    """Write somebody into the register; the first of them has an account."""
    person = house.vault.new_person()
    email = EMAIL["watcher"] if number == 0 else f"watcher-{number}@example.org"
    fields = {"name": "Maud Exemple", "email": email, "lamp": ("north", "south")[number % 2]}
    house.vault.door("desk", actor="desk").put("ledger", Arrival(at=at, fields=fields, person=person))
    return person


def take(browser: Browser, url: str) -> Iterator[Path]:
    """Take every picture; yield each file."""
    for name, page, (width, height), scheme, who in SHOTS:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        shown = context.new_page()
        if who != "nobody":
            shown.goto(f"{url}/account/login")
            shown.fill("[name=email]", EMAIL[who])
            shown.fill("[name=password]", SECRET)
            shown.click("main button[type=submit]")
        shown.goto(url + page)
        if name in OPENED:
            shown.locator(".waiting a").first.click()
        path = PICTURES / f"{name}.png"
        shown.screenshot(path=path)
        context.close()
        yield path


def main() -> int:
    """Take the pictures and tell their sizes; exit 1 if one is too heavy for the repository."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as room:
        folder = Path(sys.argv[2]) if sys.argv[1:2] == ["--data"] else Path(room) / "data"
        with served(folder) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            sizes = {path: path.stat().st_size for path in take(browser, url)}
            browser.close()
    for path, size in sizes.items():
        print(f"{size:>8,} {path.relative_to(HERE)}")
    return int(any(size > MOST_BYTES for size in sizes.values()))


if __name__ == "__main__":
    sys.exit(main())
