"""LibreTranslate over HTTP: a server's translations, judged and tried anew as any engine's are.

Such a server tells no score and no alignment, and searches with four beams, or with as many as
candidates are wanted.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby, product
from typing import TYPE_CHECKING, Any

from communique.engines import packages, preparing, retry
from communique.engines.base import Done, Model, Pair, PairError, Settings, Translation
from communique.engines.running import PassingError
from communique.errors import CommuniqueError, UsageError

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

#: The environment's variable with the key for servers that want one.
KEY = "LIBRETRANSLATE_API_KEY"

_BEAM = 4  # the server's own
_AWAY = 6.0  # seconds; whoever tries a batch again waits longer, and is then heard
_TEXTS = 32  # in one request, which a server translates one after the other
_MOST_BYTES = 16_000_000  # of an answer
_CLAUSE = re.compile(r"(?<=[;:,)—–])\s+|\s+(?=[(—–])")
_LIMIT = re.compile(r"<= *(\d+)")
_CREDENTIALS = re.compile(r"(?<=//)[^/@]*@")
# What the server may recover from by itself.
_PASSING = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for, in seconds.

    Attributes:
        connect: for a connection.
        read: for the next bytes of an answer.
        whole: for an answer.
        pauses: before each new try, where one may help.
        longest: what a server may ask us to wait at most (``Retry-After``).
    """

    connect: float = 5.0
    read: float = 120.0
    whole: float = 300.0
    pauses: tuple[float, ...] = (0.5, 2.0, 5.0)
    longest: float = 60.0


PATIENCE = Patience()


def load(model: Model, settings: Settings) -> LibreTranslateEngine:
    """Return the engine of a server's pair; nothing is asked of the server yet.

    Raises:
        CommuniqueError: the address is none.
    """
    return _loaded(model, settings)


@lru_cache(maxsize=8)
def _loaded(model: Model, settings: Settings) -> LibreTranslateEngine:
    return LibreTranslateEngine(model, settings)


def fingerprint(model: Model) -> str:
    """Return the server's address and version; the address alone where nobody answers.

    It is asked once in each process. Which models a server runs, it does not say.
    """
    return _fingerprint(model.place)


@cache
def _fingerprint(place: str) -> str:
    try:
        found = _Server(place, replace(PATIENCE, pauses=(), read=5.0)).get("/spec")
        version = str(found["info"]["version"])
    except (CommuniqueError, KeyError, TypeError):
        return place
    return f"{place} {version}"


def offered(place: str) -> set[tuple[str, str]]:
    """Return the pairs that a server translates, by Argos's codes (``pb``, not ``pt-BR``).

    Raises:
        CommuniqueError: nobody answers there, or no LibreTranslate does.
    """
    return set(_spellings(place))


@cache
def _spellings(place: str) -> Mapping[tuple[str, str], tuple[str, str]]:
    """The pairs of a server as it spells them, by Argos's codes; asked once in each process."""
    server = _Server(place, PATIENCE)
    answer = server.get("/languages")
    try:
        pairs = [(str(one["code"]), str(to)) for one in answer for to in one.get("targets", ())]
    except (AttributeError, KeyError, TypeError):
        raise server.no_libretranslate("its list of languages has another shape") from None
    return {
        (_argos_codes(source)[0], _argos_codes(target)[0]): (source, target)
        for source, target in pairs
        if source != target
    }


def _argos_codes(code: str) -> tuple[str, ...]:
    try:
        return packages.argos_codes(code)
    except UsageError:
        return (code,)


