"""
A cloud's key service on this machine, spoken to over HTTP as by any process: moto behind a port, for tests of the command line.

Moto answers as the service does, but for one thing: it lets a key that was disabled be used all the same. Here it is
refused, in the service's own word. It proves nothing of the service itself.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

REGION = "eu-west-3"
CREDENTIALS = {"aws_access_key_id": "of-the-tests", "aws_secret_access_key": "of-the-tests"}
_BYTES = ("Plaintext", "CiphertextBlob")
_VERBS = {"Encrypt": "encrypt", "Decrypt": "decrypt"}


@dataclass(frozen=True, kw_only=True)
class KeyService:
    """The service, as its customers have it: each makes keys, disables them and enables them again."""

    endpoint: str
    customer: Any
    """A client of it, as the console of the cloud is one."""

    asked: list[tuple[str, str]]
    """What it was asked for which key, from the first call on."""

    def key(self) -> str:
        """Make a symmetric key for encryption; return its full name."""
        return str(self.customer.create_key()["KeyMetadata"]["Arn"])

    def disable(self, key: str) -> None:
        """Let nobody use a key, as its owner may at any moment."""
        self.customer.disable_key(KeyId=key.rpartition("/")[2])

    def enable(self, key: str) -> None:
        """Let it be used again."""
        self.customer.enable_key(KeyId=key.rpartition("/")[2])

    def section(self, key: str, own: str = "") -> str:
        """Return the section of the settings for a key of the instance, or of an organisation's own."""
        name = f"keys.own.{own}" if own else "keys"
        return (
            f'\n[{name}.cloud-kms]\nregion = "{REGION}"\nkey = "{key}"\n'
            f'endpoint = "{self.endpoint}"\ndeletion-days = 7\n'
        )

    def answer(self, what: str, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Return what the service says to one call, and whether it was done."""
        self.asked.append((what, said["KeyId"]))
        given = {name: b64decode(one) if name in _BYTES else one for name, one in said.items()}
        try:
            if not self.customer.describe_key(KeyId=said["KeyId"])["KeyMetadata"]["Enabled"]:
                return 400, {"__type": "DisabledException"}
            found = getattr(self.customer, _VERBS[what])(**given)
        except ClientError as error:
            return 400, {"__type": error.response["Error"]["Code"]}
        return 200, {name: b64encode(one).decode() for name, one in found.items() if name in _BYTES}


@contextmanager
def served() -> Iterator[KeyService]:
    """Let it listen on this machine."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, said = service.answer(self.headers["X-Amz-Target"].partition(".")[2], body)
            text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    with mock_aws(), ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        client = boto3.client("kms", region_name=REGION, **CREDENTIALS)
        service = KeyService(endpoint=f"http://127.0.0.1:{server.server_port}", customer=client, asked=[])
        Thread(target=server.serve_forever, daemon=True).start()
        yield service
        server.shutdown()
