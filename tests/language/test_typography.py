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
    # a quotation within a quotation
    ("es", 'Lea "El "gran" día"', "Lea «El “gran” día»"),
    ("es", "\"'No', dijo\"", "«“No”, dijo»"),
    ("fr", "Il dit \"l'accord 'final'\"", f"Il dit «{N}l’accord “final”{N}»"),
    ("fr_CH", "\"a 'b' c\"", f"«{N}a ‹b› c{N}»"),
    ("de", 'Sie sagte "nein, \'so\' nicht".', "Sie sagte „nein, ‚so‘ nicht“."),
    ("de_CH", "\"a 'b' c\"", "«a ‹b› c»"),
    ("pt_BR", "\"a 'b' c\"", "“a ‘b’ c”"),
    ("pl", '"a "b" c"', "„a «b» c”"),
    ("ru", '"а "б" в"', "«а „б“ в»"),
    ("uk", "\"а 'б' в\"", "«а „б“ в»"),
    ("el", "\"α 'β' γ\"", "«α “β” γ»"),
    ("tr", "\"a 'b' c\"", "“a ‘b’ c”"),
    ("sv", '"a "b" c"', "”a ’b’ c”"),
    ("sv", '”a "b" c”', "”a ’b’ c”"),
    ("nl", '"a" en "b"', "“a” en “b”"),
    ("cs", "\"a 'b' c\"", "„a ‚b‘ c“"),
    ("ar", "قال: \"أقول 'نعم'\"", "قال: «أقول “نعم”»"),
    ("ko", "그는 \"나는 '네'라고\" 말했다.", "그는 “나는 ‘네’라고” 말했다."),
    ("zh_Hans", "他说\"我说'不'\".", "他说“我说‘不’”。"),
    ("zh_Hant", "他說\"我說'不'\".", "他說「我說『不』」。"),
    ("ja", "\"彼は'はい'と言った\"", "「彼は『はい』と言った」"),
    # marks of the source's style, copied
    ("de", "Er sagte “nein”.", "Er sagte „nein“."),
    ("en", "They said «no».", "They said “no”."),
    ("ru", "Он сказал “нет”.", "Он сказал «нет»."),
    ("ja", "彼は“はい”と言った", "彼は「はい」と言った"),
    # apostrophes
    ("es", "rock 'n' roll", "rock ’n’ roll"),
    ("de", "die '90er", "die ’90er"),
    ("it", "l'arte, un po' di '68", "l’arte, un po’ di ’68"),
    ("nl", "foto's", "foto’s"),
    ("tr", "2024'te Ankara'da \"Barış\"'ın", "2024’te Ankara’da “Barış”’ın"),
    ("uk", "п'ять об'єктів", "п’ять об’єктів"),
    ("el", "απ' όλα", "απ’ όλα"),
    # spaces
    ("fr", "C++ : {name}: %s !", f"C++{B}: {{name}}{B}: %s{N}!"),
    ("fr", "50% et 1,5 %", f"50{B}% et 1,5{B}%"),
    ("fr_CA", "Oui ; non ! quoi ?", "Oui; non! quoi?"),
    ("fr_CH", "Oui: non; quoi?", f"Oui{N}: non{N}; quoi{N}?"),
    # the script's own punctuation
    ("el", "Τι κάνεις?", "Τι κάνεις;"),
    ("ar", "في 10:30, غدا; BBC, وقال (نعم)? نعم!?", "في 10:30، غدا؛ BBC، وقال (نعم)؟ نعم!؟"),
    ("ar", "النسبة 3.5%, ثم", "النسبة 3.5%، ثم"),
    ("ur", 'وہ گیا. اس نے کہا "نہیں".', "وہ گیا۔ اس نے کہا “نہیں”۔"),
    ("hi", "वह गया. अब चलो.", "वह गया। अब चलो।"),
    ("zh", "{name},你好, world.", "{name}，你好，world。"),
    ("zh", "联合国(UN)说:《书》,`a`,是吗?!好......", "联合国（UN）说：《书》，`a`，是吗？！好……"),
    ("ja", "東京 (日本) です, 10:30, 東京", "東京（日本）です、10:30、東京"),
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
    ("fr", "un score de 3 : 1 :-) ;) :D"),
    ("fr", "Il a dit “non”."),  # marks of its own, if inner ones
    ("fr", "std::vector !important mot:mot"),
    ("fr", "{a:b} {x!r} {{ a ? b : c }} %(d'x)s ${'A'}"),
    ("es", "¡Hola! Que dice? Hola!"),  # opening marks are a finding, never put in
    ("es", "%(x)s %s %1$s {name} {'a'} {...}"),
    ("de_CH", "1'000'000 Franken"),
    ("it", "la 'ndrangheta"),
    ("nl", "'s avonds in 't huis"),
    ("fa", "می'گوید ۱۲,۵"),
    ("he", 'צה"ל, ארה"ב וג\'ורג\'...'),
    ("hi", "डॉ. शर्मा, रु. 500"),
    ("ur", "ڈاکٹر. احمد"),
    ("zh", "他来自U.S.的 A,B,C f(x)"),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "draft", "tidied"), CASES)
def test_a_draft_is_set_as_its_language_is_printed(locale: str, draft: str, tidied: str) -> None:
    assert tidy(draft, locale) == tidied


