"""How languages part and join sentences: spaces, capitals, what goes on after a quotation."""

from __future__ import annotations

import re
from functools import lru_cache

from communique.language.scripts import expected_scripts

NOUNS_ARE_CAPITAL = ("de", "lb")
ORDINALS_HAVE_STOPS = ("de", "lb", "pl", "tr", "cs", "sk", "hu", "fi", "da", "nb", "no", "nn")
# Where r and l are vowels, a word without others is no abbreviation.
SYLLABIC = ("cs", "sk", "sr", "hr", "bs", "sl", "mk", "bg", "sh", "cy")

# What follows an hour with a.m. or p.m. in the same sentence.
ZONE = re.compile(
    r"(?:Eastern|Central|Mountain|Pacific|Atlantic|Greenwich|[A-Z]{1,4}T|UTC|GMT|BST|[A-Z]+(?:DT|ST))\b"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)

# After a full stop that belongs to a name (モーニング娘。), a particle goes on.
PARTICLES = {
    "ja": re.compile(r"(?:を|の(?![ちぞんどびみりろせこで])|[がにはもとで](?=[一-鿿ァ-ヶ]))"),
}
# What goes on after a quotation, in languages that do not show it by a small letter.
ATTRIBUTIONS = {
    "ja": re.compile(
        r"(?:と(?!ても|ころ|もに|にかく|りわけ)|って|などと?|との|が|を|に|の|で(?!も)|は(?!い)|も(?!し))"
    ),
    "zh": re.compile(r"[^，。！？：；“”]{1,12}(?:说|道|问|答|喊|称|表示|說|問|稱)[。.]"),
    "ar": re.compile(
        r"(?:و|ف)?(?:قال|قالت|أضاف|أضافت|هتف|هتفت|صرح|صرّح|صرحت|أكد|أكدت|تابع|تابعت|سأل|سألت|أجاب|"
        r"أجابت|صرخ|صاح|رد|ردت|كتب|كتبت)\b"
    ),
    "hi": re.compile(r"(?:तो|कि)\s|(?:[^\s।]+\s){1,3}(?:कहा|पूछा|बोला|बोली|बोले)[\s।,]"),
    "en": re.compile(
        r"(?:(?:Mr|Mrs|Ms|Dr)\. )?(?:[A-Z][\w’'.-]+ ){1,3}"
        r"(?:said|says|asked|asks|cried|replied|shouted|added|wrote|told)\b"
    ),
}


@lru_cache(maxsize=512)
def between_sentences(locale: str) -> str:
    """Return what stands between two sentences: a space, or nothing in Chinese and Japanese.

    Thai, Lao, Khmer and Burmese have no space between words, but one between sentences.

    Args:
        locale: any identifier; one that nobody knows has a space.
    """
    scripts = expected_scripts(locale)
    return "" if "Hani" in scripts and "Hang" not in scripts else " "
