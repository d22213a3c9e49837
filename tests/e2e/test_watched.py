"""What watches over people's data, in a real browser with real mail: an alarm within a minute, a chain of events rebuilt, a demand of an authority, another controller, every way to say no."""

from __future__ import annotations

import http.server
import json
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from standardwebhooks.webhooks import Webhook
from tests.consent.society import found as found_club
from tests.consent.test_unproved import joins
from tests.e2e.living import PHONE, OpenBrowser, register
from tests.e2e.quay import Quay, quay, served, settled, sound
from tests.e2e.test_asked import asks, typed
from tests.e2e.test_rights import Later, reads, switched
from tests.outbound.conftest import Post, certificate, loop, message_in, post
from tests.rights.society import MAUD
from tests.rights.society import charter as society_charter

from etanche.clock import day_of
from etanche.gate import GateRefused
from etanche.instance import Memberships, TakingOver
from etanche.journal import CutRefused
from etanche.web import urls

__all__ = ["certificate", "loop", "post", "quay"]

TEAM, HEIR, HELPER = "team@lighthouse.example", "Feux de Cornouaille (exemple)", "aide@lighthouse.example"
A_MINUTE = timedelta(minutes=1)
HOSTS = """
hosts:
  hooks:
    address: 127.0.0.1
    ports: [{port}]
    called-by: server
    when: {{fr: "Quand un incident commence", en: "When an incident begins"}}

rights:"""


# — somebody watches, and tells at once


class Program:
    """A program of somebody's that is called under TLS, and what it was told."""

    def __init__(self, certificate: Path) -> None:
        """Listen at a free port of this machine."""
        self.taken: list[tuple[dict[str, str], bytes]] = []
        program = self

        class Heard(http.server.BaseHTTPRequestHandler):
            """Keeps what comes."""

            def do_POST(self) -> None:
                """Take a call."""
                body = self.rfile.read(int(self.headers["content-length"]))
                program.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as above
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Heard)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        """The port."""
        return self.server.server_port


@pytest.fixture
def program(certificate: Path) -> Iterator[Program]:
    """It, listening."""
    made = Program(certificate)
    yield made
    made.server.shutdown()
    made.server.server_close()


