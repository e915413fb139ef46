"""The host that a link shows, and the one to which it leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique import checks
from communique.checks import Severity, Unit
from communique.checks.link_hosts import lies
from communique.language.hosts import host_of, hosts_shown

LIES = [
    "[https://bank.example/x](https://evil.example/x)",
    "[bank.example](https://evil.example/)",
    "[BANK.EXAMPLE](https://evil.example/)",
    "[see bank.example for more](https://evil.example/)",
    "[www.bank.example](http://evil.example)",
    "[**bank**.exam*ple*](https://evil.example)",
    "[`bank.example`](https://evil.example)",
    "[bank\u200b.exam\u00adple](https://evil.example)",
    "[ba\u2060nk.example\u200f](https://evil.example)",
    "[\u202eelpmaxe.knab\u202c](https://evil.example)",
    "[https://bank%2Eexample/](https://evil.example/)",
    "[https://b%61nk.example/](https://evil.example/)",
    "[https://bank.example@evil.example/](https://bank.example@evil.example/)",
    "<https://bank.example@evil.example/>",
    "[bank.example](https://bank.example@evil.example/)",
    "[bank.example](https://bank.example:pw@evil.example/)",
    "[bank。example](https://evil.example/)",
    "[bank．example](https://evil.example/)",
    "[bank｡example](https://evil.example/)",
    "[ｂａｎｋ.example](https://evil.example/)",
    "[https：／／bank.example](https://evil.example/)",
    "[bank.example](//evil.example/x)",
    "[bank.example](\\\\\\\\evil.example/x)",
    "[bank.example](</\\\\evil.example/x>)",
    "[bank.example](https:evil.example)",
    "[bank.example](HTTPS://EVIL.EXAMPLE)",
    "[bank.example](https://bank.example.evil.example/)",
    "[bank.example](https://bank-example.org/)",
    "[bank.example](https://evil.example/bank.example)",
    "[bank.example](https://evil.example/?https://bank.example)",
    "[bank.example](https://xn--bnk-5cd.example/)",  # bаnk, with a Cyrillic а
    "[bank.example](https://bаnk.example/)",
    "[bаnk.example](https://bаnk.example/)",
    "<https://bаnk.example/>",
    "[сосо.com](https://сосо.com/)",
    "[bücher.example](https://bucher.example)",
    "[例子.中国](https://evil.example)",
    "[مصر.مصر](https://evil.example)",
    "[пример.рф](https://evil.example)",
    "[читайте на пример.рф сегодня](https://evil.example)",
    "[t.me/union](https://evil.example)",
    "[Read it at bank.org.](https://evil.example)",
    "[见bank.org。更多](https://evil.example)",
    "[على bank.org](https://evil.example)",
    "[192.0.2.1 or https://192.0.2.1/](https://192.0.2.2/)",
    "[mail.bank.example](https://bank.example)",
    "[a@bank.example](mailto:a@evil.example)",
    "[[x]: bank.example](https://evil.example)",
    "<a href='https://evil.example'>bank.example</a>",
    "<a href=https://evil.example>bank<wbr>.<b>example</b></a>",
    "<A HREF=' https&colon;//evil.example'>https://bank.example/</A>",
    "<a href='h\tttps://evil.example'>bank&#46;example</a>",
    "![https://bank.example/](https://evil.example/x.png)",
    "[![bank.example](logo.png)](https://evil.example/)",
    "[bank.example](https://evil。example/)",
]  # fmt: skip

TRUE = [
    "[https://bank.example/x](https://bank.example/x)",
    "[bank.example](https://www.bank.example/)",
    "[www.bank.example](https://bank.example)",
    "[Bank.Example](https://BANK.example:443/)",
    "[bank.example](https://es.bank.example/x?y#z)",
    "[bank.example/en](https://bank.example/es)",
    "[bank.example](http://user:pw@bank.example:8080/)",
    "<https://bank.example/a_b>",
    "<press@bank.example>",
    "[press@bank.example](mailto:press@bank.example)",
    "[press@bank.example](https://other.example/contact)",
    "[our site](https://bank.example)",
    "[bücher.example](https://xn--bcher-kva.example)",
    "[xn--bcher-kva.example](https://bücher.example)",
    "[пример.рф](https://xn--e1afmkfd.xn--p1ai)",
    "[почта.рф](https://почта.рф)",
    "[bank。example](https://bank.example)",
    "[见bank.org。更多](https://bank.org)",
    "[وbank.orgو](https://bank.org)",
    "[report.pdf](https://bank.example/report.pdf)",
    "[README.md](https://bank.example/README.md)",
    "[Node.js and index.html](https://bank.example)",
    "[version 2.1.0](https://bank.example)",
    "[e.g. this, i.e. that, p.ej. aquello, z.B. das](https://bank.example)",
    "[It ended.The next one](https://bank.example)",
    "[U.S.A. and S.A.](https://bank.example)",
    "[at 3.30 p.m., art.5](https://bank.example)",
    "[No.10 Downing St.](https://bank.example)",
    "[bank.example](report.pdf)",
    "[bank.example](#part)",
    "[bank.example](/statements/)",
    "[bank.example](tel:+123)",
    "[bank.example][1]",
    "[bank.example]",
    "evil.example and bank.example",
    "![A photo](https://bank.example/photo.jpg)",
    "![photo.jpg](photo.es.jpg)",
    "`[bank.example](https://evil.example)`",
    "<a name='x'>bank.example</a>",
    "<a1>bank.example</a1> and <b2>evil.example</b2>",
    "[and/or](https://bank.example)",
    "[https://bank.example/https://evil.example](https://bank.example/https://evil.example)",
    "[bank.example/evil.example](https://bank.example/evil.example)",
]  # fmt: skip


def found(target: str, source: str | None = None) -> list[str]:
    unit = Unit(target if source is None else source, target, "en", "es")
    return [one.message for one in checks.run(unit) if one.check == "link_hosts"]


@pytest.mark.parametrize("text", LIES)
def test_a_lie_is_found_whoever_tells_it(text: str) -> None:
    assert found(text)
    assert found(text, "[our site](https://evil.example/)")


@pytest.mark.parametrize("text", TRUE)
def test_the_truth_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_it_withholds_an_edition_and_says_both_hosts() -> None:
    assert checks.base.REGISTRY["link_hosts"].severity is Severity.ERROR
    assert found("Lea [bank.example](https://evil.example).") == [
        "a link shows “bank.example” but leads to “evil.example”: let it show where it leads"
    ]


def test_a_link_without_its_address_shows_what_the_source_shows() -> None:
    for form in ("<a1>{}</a1>", "[{}][1]", "See [{}][Our site], <b>now</b>."):
        ours = form.format("bank.example")
        assert found(form.format("evil.example"), ours)
        assert found(form.format("www.bank.example"), ours) == []
        assert found(form.format("es.bank.example"), ours) == []
        assert found(form.format("evil.example"), form.format("our site")) == []


def test_a_text_and_an_address_are_compared() -> None:
    assert list(lies("bank.example", "https://www.bank.example/")) == []
    assert list(lies("bank.example", "report.pdf")) == []
    assert len(list(lies("bank.example, bank.org", "https://evil.example"))) == 2
    assert ["several alphabets" in said for said in lies("bаnk.org", "https://bаnk.org")] == [True]


@given(st.text(alphabet="a.-_/\\:@%2E\u202e\u202c\u3002[]()<>=' xhtps", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    host_of(text)
    hosts_shown(text)
    list(lies(text, text))
    assert not any("broke down" in one for one in found(text))