class LibreTranslateEngine:
    """One pair of languages of a LibreTranslate server.

    Args:
        model: the pair, by the server's codes or by Argos's, and the server's address.
        settings: beams beyond the server's own four are asked for as candidates.

    Raises:
        CommuniqueError: the address is none.
    """

    def __init__(self, model: Model, settings: Settings) -> None:
        self._model = model
        self._settings = settings
        self._server = _Server(model.place, PATIENCE)
        self._texts = _TEXTS
        self._alternatives = 99

    def translate(
        self, sentences: Sequence[str], pair: Pair, *, aligned: bool = False, best: int = 1
    ) -> Done:
        """Translate plain sentences; what failed is tried anew (:mod:`communique.engines.retry`).

        Args:
            sentences: one language, no markup, in any order.
            pair: the locales.
            aligned: no server says which characters became which: nothing comes of it.
            best: how many candidates of each sentence to return; a server may have fewer.

        Raises:
            PassingError: the server cannot be reached, or has too much to do.
            CommuniqueError: it wants a key, does not know the languages, or answers what is no
                answer.
        """
        del aligned
        wanted = retry.Wanted(pair, self._settings.beam, best=best)
        return retry.translate(self, sentences, wanted)

    def candidates(
        self,
        sentences: Sequence[str],
        *,
        beam: int,
        best: int = 1,
        pieces: int = 1,
        aligned: bool = False,
    ) -> Iterator[tuple[int, list[Translation]]]:
        """Yield for each sentence its place and its ``best`` translations, the likeliest first.

        A sentence that is to be made from several ``pieces`` is cut at clauses, if it has any, and
        joined again; it has one candidate.
        """
        del aligned
        prepared = [preparing.prepare(sentence, self._model.source) for sentence in sentences]
        parts: list[tuple[int, str]] = []
        for place, one in enumerate(prepared):
            if one.text:
                parts += [(place, piece) for piece in _cut(one.text, pieces)]
            else:
                yield place, [preparing.untouched(sentences[place])]
        wide = max(best, beam) if beam > _BEAM else best
        answers = self._answers([text for _, text in parts], wide - 1)
        found = zip((place for place, _ in parts), answers, strict=True)
        for place, group in groupby(found, key=lambda one: one[0]):
            made = [texts for _, texts in group]
            texts = made[0] if len(made) == 1 else [" ".join(piece[0] for piece in made)]
            yield place, [preparing.put_back(prepared[place], Translation(one)) for one in texts]

    def _answers(self, texts: Sequence[str], alternatives: int) -> Iterator[list[str]]:
        """Yield for each text its translation and as many others as there are."""
        start = 0
        while start < len(texts):
            batch = texts[start : start + self._texts]
            try:
                found = self._asked(batch, min(alternatives, self._alternatives))
            except _TooMuchError as refusal:
                if refusal.alternatives is not None:
                    self._alternatives = refusal.alternatives
                    continue
                if len(batch) > 1:
                    self._texts = len(batch) // 2
                    continue
                if not refusal.too_long:
                    raise self._server.passing(str(refusal)) from None
                found = [[""]]  # the sentence failed, and may go through in pieces
                self._texts = _TEXTS
            yield from found
            start += len(batch)

    def _asked(self, texts: Sequence[str], alternatives: int) -> list[list[str]]:
        source, target = self._codes()
        question: dict[str, Any] = {"q": list(texts), "source": source, "target": target}
        question["format"] = "text"
        if alternatives:
            question["alternatives"] = alternatives
        answer = self._server.post("/translate", question)
        first = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(first, list) or not _are_texts(first, len(texts)):
            raise self._server.no_libretranslate(f"no translations of {len(texts)} texts")
        others = answer.get("alternatives") if alternatives else None
        if others is None:
            others = [[]] * len(texts)
        if not isinstance(others, list) or len(others) != len(texts):
            raise self._server.no_libretranslate("its alternatives have another shape")
        return [
            [text.strip() for text in (one, *more) if isinstance(text, str)]
            for one, more in zip(first, others, strict=True)
        ]

    def _codes(self) -> tuple[str, str]:
        """The pair as the server spells it; a language serves its variants (``pt``: ``pt_BR``)."""
        place, source, target = self._model.place, self._model.source, self._model.target
        there = _spellings(place)
        for pair in product(_argos_codes(source), _argos_codes(target)):
            if pair in there:
                return there[pair]
        _spellings.cache_clear()  # it may have more the next time
        names = ", ".join(f"{one}→{other}" for one, other in sorted(there.values())) or "nothing"
        told = self._server.error(f"does not translate {source}→{target}; it offers {names}")
        raise PairError(told.message, told.path)


def _are_texts(found: list[Any], count: int) -> bool:
    return len(found) == count and all(isinstance(text, str) for text in found)


def _cut(text: str, pieces: int) -> list[str]:
    """Cut a text at clauses into about as many pieces of about the same length."""
    if pieces == 1:
        return [text]
    found: list[str] = []
    for clause in _CLAUSE.split(text):
        if found and (len(found[-1]) + len(clause)) * pieces <= len(text) + len(clause):
            found[-1] += f" {clause}"
        else:
            found.append(clause)
    return found


class _TooMuchError(Exception):
    """The server wants fewer texts in a request, shorter ones, or fewer alternatives."""

    def __init__(
        self, words: str, *, too_long: bool = False, alternatives: int | None = None
    ) -> None:
        super().__init__(words)
        self.too_long = too_long
        self.alternatives = alternatives


class _PassingError(Exception):
    """What may be over at the next try; ``pause`` is what the server asks for, in seconds."""

    def __init__(self, words: str, pause: float = 0.0) -> None:
        super().__init__(words)
        self.pause = pause


