"""A statement in seven languages and five scripts that has all that a text may have."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Sample(NamedTuple):
    """The words of the statement in one language."""

    title: str
    summary: str
    heading: str
    opening: str
    quotation: str
    items: tuple[str, str]
    place: str
    people: str
    towns: tuple[str, str]
    note: str
    caption: str


SAMPLES = {
    "en": Sample(
        "The ferry must sail again",
        "The council asks for the ferry to be taken up again before winter.",
        "What we ask for",
        "For three months the island has had no ferry, and *nobody* has told us why.",
        "“My mother has not seen a doctor since May. We do not ask for much.”",
        ("two crossings a day;", "a fare that everyone can pay."),
        "Place",
        "Inhabitants",
        ("Northport", "Elm Bay"),
        "As counted in the last census.",
        "The quay at Northport.",
    ),
    "es": Sample(
        "El transbordador debe volver a navegar",
        "El consejo pide que el transbordador vuelva a navegar antes del invierno.",
        "Lo que pedimos",
        "Desde hace tres meses la isla no tiene transbordador, y *nadie* nos ha dicho por qué.",
        "«Mi madre no ha visto a un médico desde mayo. No pedimos mucho».",
        ("dos travesías al día;", "un billete que todos puedan pagar."),
        "Lugar",
        "Habitantes",
        ("Puerto Norte", "Bahía del Olmo"),
        "Según el último censo.",
        "El muelle de Puerto Norte.",
    ),
    "ar": Sample(
        "يجب أن تبحر العبّارة من جديد",
        "يطالب المجلس باستئناف رحلات العبّارة قبل حلول الشتاء.",
        "ما نطالب به",
        "منذ ثلاثة أشهر والجزيرة بلا عبّارة، و*لم يخبرنا أحد* بالسبب.",
        "«لم تر أمي طبيبًا منذ مايو. نحن لا نطلب الكثير.»",
        ("رحلتان كل يوم؛", "أجرة يستطيع الجميع دفعها."),
        "المكان",
        "عدد السكان",
        ("ميناء الشمال", "خليج الدردار"),
        "بحسب آخر تعداد للسكان.",
        "الرصيف في ميناء الشمال.",
    ),
    "zh_Hans": Sample(
        "渡轮必须复航",
        "委员会要求渡轮在冬季到来之前恢复航行。",
        "我们的要求",
        "三个月以来，岛上一直没有渡轮，*没有人*告诉我们原因。",
        "“我母亲从五月起就没有看过医生。我们的要求并不多。”",
        ("每天往返两班；", "人人都付得起的票价。"),
        "地点",
        "居民人数",
        ("北港", "榆树湾"),
        "据最近一次人口普查。",
        "北港码头。",
    ),
    "ru": Sample(
        "Паром должен снова выйти в море",
        "Совет требует возобновить движение парома до наступления зимы.",
        "Чего мы требуем",
        "Уже три месяца на остров не ходит паром, и *никто* не сказал нам почему.",
        "«Моя мать не была у врача с мая. Мы просим не так уж много».",
        ("два рейса в день;", "билет, доступный каждому."),
        "Место",
        "Жители",
        ("Северный порт", "Вязовая бухта"),
        "По данным последней переписи.",
        "Причал в Северном порту.",
    ),
    "el": Sample(
        "Το πλοίο πρέπει να ξαναταξιδέψει",
        "Το συμβούλιο ζητεί να επαναληφθούν τα δρομολόγια πριν από τον χειμώνα.",
        "Τι ζητούμε",
        "Εδώ και τρεις μήνες το νησί δεν έχει πλοίο, και *κανείς* δεν μας είπε γιατί.",
        "«Η μητέρα μου δεν έχει δει γιατρό από τον Μάιο. Δεν ζητούμε πολλά.»",
        ("δύο δρομολόγια την ημέρα·", "ένα εισιτήριο που μπορούν να πληρώσουν όλοι."),
        "Τόπος",
        "Κάτοικοι",
        ("Βόρειο Λιμάνι", "Όρμος της Φτελιάς"),
        "Κατά την τελευταία απογραφή.",
        "Η αποβάθρα στο Βόρειο Λιμάνι.",
    ),
    "hi": Sample(
        "नौका सेवा फिर से शुरू होनी चाहिए",
        "परिषद की माँग है कि सर्दियों से पहले नौका सेवा फिर से शुरू की जाए।",
        "हमारी माँगें",
        "तीन महीने से द्वीप पर कोई नौका नहीं आई है, और *किसी ने* हमें कारण नहीं बताया।",
        "“मेरी माँ मई से किसी डॉक्टर को नहीं दिखा पाई हैं। हम बहुत कुछ नहीं माँग रहे।”",
        ("हर दिन दो फेरे;", "ऐसा किराया जो सब दे सकें।"),
        "स्थान",
        "निवासी",
        ("उत्तरी बंदरगाह", "एल्म खाड़ी"),
        "पिछली जनगणना के अनुसार।",
        "उत्तरी बंदरगाह का घाट।",
    ),
}

_BODY = """{opening}[^1]

## {heading}

> {quotation}

- {first}
- {second} <https://example.org/reports/2026/the-annex-has-a-name-that-is-much-too-long-for-a-line.pdf>

| {place} | {people} |
|---|---:|
| {north} | 12,408 |
| {elm} | 976 |

<figure><img src="quay.png" alt="{caption}" width="640" height="160">
<figcaption>{caption}</figcaption></figure>

{opening} {quotation} {opening}

```
ferry --from Northport --to "Elm Bay" --twice-a-day --at 08:15 --and-again-at 17:45 --all-year
```

[^1]: {note}
"""


def text_in(locale: str) -> str:
    """Return the statement's text in Markdown."""
    said = SAMPLES[locale]
    return _BODY.format(
        **said._asdict(),
        first=said.items[0],
        second=said.items[1],
        north=said.towns[0],
        elm=said.towns[1],
    )


def write_picture(path: Path) -> None:
    """Write the picture that the text shows: a grey PNG of 64 by 16."""
    rows = b"".join(b"\0" + b"\x90" * 64 for _ in range(16))
    head = struct.pack(">IIBBBBB", 64, 16, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
    )
