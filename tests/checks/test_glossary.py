"""Terms, names and fixed wordings in translations: what must be found, and what left alone."""

# ruff: noqa: E501

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.checks import Expected, Must, Severity, Unit
from communique.checks import glossary as terms
from communique.checks import verbatim as fixed
from communique.checks.base import REGISTRY


def unit(target: str, locale: str, *forms: str, why: Must = Must.TERM, source: str = "it") -> Unit:
    return Unit(source, target, "en", locale, expected=(Expected(source, forms, why),))


def test_terms_warn_names_and_wordings_block() -> None:
    assert REGISTRY["glossary"].severity is Severity.WARNING
    assert REGISTRY["names"].severity is Severity.ERROR
    assert REGISTRY["verbatim"].severity is Severity.ERROR


# locale, form, a target in which it stands
STANDS = [
    ("es", "pozo público", "la venta de los pozos públicos;"),
    ("es", "pozo público", "Todo **pozo** *público* se vendió."),
    ("es", "pozos públicos", "Ningún pozo público se venderá."),
    ("es", "agua limpia", "El acceso al agua limpia."),
    ("es", "el agua", "El precio del agua sube."),
    ("es", "sindicato", "LOS SINDICATOS EXIGEN"),
    ("es", "paz", "Las paces duran poco."),
    ("es", "luz", "las luces de la ciudad"),
    ("es", "ley", "Las leyes cambian."),
    ("es", "nación", "Las naciones unidas."),
    ("es", "joven", "Los jóvenes marchan."),
    ("es", "presidente", "La presidenta del comité."),
    ("es", "francés", "las delegadas francesas"),
    ("es", "condenar", "El comité **condena enérgicamente** la venta."),
    ("es", "empresa privada", "empresas, sobre todo privadas, compraron"),
    ("es", "venta de pozos", "la venta de los pozos"),
    ("es_AR", "derechos humanos", "por un derecho humano"),
    ("es", "pozo público", "el [pozo](https://example.org/x) público"),
    ("es", "bien común", "los bienes comunes"),
    ("fr", "eau", "L’eau est un bien public."),
    ("fr", "eau potable", "Nous manquons d'eau potable."),
    ("fr", "l’eau", "le prix de l'eau"),
    ("fr", "travail", "les travaux publics"),
    ("fr", "hôpital", "Les hôpitaux ferment."),
    ("fr", "public", "la santé publique"),
    ("fr", "actif", "une vie active"),
    ("fr", "État membre", "les ÉTATS MEMBRES"),
    ("fr", "puits public", "les puits publics"),
    ("fr", "droit à l’eau", "Le droit fondamental à l'eau"),
    ("fr", "porte-parole", "Le porte\u2011parole a parlé."),
    ("pt_BR", "organização", "as organizações"),
    ("pt", "direito humano", "os direitos humanos"),
    ("it", "acqua pubblica", "dell’acqua pubblica"),
    ("it", "banco", "i banchi"),
    ("en", "trade union", "The trade unions agree."),
    ("en", "city", "In all cities."),
    ("de", "Gewerkschaft", "Der Gewerkschaftsbund ruft auf."),
    ("de", "Frieden", "ein dauerhafter Friedensvertrag"),
    ("de", "Wasser", "sauberes Trinkwasser"),
    ("de", "öffentlicher Brunnen", "die öffentlichen Brunnen"),
    ("de", "Land", "in allen Ländern"),
    ("ru", "вода", "Мы требуем чистой воды."),
    ("ru", "мир", "за дело мира"),
    ("ru", "общественный колодец", "продажа общественных колодцев"),
    ("ru", "профсоюз", "с профсоюзами"),
    ("ru", "учёный", "ученые говорят"),
    ("tr", "barış", "Barışı istiyoruz."),
    ("tr", "kitap", "kitabını okudu"),
    ("tr", "İnsan hakları", "insan haklarının korunması"),
    ("tr", "kadın", "KADINLARIN HAKLARI"),
    ("tr", "Ankara", "Ankara’nın suyu"),
    ("ar", "ماء", "الحق في الماء"),
    ("ar", "ماء", "وبالماء نحيا"),
    ("ar", "الماء", "نريد ماءً نظيفاً"),
    ("ar", "اللجنة الدولية", "للجنة الدولية"),
    ("ar", "لجنة", "في لجنتنا"),
    ("ar", "سلام", "السَّلَامُ للجميع"),
    ("ar", "أطفال", "ولأطفالنا"),
    ("ar", "إعلان", "فالاعلان العالمي"),
    ("ar", "حكومة", "والحكومات"),
    ("ar", "مدرسة", "كمدرســة"),
    ("he", "שלום", "ובשלום"),
    ("fa", "سازمان", "سازمان‌های جهانی"),
    ("zh", "公共水井", "停止出售公共水井。"),
    ("zh", "公共水井", "停止出售公共的 水井。"),
    ("zh_Hant", "工會", "所有工會"),
    ("ja", "平和", "世界の平和を求める。"),
    ("th", "สันติภาพ", "เราต้องการสันติภาพ"),
    ("zh", "NGO", "各NGO表示"),
    ("ko", "평화", "우리는 평화를 원한다."),
    ("hi", "शांति", "हम शांति चाहते हैं।"),
    ("es", "«bien público»", "un bien público"),
]

