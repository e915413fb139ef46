"""Each check, case by case: what it must find, and what it must leave alone."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from communique import checks
from communique.checks import Severity, Unit
from communique.checks.base import REGISTRY, Check


def found(source: str, target: str, locale: str, source_language: str = "en") -> set[str]:
    return {one.check for one in checks.run(Unit(source, target, source_language, locale))}


# check, locale, source, a target that must be found
FLAWED = [
    ("number_words", "es", "Seven councils met.", "Se reunieron seis consejos."),
    ("number_words", "fr", "All twelve were freed.", "Les treize ont été libérés."),
    ("numbers", "es", "We met 1,250 people.", "Nos reunimos con 1.205 personas."),
    ("numbers", "es", "It cost 3.5 million.", "Costó 3,5 mil millones."),
    ("numbers", "es", "Ten died on 3 May.", "Murieron doce el 4 de mayo."),
    ("numbers", "fr", "It grew by 3.5%.", "Il a augmenté de 35 %."),
    ("numbers", "fr", "We met 1,250 people.", "Nous avons rencontré 1,250 personnes."),
    ("numbers", "ar", "We met 1,250 people.", "التقينا ١٢٥ شخصاً."),
    ("numbers", "zh", "It cost 3.5 million.", "耗资3500万。"),
    ("dates", "es", "On 3 May we march.", "El 3 de marzo marchamos."),
    ("dates", "fr", "We meet on Monday.", "Nous nous réunissons mardi."),
    ("dates", "ar", "On 3 May we march.", "في 3 مارس سنسير."),
    ("dates", "zh", "We meet on Monday.", "我们在 星期二 开会。"),
    ("urls_emails", "es", "Write to press@example.org.", "Escriba a prensa@example.org."),
    ("urls_emails", "fr", "See https://example.org/a.", "Voir https://example.org/b."),
    ("urls_emails", "ar", "See https://example.org/a.", "انظر الموقع."),
    ("urls_emails", "zh", "See www.example.org.", "请看www.example.com。"),
    ("links", "es", "The [report](https://a.org/x) is out.", "El informe ha salido."),
    ("links", "fr", "The <a href='https://a.org'>report</a>.", "Le rapport."),
    ("links", "ar", "The [report](https://a.org/x) is out.", "صدر [التقرير] (https://a.org/x)."),
    ("links", "zh", "The ![photo](a.png).", "照片。"),
    ("link_targets", "es", "The [report](https://a.org/x).", "El [informe](https://a.org/y)."),
    ("link_targets", "fr", "<a href='https://a.org'>A</a>", "<a href='https://b.org'>A</a>"),
    ("link_targets", "ar", "The [report](https://a.org/x).", "[التقرير](https://a.org/y)."),
    ("link_targets", "zh", "The [report][1].", "[报告][2]。"),
    ("markup", "es", "We **strongly** object.", "Nos oponemos firmemente."),
    ("markup", "es", "Run `make test`.", "Ejecute `hacer prueba`."),
    ("markup", "fr", "We **strongly** object.", "Nous nous opposons ** fermement**."),
    ("markup", "fr", "An <em>old</em> story.", "Une <em>vieille histoire."),
    ("markup", "ar", "We *strongly* object.", "نعترض **بشدة**."),
    ("markup", "zh", "It is true.[^1]", "这是真的。"),
    ("brackets", "es", "We won (at last).", "Ganamos (por fin."),
    ("brackets", "fr", "We won (at last).", "Nous avons gagné."),
    ("brackets", "ar", "We won (at last).", "فزنا أخيراً."),
    ("brackets", "zh", "We won (at last).", "我们（终于赢了。"),
    ("quotes", "es", "They call it “reform”.", "Lo llaman reforma."),
    ("quotes", "fr", "They call it reform.", "Ils appellent cela « réforme »."),
    ("quotes", "ar", 'He said "yes" and "no".', "قال «نعم» ولا."),
    ("quotes", "zh", "They call it “reform”.", "他们称之为改革。"),
    ("end_punctuation", "es", "Who pays?", "Quién paga."),
    ("end_punctuation", "fr", "Our demands:", "Nos revendications."),
    ("end_punctuation", "ar", "Who pays?", "من يدفع."),
    ("end_punctuation", "zh", "We will not sign.", "我们不会签字"),
    ("end_punctuation", "hi", "We will not sign.", "हम हस्ताक्षर नहीं करेंगे"),
    ("end_punctuation", "el", "Who pays?", "Ποιος πληρώνει."),
    ("doubled_words", "es", "We reject the proposal.", "Rechazamos la la propuesta."),
    ("doubled_words", "es", "We say that they lie.", "Decimos que que mienten."),
    ("doubled_words", "fr", "We reject the proposal.", "Nous rejetons la la proposition."),
    ("doubled_words", "ar", "We reject the proposal.", "نرفض هذا هذا الاقتراح."),
    ("length_ratio", "es", "We reject the proposal, and we call on all members to do so.", "No."),
    ("length_ratio", "fr", "We object.", "Nous " + "rejetons la proposition du gouvernement " * 3),
    ("length_ratio", "ar", "We reject the proposal, and we call on all members to do so.", "لا"),
    ("length_ratio", "zh", "We reject the proposal, and we call on all members to act.", "不。"),
    ("unchanged", "es", "We reject the proposal.", "We reject the proposal."),
    ("unchanged", "fr", "We **reject** it now.", "We **reject** it now."),
    ("unchanged", "ar", "We reject the proposal.", "We reject the proposal."),
    ("unchanged", "zh", "We reject the proposal.", "We reject the proposal."),
    ("script", "es", "We reject it.", "Мы это отвергаем."),
    ("script", "fr", "We reject it.", "نرفض ذلك."),
    ("script", "ar", "We reject it.", "We reject it."),
    ("script", "zh", "We reject it.", "Women jujue."),
    ("script", "sr_Latn", "We reject it.", "Одбијамо то."),
    ("invisible", "es", "We reject it.", "Lo recha\u200bzamos."),
    ("invisible", "fr", "We reject it.", "\u202eNous le rejetons."),
    ("invisible", "ar", "We reject it.", "نرفض\u200b ذلك."),
    ("invisible", "zh", "We reject it.", "\ufeff我们拒绝。"),
    ("loops", "es", "We reject it.", "Lo rechazamos, lo rechazamos, lo rechazamos."),
    ("loops", "fr", "We reject it.", "Nous le le le le rejetons."),
    ("loops", "ar", "We reject it.", "نرفض ذلك نرفض ذلك نرفض ذلك."),
    ("loops", "zh", "We reject it.", "我们拒绝我们拒绝我们拒绝。"),
    ("loops", "es", "We reject it.", "Nooooooooo."),
    ("inverted_marks", "es", "Who pays?", "Quién paga?"),
    ("inverted_marks", "es_AR", "Enough!", "Basta!"),
    ("inverted_marks", "es", "Who pays?", "¿Quién paga."),
    ("whitespace", "es", "We reject it.", "Lo rechazamos. "),
    ("whitespace", "fr", "One\nTwo", "Un Deux"),
    ("whitespace", "ar", "We reject it.", " نرفض ذلك."),
    ("whitespace", "zh", "We reject it.\n", "我们拒绝。"),
]  # fmt: skip

# check, locale, source, a target that this check must not find
SOUND = [
    ("number_words", "es", "the third of five", "el tercero de cinco"),
    ("number_words", "fr", "a dozen, or 12", "une douzaine, ou douze"),
    ("number_words", "fr", "Nobody met.", "D’ici là, personne ne s’est réuni."),
    ("numbers", "es", "12 met", "doce se reunieron"),
    ("numbers", "fr", "1st of 12", "1er sur douze"),
    ("numbers", "ar", "10 to 15 of 2,000", "١٠ إلى ١٥ من ٢٬٠٠٠"),
    ("numbers", "zh", "120 million in the 21st century", "二十一世纪1.2亿"),
    ("dates", "es", "They may march on 3 May.", "Pueden marchar el 3 de mayo."),
    ("dates", "fr", "3 May", "3/5"),
    ("dates", "ar", "May 3", "3 أيار"),
    ("dates", "zh", "May 3", "5月3日"),
    ("urls_emails", "es", "See https://a.org/en/x.", "Véase https://a.org/es/x."),
    ("urls_emails", "fr", "See https://a.org/x.", "Voir https://a.org/x !"),
    ("urls_emails", "ar", "See a@b.org, please.", "انظر a@b.org، من فضلك."),
    ("urls_emails", "zh", "See https://a.org/x now.", "请看https://a.org/x。"),
    ("links", "es", "A [b](c) and [d][e]", "A [b](c) y [d][e]"),
    ("links", "fr", "`[a](b)` is a link", "`[a](b)` est un lien"),
    ("links", "ar", "A [b](c)", "[ب](c)"),
    ("links", "zh", "<img src='a.png'>", '<img src="a.png">'),
    ("link_targets", "es", "[a](https://en.a.org/?l=en)", "[a](https://es.a.org/?l=es)"),
    ("link_targets", "fr", "[a](b) [c](d)", "[c](d) [a](b)"),
    ("link_targets", "ar", "[a](/en/b)", "[a](/ar/b/)"),
    ("link_targets", "zh_Hans", "[a](/en/b)", "[a](/zh-Hans/b)"),
    ("markup", "es", "An *old* snake_case_name 2 * 3 * 4", "Un _viejo_ snake_case_name 2 * 3 * 4"),
    ("markup", "fr", "A<br>B ***C***", "A<br/>B ***C***"),
    ("markup", "ar", "**a** and *b*", "**أ** و*ب*"),
    ("markup", "zh", "We **strongly** object", "我们**强烈**反对"),
    ("brackets", "es", "workers (all)", "trabajadores(as) (todos)"),
    ("brackets", "fr", "a) first", "a) d’abord"),
    ("brackets", "ar", "We won (at last)", "فزنا (أخيراً)"),
    ("brackets", "zh", "We won (at last) [sic]", "我们（终于）赢了［原文如此］"),
    ("quotes", "es", "the workers' and the people's 'voice'", "la «voz» obrera y popular"),
    ("quotes", "fr", "a “b”", "l’« été » d’ici"),
    ("quotes", "ar", "a “b”", "أ «ب»"),
    ("quotes", "zh", "The report “Justice”", "报告《正义》"),
    ("end_punctuation", "es", "He left with Smith Inc.", "Se fue con Smith"),
    ("end_punctuation", "fr", "“Is it so?”", "«\u202fEst-ce le cas\u202f?\u202f»"),
    ("end_punctuation", "ar", "Who?", "من؟"),
    ("end_punctuation", "zh", "He said: “No.”", "他说：“不”。"),
    ("end_punctuation", "es", "Dear colleagues,", "Estimadas compañeras:"),
    ("end_punctuation", "th", "We object.", "เราคัดค้าน"),
    ("doubled_words", "es", "New York New York", "Nueva York Nueva York"),
    ("doubled_words", "fr", "We commit; you commit.", "Nous nous engageons ; vous vous engagez."),
    ("doubled_words", "ar", "Very, very", "جداً، جداً"),
    ("doubled_words", "hi", "again and again", "बार बार"),
    ("length_ratio", "es", "Why?", "¿Por qué razón, si puede saberse?"),
    ("length_ratio", "ar", "We condemn the attack on our members in the strongest terms.", "ندين بأشد العبارات الهجوم على أعضائنا."),
    ("length_ratio", "zh", "We condemn the attack on our members in the strongest terms.", "我们最强烈地谴责对我们成员的袭击。"),
    ("length_ratio", "ja", "We condemn the attack on our members in the strongest terms.", "私たちは、会員に対する攻撃を最も強い言葉で非難します。"),
    ("unchanged", "es", "Human Rights Watch UK", "Human Rights Watch RU"),
    ("unchanged", "es", "ILO, WHO, UNESCO", "ILO, WHO, UNESCO"),
    ("unchanged", "fr", "International", "International"),
    ("unchanged", "en_GB", "We reject it outright.", "We reject it outright."),
    ("script", "es", "Ξ is Greek", "Ξ es griega"),
    ("script", "ar", "UNESCO", "UNESCO"),
    ("script", "zh", "Human Rights Watch", "Human Rights Watch"),
    ("script", "sr", "We reject it.", "Odbijamo to."),
    ("script", "ja", "New York", "ニューヨーク"),
    ("invisible", "es", "a\u200bb", "a\u200bb"),
    ("invisible", "fa", "We say", "می\u200cگوییم"),
    ("invisible", "ar", "The EU says", "يقول \u200fEU"),
    ("loops", "es", "Never, never, never!", "¡Nunca, nunca, nunca!"),
    ("loops", "fr", "1 1 1 1", "1 1 1 1"),
    ("loops", "zh", "Ha!", "哈哈哈哈"),
    ("inverted_marks", "es", "Why?! Because.", "¡¿Por qué?! Porque sí (!)."),
    ("inverted_marks", "es", "See https://a.org/?a=b", "Vea https://a.org/?a=b"),
    ("inverted_marks", "pt", "Who pays?", "Quem paga?"),
    ("whitespace", "zh", "One\nTwo", "一\n二"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "locale", "source", "target"), FLAWED)
def test_a_flaw_is_found(check: str, locale: str, source: str, target: str) -> None:
    assert check in found(source, target, locale)


@pytest.mark.parametrize(("check", "locale", "source", "target"), SOUND)
def test_what_is_sound_is_left_alone(check: str, locale: str, source: str, target: str) -> None:
    assert check not in found(source, target, locale)


def test_an_empty_target_gives_no_finding() -> None:
    assert found("We met 12 people?", "", "es") == found("We met 12 people?", " \n", "es") == set()


def test_names_are_in_the_order_in_which_checks_run() -> None:
    assert checks.names() == list(REGISTRY)
    findings = checks.run(Unit("We met 12 (twelve)?", "Lo lo vimos (", "en", "es"))
    order = [checks.names().index(one.check) for one in findings]
    assert order == sorted(order)
    assert len(order) >= 4


def test_every_check_has_a_flawed_and_a_sound_case() -> None:
    assert {case[0] for case in FLAWED} == set(checks.names())
    assert {case[0] for case in SOUND} == set(checks.names())


def test_a_check_can_be_skipped() -> None:
    unit = Unit("We met 12 people.", "Vimos a 13 personas.", "en", "es")
    assert [one.check for one in checks.run(unit)] == ["numbers"]
    assert checks.run(unit, skip={"numbers"}) == []


def test_severities() -> None:
    errors = {name for name, check in REGISTRY.items() if check.severity is Severity.ERROR}
    assert errors == {"dates", "links", "loops", "markup", "numbers", "script", "urls_emails"}


def test_a_message_tells_what_is_missing_and_what_is_new() -> None:
    unit = Unit("We met 12 people.", "Vimos a 13 personas.", "en", "es")
    (finding,) = checks.run(unit)
    assert finding.message == "the translation lacks “12”; the source has no “13”"


def test_a_check_that_breaks_down_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(unit: Unit) -> list[str]:
        raise RuntimeError(unit.source)

    monkeypatch.setitem(REGISTRY, "broken", Check("broken", Severity.ERROR, look))
    (finding,) = checks.run(Unit("We", "Nos", "en", "es"))
    assert finding.check == "broken"
    assert finding.severity is Severity.WARNING
    assert "RuntimeError: We" in finding.message


@pytest.mark.parametrize("locale", ["xx", "", "zz_ZZ", "sr@latin", "zh_TW"])
def test_no_locale_is_too_strange(locale: str) -> None:
    assert not any(
        "broke down" in one.message for one in checks.run(Unit("A 1", "B 2", "en", locale))
    )


def test_long_texts_do_not_take_long() -> None:
    text = "We (say) “that” *it* is 1,250 so. " * 300
    assert found(text, text.replace("1,250", "1.250"), "es") <= {"quotes", "unchanged"}
    assert "loops" in found("x", "( [ * _ ` “ ' " * 400 + "ja nein " * 400, "de")
