"""
The key service of AWS, spoken to by its own library: credentials come from where that library looks for them,
never from a charter, an argument or a file of ours.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from etanche.errors import MissingExtra, OutOfReach

_SECONDS = 5
_NOT_OURS = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})


class KeyServiceOutOfReach(OutOfReach):
    """The cloud's key service cannot be had, or refuses."""


class AwsKeys:
    """Keys of one region's service."""

    def __init__(self, region: str, *, endpoint: str | None = None, section: str = "keys.cloud-kms") -> None:
        """Remember where it is, and where the settings say so; nothing is sent before the first use."""
        self._region = region
        self._endpoint = endpoint
        self._section = section
        self._made: Any = None
        self._making = threading.Lock()

    def encrypt(self, key: str, plain: bytes, context: Mapping[str, str]) -> bytes:
        """
        Return it encrypted under a key of the service.

        Raises:
            KeyServiceOutOfReach: the service cannot be had, or refuses.
        """
        found = self._called("encrypt", KeyId=key, Plaintext=plain, EncryptionContext=dict(context))
        if found is None:
            raise self._out_of_reach(key, "it takes it for something else")
        return bytes(found["CiphertextBlob"])

    def decrypt(self, key: str, sealed: bytes, context: Mapping[str, str]) -> bytes | None:
        """
        Return what was encrypted under that key with that context, or None when this was not.

        Raises:
            KeyServiceOutOfReach: the service cannot be had, or refuses.
        """
        found = self._called("decrypt", KeyId=key, CiphertextBlob=sealed, EncryptionContext=dict(context))
        return None if found is None else bytes(found["Plaintext"])

    def _called(self, what: str, **given: Any) -> Mapping[str, Any] | None:
        """Call the service; None when it says that these bytes are not of that key and context."""
        client, errors = self._client()
        try:
            answer: Mapping[str, Any] = getattr(client, what)(**given)
        except errors.ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _NOT_OURS:
                return None
            raise self._out_of_reach(given["KeyId"], code) from None
        except errors.BotoCoreError as error:
            raise self._out_of_reach(given["KeyId"], type(error).__name__) from None
        return answer

    def _client(self) -> tuple[Any, Any]:
        """Return the library's client, made once, and its errors."""
        try:
            errors = import_module("botocore.exceptions")
            sessions, config = import_module("botocore.session"), import_module("botocore.config")
        except ImportError:
            raise MissingExtra("a cloud's key service is not spoken to by this installation", extra="kms") from None
        with self._making:
            if self._made is None:
                self._made = sessions.get_session().create_client(
                    "kms",
                    region_name=self._region,
                    endpoint_url=self._endpoint,
                    config=config.Config(
                        connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": 2}
                    ),
                )
            return self._made, errors

    def _out_of_reach(self, key: str, why: str) -> KeyServiceOutOfReach:
        """Say which key is not to be had, in the service's own word for why."""
        return KeyServiceOutOfReach(
            f"the key service does not use the key `{key}` ({why})",
            hint=f"check that the key is enabled, that this machine may use it, and `[{self._section}]` in `instance.toml`",
        )