@pytest.mark.parametrize(("locale", "text"), UNTOUCHED)
def test_what_is_no_prose_or_not_certain_stays(locale: str, text: str) -> None:
    assert tidy(text, locale) == text


LOCALES = st.sampled_from(
    [
        "en",
        "es",
        "fr",
        "fr_CA",
        "fr_CH",
        "de",
        "de_CH",
        "pt",
        "pt_BR",
        "it",
        "pl",
        "ru",
        "uk",
        "el",
        "tr",
        "ar",
        "fa",
        "ur",
        "he",
        "hi",
        "zh_Hans",
        "zh_Hant",
        "ja",
        "ko",
        "sv",
        "nl",
        "cs",
    ]
)
APART = [
    "https://a.org/x?y=1;z",
    "a.b@c.org",
    "`a'b\": c...`",
    '<b title="x: y">',
    "</b>",
    "&amp;",
    "[x](y 'z: \"w\"')",
    "1,250",
    "10:30",
    "1'000.5",
    "{name}",
    "{a!r:>5}",
    "%s",
    "%(d'x)s",
    "%1$s",
    ":-)",
    ";)",
    '<code>x; "y"?</code>',
]
PIECES = st.sampled_from(
    [
        *"\"'.,:;!?()*_ «»“”„‘’‹›「」aé1%–", *APART,
        "...", "......", " ", "\u202f", "\u00a0", "don't", "l'un", "工会", "これ", "네", "قال", "ہے", "हो",
        "है. ", "ہے. ", "\n", "mot", '"mot"', "'90", " 'n' ", "мы", "α", "(UN)", "50 %",
    ]
)  # fmt: skip
DRAFTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=20)


@settings(max_examples=1500, deadline=None)
@given(text=DRAFTS, locale=LOCALES)
def test_tidying_twice_changes_nothing(text: str, locale: str) -> None:
    once = tidy(text, locale)
    assert tidy(once, locale) == once


@settings(max_examples=500, deadline=None)
@given(text=DRAFTS, locale=LOCALES)
def test_letters_and_digits_stay(text: str, locale: str) -> None:
    kept = re.compile(r"[\W_]+")
    assert kept.sub("", tidy(text, locale)) == kept.sub("", text)


WORDS = st.sampled_from(
    ['"mot"', "l'un", "mot:", "mot;", "mot?", "工会,", "قال,", "है.", "'a'", "«a»"]
)


@settings(max_examples=500, deadline=None)
@given(
    pairs=st.lists(st.tuples(WORDS, st.sampled_from(APART)), min_size=1, max_size=5),
    locale=LOCALES,
)
def test_what_is_no_prose_stays_letter_for_letter(
    pairs: list[tuple[str, str]], locale: str
) -> None:
    text = tidy(" ".join(f"{word} {apart}" for word, apart in pairs), locale)
    place = 0
    for _, apart in pairs:
        place = text.index(apart, place) + len(apart)


KEPT = [  # locale, draft, what is kept, how it is set
    ("es", 'El "Ace" de The "Ace" Club', ['The "Ace" Club'], 'El «Ace» de The "Ace" Club'),
    ("en", "O'Hara's dog isn't O'Hara's own.", ["O'Hara's"], "O'Hara's dog isn’t O'Hara's own."),
    ("en", "Elmira Voss's words", ["Elmira Voss"], "Elmira Voss’s words"),
    ("es", 'Dijo: "Agua..., ya". Y "no...".', ["Agua..., ya"], "Dijo: «Agua..., ya». Y «no…»."),
    ("fr", "Avec Oh ! : non ! et Yahoo!!", ["Oh !", "Yahoo!"], f"Avec Oh !{B}: non{N}! et Yahoo!{N}!"),
    ("fr", "L'eau, l'eau pure", ["l'eau pure", "l'eau"], "L’eau, l'eau pure"),
    ("fr", "50% à 100% Eau", ["100% Eau"], f"50{B}% à 100% Eau"),
    ("ar", "قال, في لا, نعم.", ["لا, نعم"], "قال، في لا, نعم."),
    ("zh", "我们去湖区.他们在湖,区.", ["湖,区", "湖区"], "我们去湖区。他们在湖,区。"),
    ("es", 'Ver "A &amp; B\'s"', ["A & B's"], "Ver «A &amp; B's»"),
    ("es", 'Use `The "A"` o The "A" y "B"', ['The "A"'], 'Use `The "A"` o The "A" y «B»'),
    ("fr", "Avec Rights Now ! Ah !", ["Rights Now!"], f"Avec Rights Now! Ah{N}!"),
    ("es", '"Sí", dijo', ["", "dijo", "nada"], "«Sí», dijo"),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "draft", "kept", "tidied"), KEPT)
def test_kept_wordings_stay_to_the_letter(
    locale: str, draft: str, kept: list[str], tidied: str
) -> None:
    assert tidy(draft, locale, kept) == tidied
    assert tidy(tidied, locale, kept) == tidied


@settings(max_examples=500, deadline=None)
@given(before=DRAFTS, kept=DRAFTS.filter(str.strip), after=DRAFTS, locale=LOCALES)
def test_whatever_is_kept_is_there_as_it_was(
    before: str, kept: str, after: str, locale: str
) -> None:
    text = f"{before} {kept} {after}"
    set_ = tidy(text, locale, [kept])
    assert set_.count(kept) >= text.count(kept)
    assert tidy(text, locale, []) == tidy(text, locale)
