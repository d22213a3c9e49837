"""A time-stamping authority of the tests: OpenSSL's, with a root of its own; it answers requests as one on the network would."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
default_policy = 1.2.3.4
signer_digest = sha256
digests = sha256, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Where its keys are."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, name: str = "of the tests") -> Self:
        """Make a root and, under it, who stamps."""
        new = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        (folder / "extensions").write_text(
            "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
        )
        (folder / "tsa.cnf").write_text(_CONFIGURATION.format(folder=folder))
        (folder / "serial").write_text("01\n")
        made = cls(folder=folder)
        made._openssl(f"req -x509 {new} -keyout root.key -out root.pem -days 9000", "-subj", f"/CN=Root {name}")
        made._openssl(f"req {new} -keyout tsa.key -out tsa.csr", "-subj", f"/CN=Stamps {name}")
        made._openssl(
            "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -out tsa.pem -days 9000"
            " -extfile extensions"
        )
        return made

    @property
    def root(self) -> Path:
        """The certificate that it publishes."""
        return self.folder / "root.pem"

    def answer(self, request: bytes, *more: str) -> bytes:
        """Return the answer to a request (RFC 3161); `more` is said to OpenSSL."""
        (self.folder / "asked.tsq").write_bytes(request)
        self._openssl(
            "ts -reply -config tsa.cnf -queryfile asked.tsq -signer tsa.pem -inkey tsa.key -out answered.tsr", *more
        )
        return (self.folder / "answered.tsr").read_bytes()

    def _openssl(self, line: str, *more: str) -> None:
        subprocess.run(["openssl", *line.split(), *more], cwd=self.folder, check=True, capture_output=True)