# locale, form, a target in which it does not stand
MISSING = [
    ("es", "pozo público", "la venta de las fuentes municipales"),
    ("es", "pozo público", "un pozo"),
    ("es", "sindicato", "Los gremios exigen."),
    ("es", "paz", "El pan de cada día."),
    ("es", "ley", "Lo leía ayer; los lee."),
    ("es", "agua", "una voz aguda"),
    ("es", "público", "la publicación"),
    ("es", "comité", "la comida"),
    ("es", "pozo público", "el pozo que la empresa vendió era un lugar público"),
    ("es", "público pozo", "el pozo público"),
    ("es", "libertad", "circular libremente"),
    ("fr", "eau", "un beau bateau"),
    ("fr", "syndicat", "Les organisations de travailleurs."),
    ("fr", "puits public", "Les fontaines publiques."),
    ("fr", "paix", "le pays"),
    ("de", "Gewerkschaft", "die Genossenschaft"),
    ("de", "Frieden", "die Freiheit"),
    ("ru", "вода", "Мы требуем чистого воздуха."),
    ("ru", "мир", "за дело войны"),
    ("ru", "профсоюз", "с союзами"),
    ("tr", "barış", "Savaşa hayır."),
    ("tr", "kadın", "kadro"),
    ("ar", "ماء", "الحق في الهواء"),
    ("ar", "سلام", "الحرب على الجميع"),
    ("ar", "اللجنة الدولية", "اللجنة الوطنية"),
    ("ar", "حكومة", "والمحكمة"),
    ("zh", "公共水井", "停止出售公共水库。"),
    ("zh", "工会", "所有教会"),
    ("ja", "平和", "世界の戦争を。"),
]


@pytest.mark.parametrize(("locale", "form", "target"), STANDS)
def test_a_term_is_found_in_any_inflection(locale: str, form: str, target: str) -> None:
    assert list(terms.look(unit(target, locale, form))) == []


@pytest.mark.parametrize(("locale", "form", "target"), MISSING)
def test_another_wording_is_not_the_term(locale: str, form: str, target: str) -> None:
    (message,) = terms.look(unit(target, locale, form, source="the term"))
    assert "“the term”" in message
    assert f"“{form}”" in message


def test_any_accepted_form_will_do() -> None:
    assert not list(terms.look(unit("El gremio exige.", "es", "sindicato", "gremio")))
    assert not list(terms.look(unit("El gremio exige.", "es")))
    assert not list(terms.look(Unit("unions", "gremios", "en", "es")))


def test_the_same_demand_is_made_once() -> None:
    one = Expected("unions", ("sindicatos",))
    assert len(list(terms.look(Unit("x", "gremios", "en", "es", expected=(one, one))))) == 1


@given(st.text(min_size=1), st.sampled_from(["es", "fr", "de", "ru", "tr", "ar", "he", "zh", "ko"]))
def test_a_form_stands_in_itself(form: str, locale: str) -> None:
    assert terms.stands(form, f"a {form} b", locale)


NAMED = [
    ("es", "ICPW", "El Comité (ICPW) se reunió."),
    ("es", "ICPW", "la **ICPW** y otros"),
    ("fr", "ICPW", "L’ICPW s’est réuni."),
    ("ar", "ICPW", "اجتمعت ICPW في جنيف"),
    ("ar", "ICPW", "لجنةICPWالدولية"),
    ("zh", "ICPW", "国际公共水委员会ICPW在日内瓦开会。"),
    ("tr", "ICPW", "ICPW'nin çağrısı"),
    ("tr", "ICPW", "ICPW’nin çağrısı"),
    ("fi", "ICPW", "ICPW:n kokous"),
    ("hu", "Marsh", "Marshnak hívják"),
    ("de", "Amina Solano", "Amina Solanos Rede"),
    ("ru", "Amina Solano", "Amina\u00a0Solano выступила"),
    ("es", "Médecins Sans Frontières", "según Médecins  Sans Frontières"),
    ("es", "O'Brien", "dijo O’Brien"),
    ("es", "Greenpeace", "LLAMAMIENTO DE GREENPEACE"),
    ("ar", "حماية", "بحماية المدنيين"),
    ("es", "ICPW", "ver [ICPW](https://example.org)"),
]
UNNAMED = [
    ("es", "ICPW", "El Comité (CIAP) se reunió."),
    ("es", "ICPW", "El Comité (Icpw) se reunió."),
    ("es", "ICPW", "ICPWA se reunió."),
    ("es", "Greenpeace", "Paz verde"),
    ("es", "Greenpeace", "greenpeace"),
    ("es", "Amina Solano", "Amina Solana"),
    ("zh", "ICPW", "国际公共水委员会"),
    ("ar", "ICPW", "اجتمعت ICPWA في جنيف"),
    ("tr", "ICPW", "İCPW'nin çağrısı"),
    ("es", "Solano", "los Solanos"),
]


