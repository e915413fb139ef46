"""LibreTranslate's engine against a server on loopback that behaves, and one that does not."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from communique.engines import libretranslate, running
from communique.engines.base import Batch, Model, Settings, Task, Translation
from communique.errors import CommuniqueError
from communique.pipeline.translating import Failure, attempt

LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["en", "es", "pt-BR", "zh-Hant"]},
    {"code": "es", "name": "Spanish", "targets": ["en", "es"]},
]
WORDS = {
    "We demand peace.": "Exigimos la paz.",
    "All prisoners must be released.": "Todos los presos deben ser liberados.",
    "Water is a public good.": "El agua es un bien público.",
    "Our demands": "Nuestras exigencias",
}
OTHERWISE = "¿Qué fue de todos en la guerra?"


@dataclass
class Reply:
    """One answer: what is said, and how badly."""

    status: int = 200
    body: bytes | None = None  # None: a right answer
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    cut: bool = False


@dataclass
class Fake:
    """A LibreTranslate server: what it was asked, and what it will answer next."""

    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    always: Reply = field(default_factory=Reply)
    most: int = 1000
    longest: int = 100_000
    languages: Any = field(default_factory=lambda: LANGUAGES)
    version: str = "1.9.6"
    gets: int = 0

    def translate(self, question: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        texts = question["q"]
        if len(texts) > self.most or max(map(len, texts)) > self.longest:
            return 400, {"error": "Invalid request: request (9) exceeds text limit (2)"}
        if (wanted := question.get("alternatives", 0)) > 3:
            return 400, {"error": "Invalid request: alternatives parameter must be <= 3"}
        made: dict[str, Any] = {"translatedText": [WORDS.get(text, OTHERWISE) for text in texts]}
        if wanted:
            made["alternatives"] = [[f"Otra cosa {n}." for n in range(wanted)] for _ in texts]
        return 200, made


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.gets += 1
            if self.path == "/spec":
                self.say(200, {"info": {"version": fake.version}})
            elif self.path == "/languages":
                self.say(200, fake.languages)

        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.asked.append(question)
            reply = fake.replies.pop(0) if fake.replies else fake.always
            time.sleep(reply.wait)
            if reply.cut:
                self.connection.close()
            elif reply.body is None:
                self.say(*fake.translate(question))
            else:
                self.say(reply.status, reply.body, reply.headers)

        def say(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    patience = libretranslate.Patience(0.5, 0.5, 1.0, pauses=(0.01, 0.02), longest=5)
    monkeypatch.setattr(libretranslate, "PATIENCE", patience)
    monkeypatch.delenv(libretranslate.KEY, raising=False)
    forget()
    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=web.serve_forever, args=(0.01,), daemon=True).start()
    fake.address = f"http://127.0.0.1:{web.server_port}"
    yield fake
    web.shutdown()
    web.server_close()
    forget()


def forget() -> None:
    """Forget what a process remembers of servers."""
    for remembered in ("_loaded", "_fingerprint", "_spellings"):
        getattr(libretranslate, remembered).cache_clear()


def model(server: Fake, target: str = "es") -> Model:
    return Model("libretranslate", "en", target, server.address, origin="server")


def translated(server: Fake, *sentences: str, best: int = 1) -> tuple[Translation, ...]:
    task = Task(model(server), ("en", "es"), Settings(), best=best)
    return running.translate_batch(Batch(task, sentences)).translations


def said(server: Fake) -> str:
    with pytest.raises(CommuniqueError) as error:
        translated(server, "We demand peace.")
    assert server.address in str(error.value)
    return str(error.value)


def test_sentences_come_back_in_order_with_a_middle_risk(server: Fake) -> None:
    found = translated(server, *WORDS)
    assert [one.text for one in found] == list(WORDS.values())
    assert {(one.score, one.risk) for one in found} == {(None, 0.3)}
    assert not any(one.links or one.doubts for one in found)
    assert server.asked[0] == {
        "q": list(WORDS), "source": "en", "target": "es", "format": "text",
    }  # fmt: skip


def test_what_has_no_letters_is_never_sent(server: Fake) -> None:
    found = translated(server, "12", "★", "We demand peace.", "")
    assert [one.text for one in found] == ["12", "★", "Exigimos la paz.", ""]
    assert found[0].risk == 0.0
    assert server.asked[0]["q"] == ["We demand peace."]


def test_enumerators_and_capitals_are_kept_from_the_server(server: Fake) -> None:
    found = translated(server, "(a) We demand peace.")
    assert found[0].text == "(a) Exigimos la paz."


def test_alternatives_are_the_others(server: Fake) -> None:
    found = translated(server, "We demand peace.", best=3)[0]
    assert found.text == "Exigimos la paz."
    assert [one.text for one in found.others] == ["Otra cosa 0.", "Otra cosa 1."]
    assert server.asked[0]["alternatives"] == 2


def test_a_server_with_a_limit_on_alternatives_gets_fewer_wishes(server: Fake) -> None:
    assert len(translated(server, "We demand peace.", best=8)[0].others) == 3


def test_what_failed_is_tried_anew_by_its_alternatives(server: Fake) -> None:
    bad = json.dumps({"translatedText": ["paz paz paz paz paz"]}).encode()
    good = json.dumps({"translatedText": ["a a a a a"], "alternatives": [["Exigimos."]]}).encode()
    server.replies = [Reply(body=bad), Reply(body=good)]
    task = Task(model(server), ("en", "es"), Settings())
    done = running.translate_batch(Batch(task, ("We demand peace.",)))
    assert done.translations[0].text == "Exigimos."
    assert sum(outcome.mended for outcome in done.retries.values()) == 1


def test_what_never_succeeds_comes_back_empty_with_its_doubts(server: Fake) -> None:
    server.always = Reply(body=json.dumps({"translatedText": ["paz paz paz paz"]}).encode())
    found = translated(server, "We demand peace.")[0]
    assert (found.text, found.risk) == ("", 1.0)
    assert "loop" in found.doubts


def test_many_sentences_go_in_batches(server: Fake) -> None:
    many = [f"We demand peace {number}." for number in range(70)]
    server.always = Reply()
    engine = running.load(model(server), Settings())
    assert len(engine.translate(many, ("en", "es")).translations) == 70
    first = [len(question["q"]) for question in server.asked[:3]]
    assert first == [32, 32, 6]


def test_a_server_with_a_limit_gets_smaller_batches(server: Fake) -> None:
    server.most = 2
    assert [one.text for one in translated(server, *WORDS)] == list(WORDS.values())
    assert len(server.asked[-1]["q"]) <= 2


def test_a_sentence_too_long_for_the_server_goes_in_pieces(server: Fake) -> None:
    server.longest = 70
    clause = "we remember all of those who were lost in the long war"
    long = f"{clause.capitalize()}, {clause}."
    server.always = Reply()
    found = translated(server, long, "We demand peace.")
    assert found[0].text == f"{OTHERWISE} {OTHERWISE}"
    assert found[1].text == "Exigimos la paz."


def test_locales_become_the_servers_codes(server: Fake) -> None:
    assert libretranslate.offered(server.address) == {
        ("en", "es"), ("en", "pb"), ("en", "zt"), ("es", "en"),
    }  # fmt: skip
    for code, sent in (("pb", "pt-BR"), ("zt", "zh-Hant"), ("pt-BR", "pt-BR"), ("es", "es")):
        engine = running.load(model(server, code), Settings())
        engine.translate(["We demand peace."], ("en", "pt_BR"))
        assert server.asked[-1]["target"] == sent


def test_a_language_serves_its_variants(server: Fake) -> None:
    server.languages = [{"code": "en", "name": "English", "targets": ["pt"]}]
    running.load(model(server, "pb"), Settings()).translate(["We demand peace."], ("en", "pt_BR"))
    assert server.asked[-1]["target"] == "pt"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_passes_is_waited_for(server: Fake, status: int) -> None:
    server.replies = [Reply(status, b'{"error": "Slowdown: 1 per minute"}')]
    assert translated(server, "We demand peace.")[0].text == "Exigimos la paz."
    assert len(server.asked) == 2


def test_a_server_says_how_long_to_wait(server: Fake) -> None:
    server.replies = [Reply(429, b"{}", {"Retry-After": "1"})]
    start = time.monotonic()
    translated(server, "We demand peace.")
    assert time.monotonic() - start >= 1


def test_nobody_waits_an_hour(server: Fake) -> None:
    server.always = Reply(429, b'{"error": "Slowdown"}', {"Retry-After": "3600"})
    assert "429: Slowdown" in said(server)
    assert len(server.asked) == 1


def test_a_closed_connection_is_tried_again_and_then_told(server: Fake) -> None:
    server.replies = [Reply(cut=True)]
    assert translated(server, "We demand peace.")[0].text == "Exigimos la paz."
    server.always = Reply(cut=True)
    assert "broke off" in said(server)


def test_500_for_good_is_told(server: Fake) -> None:
    server.always = Reply(500, b'{"error": "Cannot translate text: it broke"}')
    assert "500: Cannot translate text: it broke" in said(server)
    assert len(server.asked) == 3


def test_a_slow_server_gets_smaller_batches_and_then_up_we_give(server: Fake) -> None:
    server.replies = [Reply(wait=0.7)]
    assert len(translated(server, *WORDS)) == 4
    assert [len(question["q"]) for question in server.asked] == [4, 2, 2]
    server.always = Reply(wait=0.7)
    assert "no answer after" in said(server)


@pytest.mark.parametrize(
    ("reply", "passing"),
    [
        (Reply(503, b"{}"), True),
        (Reply(429, b"{}", {"Retry-After": "2"}), True),
        (Reply(cut=True), True),
        (Reply(wait=0.7), True),
        (Reply(429, b"{}", {"Retry-After": "3600"}), False),
        (Reply(403, b'{"error": "Invalid API key"}'), False),
        (Reply(404, b"{}"), False),
        (Reply(200, b"[]"), False),
    ],
)
def test_only_what_may_pass_is_worth_another_try(
    server: Fake, reply: Reply, passing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = replace(libretranslate.PATIENCE, pauses=())
    monkeypatch.setattr(libretranslate, "PATIENCE", patience)
    server.always = reply
    failure = attempt(Batch(Task(model(server), ("en", "es"), Settings()), ("We demand peace.",)))
    assert isinstance(failure, Failure)
    assert failure.passing is passing


def test_nobody_there_may_be_there_later_and_a_pair_may_not(server: Fake) -> None:
    away = replace(model(server), place="http://127.0.0.1:1")
    for found, passing in ((away, True), (model(server, "fi"), False)):
        failure = attempt(Batch(Task(found, ("en", found.target), Settings()), ("Peace.",)))
        assert isinstance(failure, Failure)
        assert (failure.passing, failure.of_pair) == (passing, not passing)


def test_who_comes_back_is_asked_before_a_batch_is_tried_again(
    server: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libretranslate, "_AWAY", 0.2)
    server.always = Reply(503, b"{}")
    assert "503" in said(server)
    server.always = Reply()
    count = len(server.asked)
    assert "503" in said(server)
    assert len(server.asked) == count, "not asked at once for each of many batches"
    time.sleep(0.25)
    assert translated(server, "We demand peace.")[0].text == "Exigimos la paz."


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "Invalid API key"), (400, "Visit https://example.org to get an API key")],
)
def test_a_key_is_asked_for_and_never_shown(
    server: Fake, status: int, words: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(libretranslate.KEY, "s3cr3t")
    server.always = Reply(status, json.dumps({"error": f"{words} (s3cr3t)"}).encode())
    message = said(server)
    assert libretranslate.KEY in message
    assert words in message
    assert server.asked[0]["api_key"] == "s3cr3t"
    assert "s3cr3t" not in message + caplog.text


def test_no_key_no_field(server: Fake) -> None:
    translated(server, "We demand peace.")
    assert "api_key" not in server.asked[0]


def test_a_pair_that_is_not_there_is_told_with_those_that_are(server: Fake) -> None:
    engine = running.load(model(server, "de"), Settings())
    with pytest.raises(CommuniqueError, match="does not translate en→de; it offers en→es, en→pt"):
        engine.translate(["We demand peace."], ("en", "de"))
    assert not server.asked


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><title>Welcome</title>",
        b"",
        b"null",
        b"[]",
        b'{"translatedText": "Exigimos la paz."}',
        b'{"translatedText": []}',
        b'{"translatedText": ["a", "b"]}',
        b'{"translatedText": [12]}',
        b'{"translatedText": [null]}',
        b"\xff\xfe",
    ],
)
def test_no_answer_of_libretranslate(server: Fake, body: bytes) -> None:
    server.always = Reply(body=body)
    assert "not an answer of LibreTranslate" in said(server)


def test_alternatives_of_another_shape(server: Fake) -> None:
    server.always = Reply(
        body=b'{"translatedText": ["Exigimos la paz."], "alternatives": [[], []]}'
    )
    with pytest.raises(CommuniqueError, match="alternatives"):
        translated(server, "We demand peace.", best=2)


@pytest.mark.parametrize("languages", [{}, [1], [{"name": "x"}], "en", None])
def test_languages_of_another_shape(server: Fake, languages: object) -> None:
    server.languages = languages
    said(server)


def test_a_redirect_is_not_followed_with_the_key(server: Fake) -> None:
    server.always = Reply(301, b"", {"Location": "https://example.org/translate"})
    assert "points to https://example.org/translate" in said(server)


def test_404_is_no_libretranslate(server: Fake) -> None:
    server.always = Reply(404, b"<html>")
    assert "404" in said(server)


def test_an_endless_answer_is_cut_off(server: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libretranslate, "_MOST_BYTES", 1000)
    server.always = Reply(body=b'"' + b"x" * 2000 + b'"')
    assert "more than" in said(server)


def test_nobody_there(server: Fake) -> None:
    server.address = "http://127.0.0.1:1"
    assert "cannot be reached" in said(server)


@pytest.mark.parametrize("place", ["", "localhost:5000", "ftp://example.org", "http://"])
def test_no_address(server: Fake, place: str) -> None:
    with pytest.raises(CommuniqueError, match="no address"):
        running.load(replace(model(server), place=place), Settings())


def test_credentials_in_an_address_are_not_shown(server: Fake) -> None:
    place = "http://me:hidden@127.0.0.1:1"
    with pytest.raises(CommuniqueError) as error:
        libretranslate.offered(place)
    assert "hidden" not in str(error.value)


def test_the_fingerprint_is_address_and_version_asked_once(server: Fake) -> None:
    assert running.fingerprint(model(server)) == f"{server.address} 1.9.6"
    running.fingerprint(model(server))
    assert server.gets == 1


def test_the_fingerprint_of_nobody_is_the_address(server: Fake) -> None:
    gone = replace(model(server), place="http://127.0.0.1:1")
    assert running.fingerprint(gone) == "http://127.0.0.1:1"


def test_pieces_hold_the_whole_text() -> None:
    text = "One, two; three: four (five) six — seven"
    for pieces in (1, 2, 4):
        found = libretranslate._cut(text, pieces)
        assert " ".join(found) == text
        assert len(found) >= min(pieces, 2)