@contextmanager
def worker(folder: Path, secret: Path) -> Iterator[None]:
    """Let `etanche worker` make its rounds in a process of its own, once it says that it is at work."""
    command = [str(Path(sys.executable).with_name("etanche")), "--data", str(folder), "--passphrase-file", str(secret)]
    made = subprocess.Popen([*command, "worker"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert made.stdout is not None
    assert made.stdout.readline()
    try:
        yield
    finally:
        made.send_signal(signal.SIGINT)
        made.communicate(timeout=A_MINUTE.total_seconds())


@pytest.mark.clause("G19")
def test_the_team_is_told_within_a_minute(
    tmp_path: Path, certificate: Path, post: Post, program: Program, open_browser: OpenBrowser
) -> None:
    """Somebody tries again and again what is not theirs: within a minute of the last try a letter is at the mail server and a signed call at the program; the letter says who tried, the call of nobody; the officer finds the incident on the desk."""
    postman = post("tls")
    folder = settled(tmp_path / "data", postman, certificate, lambda it: calling(it, program.port))
    with (folder / "instance.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[alerts]\nto = "{TEAM}"\n[outbound]\nauthorities = "{certificate}"\n')
    with served(folder, postman) as made:
        house = made.desk.instance
        made.society.knows()
        _, secret = hooked(made, tmp_path, program.port)
        house.watch()
        with worker(folder, tmp_path / "passphrase"):
            for _ in range(21):
                with pytest.raises(GateRefused):
                    house.acting("dpo", purpose="answering", actor="grebe").page("ledger")
            last = house.clock.now()
            while house.clock.now() - last < A_MINUTE and not (told(program) and letters(made)):
                time.sleep(0.2)
        calls, mail = told(program), letters(made)
        office = open_browser().new_page()
        made.officer(office)
        office.goto(made.at(urls.DESK_INCIDENTS))
        sound(office)
        raised = next(one for one in house.incidents.all() if one.detector == "refused-attempts")
        listed = office.locator(f"main a[href*='{raised.name}']").count()

    assert [raised.name] == [one["incident"] for one, *_ in calls]
    assert Webhook(secret).verify(calls[0][2], calls[0][1])
    assert 1 == len([one for one in mail if raised.name in one])
    assert "grebe" not in calls[0][2].decode()
    assert not [one for one in (*mail, calls[0][2].decode()) if MAUD in one]
    assert 1 == listed


def calling(folder: Path, port: int) -> None:
    """Make the society, whose charter lets a program be called."""
    text = society_charter().replace("\nrights:", HOSTS.format(port=port), 1)
    found_club(folder, text)


def hooked(made: Quay, room: Path, port: int) -> tuple[str, str]:
    """Let the program be told of incidents, by a command; return the number and the secret that it prints."""
    found = typed(made, room, f"webhook add https://127.0.0.1:{port}/etanche --event incident.opened --actor ysé")
    hook, secret = found["printed"].split()
    return hook, secret


def told(program: Program) -> list[tuple[dict[str, str], dict[str, str], bytes]]:
    """Return what the program was told of attempts that were refused: what, with which headers, in which bytes."""
    every = [(json.loads(body)["data"], headers, body) for headers, body in program.taken]
    return [one for one in every if one[0].get("noticed") == "refused-attempts"]


def letters(made: Quay) -> list[str]:
    """Return what the letters to the team say of incidents."""
    found = [one for one in made.postman.taken if one.rcpt_tos == [TEAM]]
    return [text for one in found if "incident" in (text := str(message_in(one).get_content())).lower()]


@pytest.mark.clause("P15")
def test_a_published_hole_stops_everything(quay: Quay, tmp_path: Path, open_browser: OpenBrowser) -> None:
    """A file of advisories names a component that is installed here: one command, nobody asked, and no page of anybody's data answers any more while the status page says so; one that concerns nothing stopped nothing."""
    quay.society.knows()
    page = open_browser(viewport=PHONE).new_page()
    register(page, quay.desk, MAUD)
    quay.finds(page)
    for name, first in (("ours", "0"), ("none", "900")):
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": first}]}]
        package = {"package": {"name": "SQLAlchemy", "ecosystem": "PyPI"}, "ranges": ranges}
        (tmp_path / f"{name}.json").write_text(json.dumps({"id": "PYSEC-1", "affected": [package]}))
    typed(quay, tmp_path, f"advisories {tmp_path}/none.json --halt --actor ysé")
    before = page.request.get(quay.at(urls.OWN)).status
    typed(quay, tmp_path, f"advisories {tmp_path}/ours.json --halt --actor ysé", ends=1)
    after = page.request.get(quay.at(urls.OWN)).status
    page.goto(f"{quay.desk.site}{urls.STATUS}?lang=en")
    sound(page)
    state = page.request.get(f"{quay.desk.site}{urls.STATUS_JSON}").json()["state"]

    assert (200, 503, "halted") == (before, after, state)
    assert ["advisory"] == [one.detector for one in quay.desk.instance.incidents.all()]


# — what happened, in order


@pytest.mark.clause("G20")
def test_a_chain_of_events_is_rebuilt_by_one_command_and_one_page(
    quay: Quay, tmp_path: Path, open_browser: OpenBrowser
) -> None:
    """What was written, read and asked of one person, from the form to the letter, stands in order on the page of the journal, and the command tells the same; of somebody else it says nothing; and no line of it can be purged before its time."""
    society, house = quay.society, quay.desk.instance
    person, other = society.knows(), society.knows("rose@lighthouse.example")
    house.acting("dpo", purpose="watching", actor="grebe").of_person(person, "ledger")
    page = open_browser(viewport=PHONE).new_page()
    asks(quay, page, "access")
    page.goto(quay.link_in(quay.letter_to(MAUD)))
    page.get_by_role("button", name="This request is mine").click()
    page.get_by_role("button", name="This request is mine").wait_for(state="detached")
    office = open_browser().new_page()
    quay.officer(office)
    quay.opens(office)
    office.locator("button[name=act][value=granted]").click()
    office.locator("button[name=act][value=granted]").wait_for(state="detached")
    quay.letter_to(MAUD)

    shown = chain_on_the_page(quay, office, person)
    sound(office)
    printed_ = chain_typed(quay, tmp_path, person)
    of_other = chain_on_the_page(quay, office, other)
    before = len(house.journal.entries())
    with pytest.raises(CutRefused):
        house.journal.cut(day_of(house.clock.now(), house.plan.zone) + timedelta(days=1), actor="ysé")

    wanted = ["put ledger", "read ledger", "request-opened", "request-identity-shown", "request-answered"]
    assert in_order(wanted, shown)
    assert shown == printed_
    assert not [one for one in of_other if "request" in one or one == "read ledger"]
    assert before <= len(house.journal.entries())
    assert not house.journal.entries(act="journal-cut")


def chain_on_the_page(made: Quay, office: Page, person: bytes) -> list[str]:
    """Return what the page of the journal shows of a person, in the order in which it happened: the newest stands first."""
    office.goto(made.at(urls.DESK_JOURNAL))
    office.get_by_label("Person").fill(person.hex())
    office.get_by_role("button", name="Show").click()
    office.wait_for_url(re.compile("person="))
    return [one.strip() for one in office.locator("table tr td:nth-child(3)").all_inner_texts()][::-1]


def chain_typed(made: Quay, room: Path, person: bytes) -> list[str]:
    """Return what the command prints of a person."""
    lines = typed(made, room, f"journal --person {person.hex()} --last 500 --json")
    return [f"{one['act']} {one['object']}" for one in lines]


def in_order(wanted: list[str], found: list[str]) -> bool:
    """Tell whether some things are told in this order, whatever is between them."""
    left = iter(found)
    return all(any(one.startswith(what) for one in left) for what in wanted)


# — what the law compels, and who comes after us


@pytest.mark.clause("P7")
def test_an_authority_is_given_what_one_examined_and_another_gave(quay: Quay, open_browser: OpenBrowser) -> None:
    """The officer writes the demand down and finds it lawful for one person; a colleague, who sees that page alone, gives a file with that person and nobody else; the register says what was given; the person is told by a letter."""
    person = quay.society.knows()
    quay.society.knows("rose@lighthouse.example")
    office, helper = open_browser().new_page(), open_browser(accept_downloads=True).new_page()
    quay.officer(office)
    actor = colleague(quay, helper)
    office.goto(quay.at(urls.DESK_DEMANDS))
    form = office.locator("form", has=office.locator("input[name=asker]"))
    form.locator("select[name=recipient]").select_option("justice")
    form.locator("select[name=sort]").select_option("court")
    for name, words in (("asker", "Court of Brest"), ("ground", "CPP 99-3"), ("asked", "All of Maud")):
        form.locator(f"input[name={name}]").fill(words)
    with office.expect_navigation():
        form.locator("button[type=submit]").click()
    sound(office)
    at = office.url
    says(office, "examine", persons=person.hex(), who=actor, role="helper", words="An order, for one person.")
    helper.goto(at)
    sound(helper)
    helper.locator("details", has=helper.locator("input[name=do][value=answer]")).locator("summary").click()
    with helper.expect_download() as given:
        helper.locator("form", has=helper.locator("input[name=do][value=answer]")).locator("button").click()
    file = Path(given.value.path()).read_text(encoding="utf-8")
    helper.goto(quay.at(urls.DESK_DEMANDS))
    hidden = helper.get_by_text("Court of Brest").count()
    office.goto(at)
    says(office, "tell")
    sound(office)
    story = office.locator("section[aria-labelledby=story]").inner_text()
    letter = quay.letter_to(MAUD)
    (kept,) = quay.desk.instance.demands.all()

    assert [MAUD] == [one["fields"]["email"] for one in json.loads(file)["records"]]
    assert 0 == hidden
    assert kept.given
    assert HELPER in story
    assert "Court of Brest" in letter or "Justice" in letter


def colleague(made: Quay, page: Page) -> str:
    """Let somebody in as a helper; return by what name they act."""
    house = made.desk.instance
    register(page, made.desk, HELPER)
    members = Memberships.of(house)
    (officer,) = members.members(house.organisation_id)
    accounts = house.accounts_house.acting("running-instance", purpose="account-keeping", actor="test")
    account = accounts.find("account", "email", HELPER)[0].person or b""
    token = members.invite(house.organisation_id, roles=["helper"], email=HELPER, by=officer.person).token
    return members.accept(token, account).actor


def says(page: Page, what: str, **fields: str) -> None:
    """Unfold the form of a happening, fill it in, and send it."""
    form = page.locator("form", has=page.locator(f"input[name=do][value={what}]"))
    page.locator("details", has=form).locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        field.select_option(value) if field.evaluate("it => it.tagName") == "SELECT" else field.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


@pytest.mark.clause("P7")
def test_who_does_not_want_the_new_controller_leaves_before(
    tmp_path: Path, certificate: Path, post: Post, open_browser: OpenBrowser
) -> None:
    """Announced by a command: everybody is written to, and told on their own page with the way out; one leaves by it; after the day the new controller has the others, the notice has their name, and the old office has no way in."""
    postman = post("tls")
    folder = settled(tmp_path / "data", postman, certificate)
    rose = "rose@lighthouse.example"
    with served(folder, postman) as made:
        house = made.desk.instance
        leaver, stays = made.society.knows(), made.society.knows(rose)
        day = day_of(house.clock.now(), house.plan.zone) + timedelta(days=31)
        heir = tmp_path / "heir.yaml"
        text = society_charter().replace("name: Phare\n", f"name: {HEIR}\n", 1)
        assert HEIR in text
        first = "  2025-09-01: {comment"
        new = f"  {day}: {{comment: {{fr: Reprise, en: Taken over}}}}\n{first}"
        heir.write_text(text.replace(first, new, 1), encoding="utf-8")
        it = f"organisation transfer announce --charter {heir} --officer heir@example.org --role dpo --actor ysé --json"
        typed(made, tmp_path, it)
        written = {to: made.letters_to(to) for to in (MAUD, rose)}
        page = open_browser(viewport=PHONE).new_page()
        register(page, made.desk, MAUD)
        made.finds(page)
        sound(page)
        mine = page.locator("main").inner_text().replace("\N{NO-BREAK SPACE}", " ")
        page.get_by_role("link", name="Erase my data").click()
        page.get_by_label("I have seen what goes and what stays").check()
        page.get_by_role("button", name="Erase my data").click()
        page.get_by_role("link", name="certificate").wait_for()
        office = open_browser().new_page()
        made.officer(office)
        office.goto(made.at(urls.DESK))
        before = office.locator("h1").inner_text()
        office.close()
    with served(folder, postman, Later(timedelta(days=32))) as made:
        house = made.desk.instance
        TakingOver(house, house).take_over(by="ysé")
        reader = house.acting("dpo", purpose="watching", actor="heir")
        held = [bool(reader.of_person(one, "ledger")) for one in (leaver, stays)]
        page.goto(f"{made.desk.site}{urls.PRIVACY}?lang=en")
        notice = page.locator("main").inner_text()
        office = open_browser().new_page()
        made.officer(office)
        closed = office.goto(made.at(urls.DESK))

    assert all(any(HEIR in one for one in written[to]) for to in (MAUD, rose))
    assert HEIR in mine
    assert before
    assert [False, True] == held
    assert HEIR in notice
    assert closed is not None
    assert 404 == closed.status


# — every way to say no, in one place


@pytest.mark.clause("P17")
def test_every_way_to_say_no_is_on_one_page_and_works(
    tmp_path: Path, certificate: Path, post: Post, open_browser: OpenBrowser
) -> None:
    """One page names each use that can be refused and each yes that can be taken back; its switch ends the measuring, its form ends the offers without an account, and the page of one's data, to which it leads, all the others."""
    postman = post("tls")
    with served(settled(tmp_path / "data", postman, certificate, found_club), postman) as made:
        house, person = made.desk.instance, joins(made.society)
        plan = house.plan
        page = open_browser(viewport=PHONE).new_page()
        page.goto(f"{made.desk.site}{urls.OPT_OUT}?lang=en")
        sound(page)
        listed = page.locator("main").inner_text()
        titles = [house.charter.purposes[one].title.in_("en") for one in (*plan.objections, *plan.consents)]
        page.locator("main form button[name=choice][value=out]").first.click()
        page.get_by_role("heading", name="Your visits are not counted.").wait_for()
        page.get_by_role("link", name="the form for requests").click()
        page.locator("select[name=right]").select_option("marketing-objection")
        page.locator("input[name=email]").fill(MAUD)
        page.get_by_role("button", name="Ask", exact=True).click()
        page.get_by_text("Your request has come in").wait_for()
        made.letter_to(MAUD)
        offers = reads(house, person, "offers")
        register(page, made.desk, MAUD)
        made.finds(page)
        page.goto(f"{made.desk.site}{urls.OPT_OUT}?lang=en")
        page.get_by_role("link", name="the page of your data").click()
        page.locator("main a", has_text=made.name).or_(page.get_by_role("switch").first).first.wait_for()
        page.goto(made.at(urls.OWN))
        others = {one: switched(page, one) for one in ("Run the club", "Study who watches")}
        held = set(made.society.held_of(person))

    assert titles
    assert [] == [one for one in titles if one not in listed]
    assert not offers
    assert {"Run the club": "false", "Study who watches": "false"} == others
    assert "wish" not in held
