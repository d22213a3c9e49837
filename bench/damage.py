"""
Charters taken apart: keys lost, moved, renamed and repeated, values in the wrong place. What is left is still well written,
so that it comes further into the reader than damaged bytes do.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from ruamel.yaml import YAML

Path = tuple[str | int, ...]

ODD: tuple[Any, ...] = ("x", 7, True, [], {}, ["a", "b"], "2026-01-01", "while case", "1 day", {"fr": "x", "en": "y"})
KEYS = ("x-y", "title", "journal", "was", "needs", "private", "vault")


@cache
def _data(charter: bytes) -> Any:
    return _words(YAML(typ="safe", pure=True).load(charter))


def _words(data: Any) -> Any:
    """Return the same with words for keys: a day is one of them."""
    if isinstance(data, dict):
        return {str(key): _words(value) for key, value in data.items()}
    return [_words(item) for item in data] if isinstance(data, list) else data


def _nodes(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        yield from _nodes(value, (*path, step))


def rearranged(rng: random.Random, charter: bytes) -> bytes:
    """Return a charter with one to three things lost, moved, renamed or put in each other's place, as JSON, which is YAML too."""
    data = copy.deepcopy(_data(charter))
    for _ in range(rng.randint(1, 3)):
        nodes = list(_nodes(data))[1:] or [((), data)]
        path, other = rng.choice(nodes)[0], copy.deepcopy(rng.choice(nodes)[1])
        _damage(rng, data, path, other)
    return json.dumps(data, default=str, ensure_ascii=False).encode()


def _damage(rng: random.Random, data: Any, path: Path, other: Any) -> None:
    if not path:
        return
    holder = data
    for step in path[:-1]:
        holder = holder[step]
    match rng.randrange(5):
        case 0:
            del holder[path[-1]]
        case 1:
            holder[path[-1]] = other
        case 2:
            holder[path[-1]] = rng.choice(ODD)
        case 3 if isinstance(holder, dict):
            holder[rng.choice(KEYS)] = other
        case _ if isinstance(holder, dict):
            holder["renamed"] = holder.pop(path[-1])
        case _:
            holder.append(other)
