"""Hosts of addresses, and hosts that a reader sees."""

from __future__ import annotations

import pytest

from communique.language.hosts import disguise, host_of, hosts_shown, mail_hosts_shown, within


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.org:8080/a", "example.org"),
        (" h\tttps:\\\\example.org\\a", "example.org"),
        ("https:example.org", "example.org"),
        ("//example.org", "example.org"),
        ("https://example.org@evil.example/", "evil.example"),
        ("https://a\u200bb。example/", "ab.example"),
        ("https://xn--bcher-kva.example./", "bücher.example"),
        ("https://xn--99999999999.example", "xn--99999999999.example"),
        ("https://e%78ample.org", "example.org"),
        ("mailto:a@Example.org?subject=b", "example.org"),
        ("example.org", ""),
        ("/a//b.example", ""),
        ("#a", ""),
        ("tel:+1", ""),
        ("", ""),
    ],
)
def test_where_an_address_leads(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("See example.org, WWW.ONE.ORG and two.de.", ["example.org", "www.one.org", "two.de"]),
        ("https://one.org/two.org?three.org", ["one.org"]),
        ("rts.rs", ["rts.rs"]),
        ("today.team", ["today.team"]),
        ("one today.team", []),
        ("a@example.org", []),
        ("README.md, setup.py, a.pdf", []),
        ("mitic.gov.py", ["mitic.gov.py"]),
        ("Object.assign()", []),
        ("1.2.3, 3.in, p.m.", []),
        ("", []),
    ],
)
def test_what_a_reader_sees(text: str, hosts: list[str]) -> None:
    assert hosts_shown(text) == hosts


def test_mailboxes_and_parts() -> None:
    assert mail_hosts_shown("Write to a@example.org.") == ["example.org"]
    assert within("es.example.org", "www.example.org")
    assert not within("evilexample.org", "example.org")


@pytest.mark.parametrize(
    ("host", "disguised"),
    [
        ("example.org", False),
        ("пример.рф", False),
        ("сосо.com", True),
        ("сосо.ru", False),
        ("bаnk.org", True),
        ("ελλάδα.gr", False),
        ("东京tokyo.jp", False),
    ],
)
def test_a_host_that_passes_for_another(host: str, disguised: bool) -> None:
    assert bool(disguise(host)) is disguised
