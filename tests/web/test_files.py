"""What programs fetch: verdicts, key and style."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from starlette.testclient import TestClient

from etanche.charter import published_schema
from etanche.instance import Instance


def test_the_verdicts_are_those_of_the_command(client: TestClient, proved: Instance) -> None:
    """`/proof.json` is the list that `etanche prove --json` prints: one object a promise, with the six members."""
    listed = client.get("/proof.json").json()

    assert sorted(proved.plan.promises) == sorted(one["id"] for one in listed)
    assert all({"id", "kind", "state", "because", "measured", "at"} <= one.keys() for one in listed)


def test_the_key_is_one_that_any_tool_reads(client: TestClient, instance: Instance) -> None:
    """`/key.pem` is the key that signs the journal, in the format of RFC 8410."""
    found = load_pem_public_key(client.get("/key.pem").content)

    assert isinstance(found, Ed25519PublicKey)
    assert found.public_bytes(Encoding.Raw, PublicFormat.Raw) == instance.public_key


def test_the_style_is_asked_for_once(client: TestClient) -> None:
    """A browser that has the style is told so."""
    answer = client.get("/static/style.css")

    assert answer.headers["content-type"].startswith("text/css")
    assert client.get("/static/style.css", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_editors_can_fetch_the_schema(client: TestClient) -> None:
    """The schema of charters is published under a name that has the version of the language."""
    answer = client.get("/schema/etanche-charter-1.json")

    assert answer.headers["content-type"].startswith("application/schema+json")
    assert published_schema() == answer.content