@pytest.mark.parametrize(("locale", "name", "target"), NAMED)
def test_a_name_that_stands_is_left_alone(locale: str, name: str, target: str) -> None:
    assert list(terms.look_for_names(unit(target, locale, name, why=Must.NAME))) == []


@pytest.mark.parametrize(("locale", "name", "target"), UNNAMED)
def test_a_name_has_to_stand_as_it_is(locale: str, name: str, target: str) -> None:
    (message,) = terms.look_for_names(unit(target, locale, name, why=Must.NAME))
    assert f"“{name}”" in message


def test_a_name_in_capitals_may_stand_in_capitals() -> None:
    target = "DÍA DE LA PAZ EN EL DISTRITO DE LOS LAGOS. Vengan."
    asked = unit(target, "es", "Distrito de los Lagos", why=Must.NAME, source="LAKE DISTRICT")
    assert list(terms.look_for_names(asked)) == []
    asked = unit(target, "es", "Distrito de los Lagos", why=Must.NAME, source="Lake District")
    assert list(terms.look_for_names(asked))


def test_each_check_looks_at_what_is_its_own() -> None:
    for why, look in (
        (Must.TERM, terms.look),
        (Must.NAME, terms.look_for_names),
        (Must.VERBATIM, fixed.look),
    ):
        for other in Must:
            assert bool(list(look(unit("otra cosa", "es", "Ninguno así", why=other)))) is (
                other is why
            )


SHELTER = "Las bibliotecas no son un lujo. Son lugares donde todos pueden leer."


@pytest.mark.parametrize(
    ("locale", "form", "target"),
    [
        ("es", SHELTER, "La presidenta dijo: «Las **bibliotecas** no son un lujo. Son lugares donde todos pueden leer»."),
        ("es", SHELTER, "las bibliotecas no son\u00a0un lujo. Son lugares donde todos pueden leer, dijo."),
        ("fr", "« Nous n’oublions pas ! »", "Il a dit : \"Nous n'oublions pas!\""),
        ("fr", "Écrivez à [nous](mailto:a@b.org).", "Écrivez à nous."),
        ("zh", "图书馆不是奢侈品。", "她说：“图书馆 不是 奢侈品”。"),
        ("ar", "لن ننسى.", "قالت: «لن ننسى»."),
        ("es", "Tom & Jerry", "Tom &amp; Jerry"),
    ],
)  # fmt: skip
def test_a_fixed_wording_stands_whatever_is_around(locale: str, form: str, target: str) -> None:
    assert list(fixed.look(unit(target, locale, form, why=Must.VERBATIM))) == []


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("Dijo: «Las librerías no son un lujo. Son lugares donde todos pueden leer».",
         "“Las bibliotecas no…” is needed, the translation has “…: «Las librerías no…”"),
        ("Las bibliotecas son un lujo. Son lugares donde todos pueden leer.",
         "“Las bibliotecas no son…” is needed, the translation has “Las bibliotecas son…”"),
        ("Las bibliotecas no son un gran lujo. Son lugares donde todos pueden leer.",
         "“…son un lujo…” is needed, the translation has “…son un gran lujo…”"),
        ("Las bibliotecas no son un lujo.", "the translation has “…lujo.”"),
        ("Hoy no hay nada.", "“Las bibliotecas no son un lujo. Son lugares donde todos pue…” is missing"),
    ],
)  # fmt: skip
def test_the_message_shows_where_the_wording_first_differs(target: str, said: str) -> None:
    (message,) = fixed.look(unit(target, "es", SHELTER, why=Must.VERBATIM, source="Libraries"))
    assert message.startswith("the wording of “Libraries” is fixed: ")
    assert said in message


def test_of_several_wordings_the_nearest_is_shown() -> None:
    forms = ("Nada de esto.", "No olvidamos a nadie.")
    (message,) = fixed.look(unit("No olvidamos a todos.", "es", *forms, why=Must.VERBATIM))
    assert "nadie" in message
    assert not list(fixed.look(unit("No olvidamos a nadie.", "es", *forms, why=Must.VERBATIM)))


@given(st.text())
def test_a_wording_is_found_in_itself_and_nothing_breaks(text: str) -> None:
    assert not list(fixed.look(unit(text, "es", text, why=Must.VERBATIM)))
    assert not list(fixed.look(unit(f"uno «{text}» dos", "es", "uno", why=Must.VERBATIM)))
