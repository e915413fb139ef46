"""Typography: what is put right, what is never touched, and that twice is once."""

# ruff: noqa: E501

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.language.typography import tidy

N = "\u202f"
B = "\u00a0"

CASES = [
    ("en", "He said \"we won't\" and left...", "He said “we won’t” and left…"),
    ("en", "The workers' union of the '90s", "The workers’ union of the ’90s"),
    ("en", "They said 'no' to \"a 'deal'\".", "They said ‘no’ to “a ‘deal’”."),
    ("es", 'Dijo: "No firmaremos".', "Dijo: «No firmaremos»."),
    ("es", "«Dijo \"no\" ayer»", "«Dijo “no” ayer»"),
    ("es", '**"Basta"**, dijo', "**«Basta»**, dijo"),
    ("pt", '"Não", disse', "«Não», disse"),
    ("pt_BR", '"Não", disse', "“Não”, disse"),
    ("de", 'Er sagte "nein".', "Er sagte „nein“."),
    ("de_CH", 'Er sagte "nein".', "Er sagte «nein»."),
    ("ru", 'Он сказал "нет".', "Он сказал «нет»."),
    ("el", 'Είπε "όχι".', "Είπε «όχι»."),
    ("it", 'Ha detto "no" all\'accordo', "Ha detto «no» all’accordo"),
    ("pl", 'Powiedział "nie".', "Powiedział „nie”."),
    ("sv", 'Han sade "nej".', "Han sade ”nej”."),
    ("fr", 'Il a dit "non"!', f"Il a dit «{N}non{N}»{N}!"),
    ("fr", "Il a dit « non » : l'accord ?", f"Il a dit «{N}non{N}»{B}: l’accord{N}?"),
    ("fr", "Quoi ?! Oui!!! Non; si", f"Quoi{N}?! Oui{N}!!! Non{N}; si"),
    ("fr", "**Attention:** lire", f"**Attention{B}:** lire"),
    ("fr", "Est-ce *vrai*?", f"Est-ce *vrai*{N}?"),
    ("fr_CA", 'Il a dit "non": quoi?', f"Il a dit «{B}non{B}»{B}: quoi?"),
    ("ar", 'قال, في 2024, "لا"; هل توافقون?', "قال، في 2024، «لا»؛ هل توافقون؟"),
    ("fa", "آیا می‌پذیرید?", "آیا می‌پذیرید؟"),
    ("ur", "ہم اسے مسترد کرتے ہیں.", "ہم اسے مسترد کرتے ہیں۔"),
    ("hi", "यह गलत है. हम विरोध करते हैं.", "यह गलत है। हम विरोध करते हैं।"),
    ("zh", '工会说,"我们反对"(见附件).好吗?', "工会说，“我们反对”（见附件）。好吗？"),
    ("zh_TW", '工會說: "反對"!', "工會說：「反對」！"),
    ("ja", "反対します. はい, そうです!", "反対します。はい、そうです！"),
]  # fmt: skip

UNTOUCHED = [
    ("fr", "Voir https://a.org/x?y=1;z=2 et a:b"),
    ("fr", "Le code `a: b; \"c\"...` et <a title=\"x: y\" href='z'>ici</a>"),
    ("fr", "[lien](https://a.org/?q=\"a\" \"titre: ça\")"),
    ("fr", "à 10:30, 3:1 et 1;2"),
    ("fr", f"Déjà «{N}bien{N}»{N}!"),
    ("fr", "l&nbsp;an"),
    ("es", 'Un 5" y otra cosa'),
    ("es", 'Sin " pareja " clara'),
    ("ar", "السعر 1,250 و 3.5 من BBC, CNN"),
    ("zh", "价格为1,250元"),
    ("he", 'הוא אמר "לא"'),
    ("xx", "He said \"no\"..."),
    ("es", "has \ue000 \"private\" use"),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "draft", "tidied"), CASES)
def test_a_draft_is_set_as_its_language_is_printed(locale: str, draft: str, tidied: str) -> None:
    assert tidy(draft, locale) == tidied


@pytest.mark.parametrize(("locale", "text"), UNTOUCHED)
def test_what_is_no_prose_or_not_certain_stays(locale: str, text: str) -> None:
    assert tidy(text, locale) == text


LOCALES = st.sampled_from(
    ["en", "es", "fr", "fr_CA", "de", "sv", "it", "ar", "ur", "hi", "zh", "ja", "zh_TW", "ru"]
)
PIECES = st.sampled_from(
    [
        *"\"'.,:;!?()*_ «»“”„‘’aé1",
        "...", " ", "\u202f", "\u00a0", "don't", "l'un", "https://a.org/x?y", "`a'b`", "<b>", "</b>",
        "[x](y \"z\")", "1,250", "10:30", "工会", "これ", "قال", "है", "है. ", "&amp;", "\n", "mot", '"mot"',
    ]
)  # fmt: skip
DRAFTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=20)


@settings(max_examples=400, deadline=None)
@given(text=DRAFTS, locale=LOCALES)
def test_tidying_twice_changes_nothing(text: str, locale: str) -> None:
    once = tidy(text, locale)
    assert tidy(once, locale) == once


@settings(max_examples=150, deadline=None)
@given(text=DRAFTS, locale=LOCALES)
def test_letters_and_digits_stay(text: str, locale: str) -> None:
    kept = re.compile(r"[\W_]+")
    assert kept.sub("", tidy(text, locale)) == kept.sub("", text)
