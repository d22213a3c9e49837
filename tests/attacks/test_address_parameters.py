"""An attacker, or a careless tracker, sends everything the Matomo Tracking API has: only what is announced comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import pytest

from etanche.instance import Instance
from etanche.intake import Hit
from etanche.intake.parameters import KNOWN

ANNOUNCED = {"address", "browser", "system", "terminal", "screen", "page", "action", "visitor-id"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
MARK = "Zq9Xv7"
"""Stands in every value that nobody announced."""

EVERYTHING: Mapping[str, str] = {
    "idsite": "1",
    "rec": "1",
    "apiv": "1",
    "rand": f"{MARK}-rand",
    "url": f"https://{MARK}-user:{MARK}-word@shop.example/books;s={MARK}-s/42?q={MARK}-q&email={MARK}%40x.example#{MARK}-f",
    "res": "1280x1024",
    "ua": FIREFOX,
    "token_auth": f"{MARK}-token",
    "cip": "203.0.113.199",
    "_id": f"{MARK}-0b1c2d3e",
    "cdt": "2020-01-02 03:04:05",
    "lat": "48.858370",
    "long": "2.294481",
} | {
    name: f"{MARK}-{name}"
    for name in (
        *(
            "action_name",
            "urlref",
            "h",
            "m",
            "s",
            "cookie",
            "uadata",
            "uid",
            "cid",
            "new_visit",
            "dimension1",
            "dimension999",
            "_cvar",
            "cvar",
        ),
        *(
            "search_cat",
            "search_count",
            "pv_id",
            "revenue",
            "cs",
            "cra",
            "e_n",
            "e_v",
            "c_p",
            "c_t",
            "pf_net",
            "pf_srv",
            "pf_tfr",
            "pf_dm1",
            "pf_dm2",
        ),
        *(
            "pf_onl",
            "ec_items",
            "ec_st",
            "ec_tx",
            "ec_sh",
            "ec_dt",
            "country",
            "region",
            "city",
            "http_status",
            "bw_bytes",
            "source",
            "bots",
        ),
        *(
            "_idts",
            "_idvc",
            "_viewts",
            "_ects",
            "_rcn",
            "_rck",
            "_ref",
            "_refts",
            "pdf",
            "qt",
            "realp",
            "wma",
            "fla",
            "java",
            "ag",
            "gt_ms",
            "_idn",
            "debug",
            "dir",
            "gears",
            "lang",
            "ma_mrlt",
            "nobody_knows",
        ),
    )
}
DEEDS: list[tuple[Mapping[str, str], str]] = [
    ({}, "view"),
    ({"download": f"https://shop.example/books/42?{MARK}"}, "download"),
    ({"link": f"https://elsewhere.example/{MARK}"}, "outlink"),
    ({"search": f"{MARK} search"}, "search"),
    ({"e_c": "Video", "e_a": "Play"}, "event Video / Play"),
    ({"c_n": f"{MARK}-c_n", "c_i": f"{MARK}-c_i"}, "content"),
    ({"idgoal": f"{MARK}"}, "goal"),
    ({"ec_id": f"{MARK}-order"}, "order"),
    ({"ca": "1"}, "other"),
]


def rows(instance: Instance) -> list[Mapping[str, str]]:
    """Open every visit."""
    return [
        record.fields for record in instance.vault.acting("web-analyst", purpose="audience", actor="test").read("visit")
    ]


def everything_on_disk(instance: Instance) -> Iterator[tuple[str, bytes]]:
    """Yield every file of an instance, by name."""
    for path in instance.folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def sent(way: str, asked: str) -> Hit:
    """Return a hit that brings parameters in one of the three ways, and marked headers with them."""
    return Hit(
        method="GET" if way == "query" else "POST",
        path="/matomo.php",
        query=asked if way == "query" else "",
        body={
            "query": b"",
            "form": asked.encode(),
            "bulk": json.dumps({"requests": ["?" + asked], "token_auth": MARK}).encode(),
        }[way],
        headers={
            "user-agent": f"{MARK} client",
            "accept-language": "fr",
            "cookie": f"_pk_id={MARK}; session={MARK}",
            "referer": f"https://{MARK}.example/",
        },
        peer="198.51.100.77",
    )


def test_everything_is_everything() -> None:
    """The attack leaves out no parameter of the Tracking API but those that ask for no visit, or for no image."""
    names = {*EVERYTHING, *(name for deed, _ in DEEDS for name in deed)}

    assert set() == KNOWN - names - {"ping", "recMode", "send_image", "dimension"}


@pytest.mark.clause("C4")
@pytest.mark.parametrize("way", ["query", "form", "bulk"])
def test_every_parameter_is_sent_and_only_announced_columns_exist(
    instance: Instance, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], way: str
) -> None:
    """Whatever is sent, opened rows have the announced fields with the announced values, and nothing else is anywhere."""
    told = b""
    for deed, _ in DEEDS:
        hit = sent(way, urlencode({**EVERYTHING, **deed}))
        answer = instance.audience.handle(hit)
        told += answer.body + repr((hit, answer)).encode()
        assert answer.status == 200
    instance.audience.close()
    found = rows(instance)
    told += caplog.text.encode() + "".join(capfd.readouterr()).encode()

    assert [ANNOUNCED] * len(DEEDS) == [set(row) for row in found]
    assert sorted(action for _, action in DEEDS) == sorted(row["action"] for row in found)
    assert {("198.51.0.0/16", "Firefox 145", "linux", "computer", "1280x1024", "/books/42")} == {
        tuple(row[name] for name in ("address", "browser", "system", "terminal", "screen", "page")) for row in found
    }
    assert MARK.encode() not in told
    assert [] == [
        name
        for name, content in everything_on_disk(instance)
        if MARK.encode() in content or b"203.0.113.199" in content
    ]
