"""The pages: there in both languages, built for everybody, asking for nothing and leaving nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.testclient import TestClient

from etanche.charter import promises
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.notice import sentence
from etanche.terms import LANGUAGES, Language
from etanche.web import create_app, urls

PAGES = ["/", "/privacy", "/proof", "/opt-out", "/nothing-here"]
BOTH = pytest.mark.parametrize("language", LANGUAGES)
EVERY = pytest.mark.parametrize("page", PAGES)
CHROMIUM = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"


class Shown(HTMLParser):
    """A page as a browser reads it: ids, links, headings, forms, words."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in {"href", "src", "action"} and value]
        if tag not in {"a", "span", "strong", "wbr"}:
            self._words.append(" ")
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.levels.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        """Note words."""
        self._words.append(data)

    @property
    def words(self) -> str:
        """Return everything the page says, with ordinary spaces."""
        return " ".join("".join(self._words).replace("\u00a0", " ").replace("\u202f", " ").split())


def shown(client: TestClient, page: str, language: Language = "en") -> Shown:
    """Return a page as a browser reads it."""
    return Shown(client.get(page, params={"lang": language}).text)


@EVERY
@BOTH
def test_a_page_is_built_for_everybody(client: TestClient, proved: Instance, page: str, language: Language) -> None:
    """It says its language, has one main heading, skips no level, uses no id twice, and every inner link arrives."""
    answer = client.get(page, params={"lang": language})
    read = Shown(answer.text)

    assert language == answer.headers["content-language"]
    assert f'<html lang="{language}">' in answer.text
    assert read.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(read.levels))
    assert sorted(set(read.ids)) == sorted(read.ids)
    assert {link[1:] for link in read.links if link.startswith("#")} - {"", *read.ids} == {
        link[1:] for link in read.links if link.startswith(("#m-",)) and link[1:] not in read.ids
    }


@EVERY
@BOTH
def test_a_page_runs_and_fetches_nothing(client: TestClient, page: str, language: Language) -> None:
    """No script, no inline style, no handler, nothing from another house: the policy it carries would forbid them."""
    answer = client.get(page, params={"lang": language})
    read = Shown(answer.text)

    assert not read.tags & {"script", "iframe", "object", "embed", "img", "style"}
    assert not {name for name in read.attributes if name.startswith("on") or name == "style"}
    assert {link for link in read.links if urlsplit(link).scheme in {"http", "https"}} <= {
        "https://www.cnil.fr/fr/plaintes",
        "https://www.cnil.fr/en/plaintes",
    }
    assert (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'"
        in answer.headers["content-security-policy"]
    )


@EVERY
def test_looking_leaves_nothing_on_the_device(client: TestClient, page: str) -> None:
    """No page sets a cookie by being read."""
    answer = client.get(page)

    assert "set-cookie" not in answer.headers
    assert not client.cookies


def test_every_inner_link_of_every_page_arrives(client: TestClient, proved: Instance) -> None:
    """Whatever a page leads to is there, anchor included."""
    wanted = {
        urljoin(f"{page}?lang=fr", link)
        for page in PAGES
        for link in shown(client, page, "fr").links
        if urlsplit(link).scheme == ""
    }
    read = {url: client.get(url) for url in {link.partition("#")[0] for link in wanted}}

    assert {url: 200 for url in read if not url.startswith("/nothing-here")} == {
        url: answer.status_code for url, answer in read.items() if not url.startswith("/nothing-here")
    }
    missing = [
        link
        for link in wanted
        for url, _, anchor in [link.partition("#")]
        if anchor and "text/html" in read[url].headers["content-type"] and anchor not in Shown(read[url].text).ids
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "fr"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de,en;q=0.8,fr;q=0.9", "fr"),
        ("", "de", "fr"),
        ("?lang=en", "fr", "en"),
        ("?lang=de", "en", "en"),
    ],
)
def test_the_language_is_the_one_asked_for(client: TestClient, query: str, accepted: str, language: Language) -> None:
    """The address wins, then the browser, then French; caches are told."""
    answer = client.get(f"/{query}", headers={"accept-language": accepted})

    assert language == answer.headers["content-language"]
    assert "Accept-Language" in answer.headers["vary"]


def test_changing_language_keeps_the_page(client: TestClient) -> None:
    """The switch leads to the same page, and links of that page stay in the language chosen."""
    assert "/proof?lang=en" in shown(client, "/proof", "fr").links
    assert "/privacy?lang=en" in shown(client, "/proof", "en").links


@EVERY
@BOTH
def test_the_language_is_kept_on_every_way_out_of_a_page(client: TestClient, page: str, language: Language) -> None:
    """Whatever page a reader goes to from here, it is in the language chosen, but for the one link that changes it."""
    pages = set(urls.PAGES.values())
    strays = [link for link in shown(client, page, language).links if link.partition("?")[0].partition("#")[0] in pages]

    assert 1 == sum(1 for link in strays if f"lang={language}" not in link)


