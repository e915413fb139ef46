"""The language of a source: who says it, and what is said where nobody does."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from communique.errors import CommuniqueError, UsageError
from communique.formats.languages import detect, language_of

PARAGRAPHS = {
    "en": (
        "The committee met on Monday. It calls on every government to keep the wells open "
        "and to pay the people who repair them."
    ),
    "es": (
        "El comité se reunió el lunes. Pide a todos los gobiernos que mantengan abiertos los "
        "pozos y que paguen a quienes los reparan."
    ),
    "fr": (
        "Le comité s’est réuni lundi. Il demande à tous les gouvernements de garder les "
        "puits ouverts et de payer ceux qui les réparent."
    ),
    "de": (
        "Der Ausschuss trat am Montag zusammen. Er fordert alle Regierungen auf, die Brunnen "
        "offen zu halten und jene zu bezahlen, die sie reparieren."
    ),
    "it": (
        "Il comitato si è riunito lunedì. Chiede a tutti i governi di tenere aperti i pozzi "
        "e di pagare chi li ripara."
    ),
    "pt": (
        "O comité reuniu-se na segunda-feira. Pede a todos os governos que mantenham os "
        "poços abertos e que paguem a quem os repara."
    ),
    "ru": (
        "Комитет собрался в понедельник. Он призывает все правительства держать колодцы "
        "открытыми и платить тем, кто их чинит."
    ),
    "el": (
        "Η επιτροπή συνεδρίασε τη Δευτέρα. Καλεί όλες τις κυβερνήσεις να κρατήσουν τα "
        "πηγάδια ανοιχτά και να πληρώσουν όσους τα επισκευάζουν."
    ),
    "ar": (
        "اجتمعت اللجنة يوم الاثنين. وتدعو جميع الحكومات إلى إبقاء الآبار مفتوحة وإلى دفع "
        "أجور من يصلحونها."
    ),
    "tr": (
        "Komite pazartesi günü toplandı. Bütün hükûmetleri kuyuları açık tutmaya ve onları "
        "onaranlara ücret ödemeye çağırıyor."
    ),
    "hi": (
        "समिति की बैठक सोमवार को हुई। वह सभी सरकारों से कुओं को खुला रखने और उनकी मरम्मत "
        "करने वालों को वेतन देने की माँग करती है।"
    ),
    "zh": "委员会星期一开会。委员会呼吁各国政府保持水井开放，并向修理水井的人支付工资。",
    "ja": (
        "委員会は月曜日に開かれました。すべての政府に、井戸を開いたままにし、それを修理する人"
        "々に賃金を支払うよう求めます。"
    ),
    "pl": (
        "Komitet zebrał się w poniedziałek. Wzywa wszystkie rządy, by utrzymywały studnie "
        "otwarte i płaciły tym, którzy je naprawiają."
    ),
}
PATH = Path("a.md")
SPANISH = [PARAGRAPHS["es"]]


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_a_paragraph_is_enough(language: str) -> None:
    assert detect([PARAGRAPHS[language]]) == (language, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("委員會呼籲各國政府保持水井開放，並向修理水井的人支付工資。", "zh_Hant"),
        ("Комітет закликає всі уряди тримати криниці відкритими.", "uk"),
        ("הוועדה קוראת לכל הממשלות להשאיר את הבארות פתוחות.", "he"),
        ("کمیته از همه دولت‌ها می‌خواهد چاه‌ها را باز نگه دارند.", "fa"),
        ("위원회는 모든 정부에 우물을 열어 두라고 요구한다.", "ko"),
    ],
)
def test_neighbours_and_other_scripts_are_told_apart(text: str, language: str) -> None:
    assert detect([text]) == (language, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Peace", "en"),
        ("Amina Okello", "en"),
        ("12:30", "en"),
        ("", "en"),
        ("Мир", "ru"),
        ("سلام", "ar"),
        ("水", "zh"),
        (PARAGRAPHS["fr"] + "\n" + PARAGRAPHS["de"], "fr"),
        (PARAGRAPHS["ar"] + "\n" + PARAGRAPHS["en"], "ar"),
    ],
)
def test_what_is_short_or_mixed_is_a_guess_that_says_so(text: str, language: str) -> None:
    assert detect([text]) == (language, False)


def test_markup_says_nothing_of_the_language() -> None:
    text = PARAGRAPHS["de"].replace("Brunnen", "[Brunnen](https://example.org/the/wells/for/all)")
    tagged = f"<abbr1>{text}</abbr1> `for the well in all of the wells` https://the.example.org/all"
    assert detect([tagged] * 3) == ("de", True)


def test_the_nearest_word_counts() -> None:
    assert language_of("pt-br", "fr", "de", SPANISH, PATH) == ("pt_BR", "told")
    assert language_of(None, "FR", "de", SPANISH, PATH) == ("fr", "stated")
    assert language_of(None, None, "de", SPANISH, PATH) == ("de", "default")
    assert language_of(None, None, None, SPANISH, PATH) == ("es", "detected")


def test_an_unknown_language_is_an_error_of_whoever_says_it() -> None:
    with pytest.raises(UsageError, match="unknown language 'xx'"):
        language_of("xx", None, None, SPANISH, PATH)
    with pytest.raises(CommuniqueError, match=r"a\.md: states an unknown language 'xx'"):
        language_of(None, "xx", None, SPANISH, PATH)
    with pytest.raises(UsageError, match="unknown language 'xx'"):
        language_of(None, None, "xx", SPANISH, PATH)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.md", "say `language: es` in the front matter"),
        ("a.html", 'say `<html lang="es">`'),
        ("a.txt", 'say `language = "es"` for it in communique.toml'),
    ],
)
def test_the_log_says_what_was_detected(
    name: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        language_of(None, None, None, SPANISH, Path(name))
        language_of(None, None, None, ["Mapa de los pozos"], Path(name))
    sure, unsure = caplog.records
    assert (sure.levelno, unsure.levelno) == (logging.INFO, logging.WARNING)
    assert sure.getMessage() == f"{name}: states no language; detected es"
    assert unsure.getMessage().startswith(f"{name}: states no language; detected es, not sure: ")
    assert how in unsure.getMessage()