class _Server:
    """A LibreTranslate server: questions and answers, and what is wrong in words."""

    def __init__(self, place: str, patience: Patience) -> None:
        import httpx

        self._address = place.rstrip("/")
        self._patience = patience
        times = httpx.Timeout(patience.read, connect=patience.connect)
        try:
            address = httpx.URL(self._address)
        except httpx.InvalidURL:
            address = httpx.URL("")
        if address.scheme not in ("http", "https") or not address.host:
            raise self.error("is no address of a server: it begins with http:// or https://")
        # Who was asked in vain is not asked again at once, for each of many batches.
        self._away: CommuniqueError | None = None
        self._away_until = 0.0
        self._client = httpx.Client(timeout=times, headers={"Accept-Language": "en"})

    def error(self, words: str) -> CommuniqueError:
        """Return what is wrong, with the server's address and without anything secret."""
        return CommuniqueError(self._told(words))

    def passing(self, words: str) -> PassingError:
        """Return what is wrong now, and need not be so a little later."""
        return PassingError(self._told(words))

    def _told(self, words: str) -> str:
        if key := os.environ.get(KEY):
            words = words.replace(key, "…")
        return f"LibreTranslate at {_CREDENTIALS.sub('', self._address)}: {words}"

    def no_libretranslate(self, words: str) -> CommuniqueError:
        """Return that whoever answers there does not answer as LibreTranslate does."""
        return self.error(f"not an answer of LibreTranslate ({words}); is the address right?")

    def get(self, path: str) -> Any:
        """Return what the server answers to a plain question."""
        try:
            return self._answer("GET", path, None)
        except _TooMuchError as error:
            raise self.error(str(error)) from None

    def post(self, path: str, question: dict[str, Any]) -> Any:
        """Return what the server answers to a question; the key goes with it, if there is one."""
        key = os.environ.get(KEY)
        return self._answer("POST", path, question | {"api_key": key} if key else question)

    def _answer(self, method: str, path: str, question: dict[str, Any] | None) -> Any:
        if self._away and time.monotonic() < self._away_until:
            raise self._away
        for pause in (*self._patience.pauses, None):
            try:
                status, headers, body = self._exchange(method, path, question)
                return self._read(status, headers, body)
            except _PassingError as error:
                asked_too_much = error.pause > self._patience.longest
                if pause is None or asked_too_much:
                    told = self.error if asked_too_much else self.passing
                    self._away = told(str(error))
                    self._away_until = time.monotonic() + _AWAY
                    raise self._away from None
                log.warning("%s; another try follows", self.error(str(error)))
                time.sleep(max(pause, error.pause))
        raise AssertionError

    def _exchange(
        self, method: str, path: str, question: dict[str, Any] | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        import httpx

        until = time.monotonic() + self._patience.whole
        try:
            with self._client.stream(method, self._address + path, json=question) as response:
                body = self._body(response, until)
                return response.status_code, response.headers, body
        except httpx.ConnectTimeout:
            raise _PassingError("does not answer; is the address right?") from None
        except httpx.ConnectError as error:
            raise _PassingError(f"cannot be reached ({error}); does it run?") from None
        except httpx.TimeoutException:
            raise _TooMuchError(f"no answer after {self._patience.read:.0f} s") from None
        except httpx.HTTPError as error:
            raise _PassingError(f"broke off ({error or type(error).__name__})") from None

    def _body(self, response: httpx.Response, until: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if time.monotonic() > until:
                raise _TooMuchError(f"no whole answer after {self._patience.whole:.0f} s")
            if len(body) > _MOST_BYTES:
                raise self.no_libretranslate(f"more than {_MOST_BYTES // 1_000_000} MB")
        return bytes(body)

    def _read(self, status: int, headers: Mapping[str, str], body: bytes) -> Any:
        if 300 <= status < 400:
            raise self.error(f"points to {headers.get('Location')}; set that as its address")
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        said = answer.get("error") if isinstance(answer, dict) else None
        words = f"{status}: {str(said)[:300]}" if said else str(status)
        if status in _PASSING:
            raise _PassingError(words, _pause(headers.get("Retry-After")))
        if status in (401, 403) or (status == 400 and "API key" in words):
            raise self.error(f"{words}. Set {KEY} to a key that it takes")
        if status == 400 and "limit" in words:
            raise _TooMuchError(words, too_long=True)
        if status == 400 and "alternatives" in words and (most := _LIMIT.search(words)):
            raise _TooMuchError(words, alternatives=int(most[1]))
        if status != 200 and said:
            raise self.error(words)
        if status != 200 or answer is None:
            raise self.no_libretranslate(words if status != 200 else "no JSON")
        return answer


def _pause(asked: str | None) -> float:
    """Return how many seconds a server asks for, if it says so in seconds."""
    return float(asked) if asked and asked.isascii() and asked.isdigit() else 0.0
