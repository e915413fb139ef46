"""What is plainly in a language; and what is not, however like it looks."""

from __future__ import annotations

import pytest

from communique.language.function_words import plainly_in

SAID = {
    "en": "We will not be silent, and we ask all of you to stand with them in the days to come.",
    "es": "No callaremos, y pedimos a todos que estén con ellos en los días que vienen.",
    "fr": "Nous ne nous tairons pas, et nous demandons à tous d'être avec eux.",
    "pt": "Não nos calaremos, e pedimos a todos que estejam com eles nos dias que virão.",
    "it": "Non taceremo, e chiediamo a tutti di stare con loro nei giorni che verranno.",
    "de": "Wir werden nicht schweigen, und wir bitten alle, in diesen Tagen bei ihnen zu sein.",
    "el": "Δεν θα σιωπήσουμε, και ζητάμε από όλους να είναι μαζί τους στις μέρες που έρχονται.",
    "ru": "Мы не будем молчать, и мы просим всех быть с ними в те дни, которые нас ждут.",
    "uk": "Ми не будемо мовчати, і ми просимо всіх бути з ними в ті дні, які нас чекають.",
    "ar": "لن نصمت، ونطلب من الجميع أن يكونوا معهم في الأيام التي تأتي بعد هذا.",
    "hi": "हम चुप नहीं रहेंगे और हम सभी से कहते हैं कि वे आने वाले दिनों में उन के साथ रहें।",
    "zh": "我们不会沉默，我们请大家在未来的日子里与他们站在一起，也为他们说话。",
    "tr": "Susmayacağız ve herkesten bu günlerde onlar için ve onlar ile bir olmasını istiyoruz.",
}


@pytest.mark.parametrize("language", SAID)
def test_prose_is_plainly_in_its_language_and_no_other(language: str) -> None:
    found = [other for other in SAID if plainly_in(SAID[language], other)]
    assert found == [language]


@pytest.mark.parametrize("text", ["", "12 + 7", "Amina Solano", "Lorem ipsum dolor sit amet."])
def test_what_is_not_plain(text: str) -> None:
    assert not any(plainly_in(text, language) for language in SAID)


def test_a_language_without_a_list_is_never_plain() -> None:
    assert not plainly_in("We will not be silent.", "xx")
