"""Web hosts: the one to which an address leads, and those that a reader sees in a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from babel.core import get_global

if TYPE_CHECKING:
    from collections.abc import Iterator

# Letters of alphabets with look-alikes among each other. Letters of other scripts may stand right
# beside an address, with no space between.
_LETTER = "a-z0-9\u00aa-\u024f\u0370-\u03ff\u0400-\u058f\u13a0-\u13ff\u1e00-\u1fff"
_LABEL = rf"[{_LETTER}](?:[{_LETTER}_-]{{0,61}}[{_LETTER}])?"
_HOST = re.compile(
    rf"(?<![{_LETTER}/\\@_.-])(?:{_LABEL}\.){{1,8}}"
    rf"(?P<top>xn--[a-z0-9-]{{1,59}}|(?:(?![\d_])[{_LETTER}]){{2,24}})"
    rf"(?![{_LETTER}@_(]|\.[{_LETTER}])(?P<path>[/:?#])?",
    re.I,
)
_OTHER_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,8}(?P<top>[^\W\d_]{2,24})(?:[/:?#]\S*)?")
_URL = re.compile(
    r"(?:https?|ftp):[/\\]{1,4}(?P<authority>[^\s/\\?#<>\"'“”«»()\[\]，、；！？]+)\S*", re.I
)
_MAIL = re.compile(r"(?:mailto:)?[\w.+%-]{1,64}@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_LEADS = re.compile(r"(?:(?:https?|ftp):[/\\]*|[/\\]{2,})(?P<authority>[^/\\?#]+)", re.I)
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61\u2024\ua4f8", "."))
_DOT_WITHIN = re.compile("(?<=[a-z0-9])\u3002(?=[a-z0-9])", re.I)
_TURNED = re.compile("\u202e([^\u202c]*)\u202c?")
_PORT = re.compile(r":\d*\Z")
_UNSEEN = set("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | set(map(chr, range(0xFE00, 0xFE10)))

_FILES = {"md", "py", "sh"}  # countries too, but not in “README.md”
# Endings of hosts that stand among words and are none.
_COMMON = {
    "com", "org", "net", "int", "edu", "gov", "mil", "info", "biz", "eu", "uk", "io", "app",
    "dev", "ngo", "ong", "coop", "museum", "asia", "example", "test", "onion", "xyz", "bank",
    "online", "website", "blog", "рф", "бел", "укр", "срб", "мкд", "бг", "қаз", "ελ", "ευ", "рус",
    "онлайн", "сайт", "орг",
}  # fmt: skip
# Endings of hosts that stand alone; among words they could be words.
_WORDLIKE = {
    "academy", "africa", "agency", "amsterdam", "app", "art", "bank", "barcelona", "berlin",
    "blog", "brussels", "bzh", "care", "cat", "center", "charity", "chat", "church", "city",
    "cloud", "club", "community", "company", "cymru", "digital", "direct", "earth", "eco",
    "education", "email", "energy", "eus", "events", "express", "finance", "foundation", "fund",
    "fyi", "gal", "gives", "giving", "global", "green", "group", "health", "help", "hospital",
    "house", "institute", "insurance", "international", "jobs", "koeln", "land", "law", "legal",
    "life", "link", "live", "lol", "london", "madrid", "market", "media", "melbourne", "money",
    "moscow", "network", "news", "ngo", "nyc", "one", "online", "page", "paris", "party",
    "photos", "press", "pro", "radio", "report", "review", "rio", "school", "scot", "services",
    "shop", "show", "site", "social", "solutions", "space", "store", "studio", "support", "swiss",
    "systems", "team", "tech", "today", "tokyo", "tools", "top", "tours", "town", "travel",
    "university", "video", "vote", "wales", "watch", "website", "wien", "wiki", "work", "works",
    "world", "xyz", "zone", "москва", "дети",
}  # fmt: skip
_OTHER_TOPS = {
    "中国", "中國", "公司", "网络", "香港", "台湾", "台灣", "澳門", "新加坡", "政务", "公益",
    "みんな", "한국", "امارات", "مصر", "السعودية", "الاردن", "الجزائر", "المغرب", "تونس", "قطر",
    "فلسطين", "سورية", "عمان", "لبنان", "العراق", "ليبيا", "السودان", "موريتانيا", "شبكة", "موقع",
    "ایران", "پاکستان", "بھارت", "भारत", "ישראל", "საქ", "հայ", "ไทย",
}  # fmt: skip
_TWINS = set("асԁеһіјӏорԛѕԝхуъьҽпгѵѡ")  # Cyrillic letters that pass for Latin ones
_CYRILLIC_TOPS = {"bg", "by", "kg", "kz", "me", "mk", "mn", "rs", "ru", "su", "tj", "ua", "uz"}
_ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}


def host_of(url: str) -> str:
    """Return the host to which an address leads in a browser, "" for none.

    Case, port, a user's name and codes (``xn--``, percent signs) are gone; of a ``mailto:`` it is
    the mailbox's.
    """
    url = re.sub(r"[\t\n\r]", "", url).strip("".join(map(chr, range(33))))
    if url[:7].lower() == "mailto:":
        mail = _MAIL.match(unquote(url))
        return _plain(mail["host"]) if mail else ""
    found = _LEADS.match(url)
    return _plain(found["authority"]) if found else ""


def hosts_shown(text: str) -> list[str]:
    """Return the hosts in a text as its reader sees it, spelled like ``host_of``'s.

    A host is what follows ``https://``, what stands alone and looks like one, or stands among
    words and ends like one (``example.org``); not a file's name, nor an e-mail address.
    """
    text = _seen(text)
    return list(dict.fromkeys(_shown(text))) if "." in text else []


def mail_hosts_shown(text: str) -> list[str]:
    """Return the hosts of the e-mail addresses in a text."""
    return [_plain(found["host"]) for found in _MAIL.finditer(_seen(text))]


def within(host: str, shown: str) -> bool:
    """Whether a host is the one that was shown or a part of it; ``www.`` is nothing."""
    host, shown = host.removeprefix("www."), shown.removeprefix("www.")
    return host == shown or host.endswith(f".{shown}")


def disguise(host: str) -> str:
    """Say what makes a host pass for another, "" for nothing."""
    *labels, top = host.split(".")
    if any(len({_alphabet(c) for c in label} & _ALPHABETS) > 1 for label in labels):
        return "whose letters are of several alphabets"
    if top.isascii() and top not in _CYRILLIC_TOPS and any(map(_poses, labels)):
        return "whose Cyrillic letters look like Latin ones"
    return ""


def _shown(text: str) -> Iterator[str]:
    for found in _URL.finditer(text):
        user, _, host = found["authority"].rstrip(".,:;!?…").rpartition("@")
        yield from (_plain(one[0]) for one in _HOST.finditer(user))
        yield _plain(host)
    text = _MAIL.sub(" ", _URL.sub(" ", text)).strip(" .,:;!?…()[]“”„«»\"'‘’")
    alone = not re.search(r"\s", text)
    for found in _HOST.finditer(text):
        if _is_host(found, alone):
            yield _plain(found[0].rstrip("/:?#"))
    other = _OTHER_HOST.fullmatch(text)
    if other and other["top"] in _OTHER_TOPS:
        yield _plain(re.split("[/:?#]", text)[0])


def _is_host(found: re.Match[str], alone: bool) -> bool:
    """Whether what looks like a host is one: not a file, nor two sentences without a space."""
    host, top = found[0].rstrip("/:?#"), found["top"]
    labels = host[: -len(top)]
    if not (top.islower() or host.isupper()) or not any(map(str.isalpha, labels)):
        return False
    if labels.lower().startswith("www.") or top.lower().startswith("xn--"):
        return True
    top = top.lower()
    if found["path"] == "/" or top in _COMMON or (alone and top in _WORDLIKE):
        return True
    file = top in _FILES and labels.count(".") == 1
    return top.upper() in _countries() and len(labels) > 2 and not file


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(get_global("territory_languages"))


def _seen(text: str) -> str:
    """Return a text as it is seen: turned where it turns, without what nobody sees, plain."""
    text = _DOT_WITHIN.sub(".", unquote(text)) if "%" in text or "\u3002" in text else text
    if text.isascii():
        return text
    text = _TURNED.sub(lambda found: found[1][::-1], text)
    text = "".join(c for c in text if c not in _UNSEEN and unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", _DOT_WITHIN.sub(".", text).replace("\uff61", "."))


def _plain(authority: str) -> str:
    """Return a host in one spelling, in letters rather than codes."""
    host = unquote(authority).rpartition("@")[2]
    if not host.isascii():
        host = _seen(host.translate(_DOTS))
    host = _PORT.sub("", host.casefold()).strip(".")
    return ".".join(map(_decoded, host.split(".")))


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@lru_cache(maxsize=1024)
def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""


def _poses(label: str) -> bool:
    letters = {letter for letter in label if letter.isalpha()}
    return bool(letters) and letters <= _TWINS