def test_what_a_reader_does_not_need_comes_last_and_folded(client: TestClient) -> None:
    """The part for whoever runs a site ends the home page, behind a fold, its refusal link in the page's language."""
    text = client.get("/", params={"lang": "en"}).text
    fold = text.split("If you run a website")[1].split("</main>")[0]

    assert "<details><summary>Connect your site" in fold
    assert 3 == fold.count("<pre")
    assert "/opt-out?lang=en" in fold


@BOTH
def test_every_promise_is_on_the_notice_and_on_the_proof(
    client: TestClient, proved: Instance, language: Language
) -> None:
    """Nothing that was promised is left out of either page."""
    pages = [shown(client, page, language) for page in ("/privacy", "/proof")]
    sentences = [sentence(proved.charter, promise, language) for promise in promises(proved.charter)]

    for page in pages:
        assert set(proved.plan.promises) <= set(page.ids)
        assert [text for text in sentences if Shown(text).words not in page.words] == []


def test_before_any_check_nothing_is_green(client: TestClient) -> None:
    """A fresh instance shows every promise as unproven, and says that no check has run."""
    for page in ("/", "/privacy", "/proof"):
        answer = client.get(page, params={"lang": "en"}).text

        assert 'class="verdict is-kept"' not in answer
        assert "No check has run yet" in answer


def test_after_a_check_each_verdict_has_its_date(client: TestClient, proved: Instance) -> None:
    """Notice and proof say when the checks ran, in the time zone of the organisation."""
    for page in ("/", "/privacy", "/proof"):
        assert "21 November 2026 at 07:02" in shown(client, page).words


@pytest.mark.clause("P16")
def test_the_proof_says_what_is_not_proved_and_how_to_check(client: TestClient, proved: Instance) -> None:
    """Limits are first-class, and the head of the journal and the public key are there to be compared."""
    page = shown(client, "/proof")

    assert "What we do not prove" in page.words
    assert "no legal opinion" in page.words
    assert "/key.pem" in page.links
    assert "/proof.json" in page.links


def test_the_head_on_the_page_is_the_head_of_the_journal(client: TestClient, proved: Instance) -> None:
    """The 64 digits beside the seal are those of the chain, and their number of lines too."""
    proved.journal.seal()
    head = proved.journal.head()

    words = shown(client, "/proof").words.replace(" ", "")

    assert head.link.hex() in words
    assert f"Lineschained{head.position:,}" in words


def test_the_home_page_plots_what_the_vault_holds(client: TestClient, instance: Instance, clock: FixedClock) -> None:
    """Three visits on two days are drawn, told in a sentence, and listed in a table."""
    for page in ("/a", "/b"):
        client.get(
            "/matomo.php",
            params={"idsite": 1, "rec": 1, "url": f"https://shop.example{page}"},
            headers={"user-agent": CHROMIUM},
        )
    clock.advance(timedelta(days=1))
    client.get(
        "/matomo.php", params={"idsite": 1, "rec": 1, "url": "https://shop.example/c"}, headers={"user-agent": CHROMIUM}
    )

    text = client.get("/", params={"lang": "en"}).text
    words = Shown(text).words

    assert "3 visits in the vault" in words
    assert "3 visits, at most 2 in a day, on 21 November 2026" in words
    assert len(re.findall(r'<rect class="visits" x=', text)) == 2
    assert re.search(r"21 November 2026 2 \d", words)


def test_the_page_to_copy_from_names_this_machine_or_the_address_configured(
    instance: Instance, client: TestClient
) -> None:
    """Snippets carry our own address, never what a stranger put into the request."""
    assert 'u = "http://127.0.0.1:8040/"' in Shown(client.get("/").text).words
    assert "evil.example" not in client.get("/", headers={"host": "evil.example"}).text
    assert "127.0.0.1.evil.example" not in client.get("/", headers={"host": "127.0.0.1.evil.example"}).text
    with TestClient(create_app(instance, base_url="https://visits.estran.example/"), base_url="http://x") as configured:
        assert 'u = "https://visits.estran.example/"' in Shown(configured.get("/").text).words


def test_a_demonstration_says_so(client: TestClient, instance: Instance) -> None:
    """Only an instance made by the demonstration carries the warning."""
    assert ("This is a demonstration." in shown(client, "/").words) is instance.demo


@pytest.mark.parametrize("page", [*PAGES, "/matomo.php", "/static/style.css", "/proof.json"])
def test_asking_only_for_the_head_is_answered(client: TestClient, page: str) -> None:
    """HEAD gives the status and headers of GET, without a body."""
    head, get = client.head(page), client.get(page)

    assert get.status_code == head.status_code
    assert head.content == b""
