"""Clean translations give no finding: precision before recall."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from communique import checks

SPANISH = [
    ("We will not sign.", "No firmaremos."),
    ("Statement on the events of 3 May 2026", "Declaración sobre los sucesos del 3 de mayo de 2026"),
    ("On May 3, 2026, 1,250 workers were dismissed.", "El 3 de mayo de 2026 fueron despedidos 1.250 trabajadores."),
    ("More than 12 unions have joined the appeal.", "Más de doce sindicatos se han sumado al llamamiento."),
    ("The twelve organisations demand three things.", "Las 12 organizaciones exigen tres cosas."),
    ("The budget grew by 3.5% in 2025–2026.", "El presupuesto creció un 3,5 % en 2025–2026."),
    ("The company owes €2.4 million.", "La empresa adeuda 2,4 millones de euros."),
    ("It costs $1.5 billion a year.", "Cuesta 1500 millones de dólares al año."),
    ("“We were never consulted,” said the chair.", "«Nunca nos consultaron», dijo la presidenta."),
    ('"We were never consulted," said the chair.', "«Nunca nos consultaron», dijo la presidenta."),
    ("Who benefits from this silence?", "¿A quién beneficia este silencio?"),
    ("Enough is enough!", "¡Ya basta!"),
    ("Do they listen? They do not!", "¿Escuchan? ¡No!"),
    ("We **strongly** condemn the attack.", "Condenamos **enérgicamente** el ataque."),
    ("Read the [full report](https://example.org/en/report).", "Lea el [informe completo](https://example.org/es/report)."),
    ("Write to press@example.org or see https://example.org.", "Escriba a press@example.org o visite https://example.org."),
    ("The International Labour Organization (ILO) agrees.", "La Organización Internacional del Trabajo (OIT) está de acuerdo."),
    ("Our demands:", "Nuestras reivindicaciones:"),
    ("Talks begin at 5 p.m. on Monday.", "Las conversaciones comienzan a las 17.00 h del lunes."),
    ("Talks begin at 10:30 a.m.", "Las conversaciones comienzan a las 10.30 h."),
    ("This is the 21st century.", "Estamos en el siglo XXI."),
    ("Article 5(2) of Regulation (EU) 2016/679 applies.", "Se aplica el artículo 5, apartado 2, del Reglamento (UE) 2016/679."),
    ("Never, never, never again.", "Nunca, nunca, nunca más."),
    ("In the 1990s nobody asked.", "En los años noventa nadie preguntaba."),
    ("Run `make test` before you publish.", "Ejecute `make test` antes de publicar."),
    ("The vote passed by two thirds.<br>It is final.", "La votación se aprobó por dos tercios.<br>Es definitiva."),
    ("We stand with the people of the U.S.", "Estamos con el pueblo de Estados Unidos."),
    ("It may rain in March, they say.", "Puede que llueva en marzo, dicen."),
    ("The G7 must act on COVID-19 now.", "El G7 debe actuar ya frente a la COVID-19."),
    ("We call for peace, justice and dignity...", "Pedimos paz, justicia y dignidad…"),
    ("Half a million people marched.", "Marcharon 500.000 personas."),
    ("The *Declaration* was adopted in 1948.[^1]", "La *Declaración* fue aprobada en 1948.[^1]"),
    ("He said: 'We will stay.'", "Dijo: «Nos quedaremos»."),
    ("The workers' demands are the students' demands.", "Las reivindicaciones de los trabajadores son las de los estudiantes."),
    ("Amnesty International", "Amnistía Internacional"),
    ("First of all, we thank our members.", "Ante todo, damos las gracias a nuestros afiliados."),
    ("Call +44 20 7946 0958.", "Llame al +44 20 7946 0958."),
    ("See example.org/appeal for the 1st list.", "Véase example.org/appeal para la 1.ª lista."),
    ("Is that \"help\"?", "¿Es eso «ayuda»?"),
    ("The ministry replied: “No.”", "El ministerio respondió: «No»."),
]  # fmt: skip

FRENCH = [
    ("We will not sign.", "Nous ne signerons pas."),
    ("We engage ourselves to act.", "Nous nous engageons à agir."),
    ("On 1 May 2026, 1,250 workers were dismissed.", "Le 1er mai 2026, 1\u202f250 travailleurs ont été licenciés."),
    ("On 1 May 2026, 12,500 workers were dismissed.", "Le 1er mai 2026, 12 500 travailleurs ont été licenciés."),
    ("The twelve organisations demand three things:", "Les 12 organisations exigent trois choses\u00a0:"),
    ("The budget grew by 3.5% in 2025.", "Le budget a augmenté de 3,5 % en 2025."),
    ("The company owes €2.4 billion.", "L’entreprise doit 2,4 milliards d’euros."),
    ("“We were never consulted,” said the chair.", "«\u202fNous n’avons jamais été consultés\u202f», a déclaré la présidente."),
    ("“This is not help.”", "«\u202fCe n’est pas une aide.\u202f»"),
    ("Who benefits from this silence?", "À qui profite ce silence\u202f?"),
    ("Enough is enough!", "Ça suffit\u202f!"),
    ("We **strongly** condemn the attack.", "Nous condamnons **fermement** l’attaque."),
    ("Read the [full report](https://example.org/report?lang=en).", "Lire le [rapport complet](https://example.org/report?lang=fr)."),
    ("Write to press@example.org.", "Écrivez à press@example.org."),
    ("Talks begin at 5:30 p.m. on Monday.", "Les pourparlers commencent lundi à 17 h 30."),
    ("Talks begin at 3 p.m.", "Les pourparlers commencent à 15 h 00."),
    ("This is the 21st century.", "Nous sommes au XXIe siècle."),
    ("Ninety-seven unions have signed.", "97 syndicats ont signé."),
    ("There were 80 delegates from 21 countries.", "Il y avait quatre-vingts délégués de vingt et un pays."),
    ("The first step is dialogue.", "Le premier pas est le dialogue."),
    ("Article 10–11–12 of the treaty", "Articles 10, 11 et 12 du traité"),
    ("The report covers 10–15 cases.", "Le rapport porte sur 10 à 15 cas."),
    ("The United Nations (UN) must act.", "L’Organisation des Nations unies (ONU) doit agir."),
    ("We thank <em>all</em> members.", "Nous remercions <em>tous</em> les membres."),
    ("Freedom of the press; freedom of assembly.", "Liberté de la presse\u202f; liberté de réunion."),
    ("Is it fair? Is it legal? No.", "Est-ce juste\u202f? Est-ce légal\u202f? Non."),
    ("He called it “a ‘deal’ for the few”.", "Il a parlé d’«\u202fun “accord” pour quelques-uns\u202f»."),
    ("COVID-19 killed 3 million people.", "La COVID-19 a tué 3 millions de personnes."),
    ("In the 1990s nobody asked.", "Dans les années 1990, personne ne posait la question."),
    ("Signed in Geneva, 9/12/2025", "Fait à Genève, le 9 décembre 2025"),
    ("A quarter of the 2,000,000 voters", "Un quart des 2 000 000 d’électeurs"),
    ("All workers have the right to organise.", "Tous les travailleurs et toutes les travailleuses ont le droit de s’organiser."),
]  # fmt: skip

OTHERS = [
    ("ar", "On 3 May 2026, 1,250 workers were dismissed.", "في ٣ مايو ٢٠٢٦، فُصل ١٬٢٥٠ عاملاً."),
    ("ar", "Who benefits from this silence?", "من المستفيد من هذا الصمت؟"),
    ("ar", "“We will not sign,” said the union.", "قال الاتحاد: «لن نوقع»."),
    ("ar", "The company owes 3.5 million dollars.", "الشركة مدينة بمبلغ 3.5 مليون دولار."),
    ("ar", "Read the [full report](https://example.org/en/report).", "اقرأ [التقرير الكامل](https://example.org/ar/report)."),
    ("ar", "We **strongly** condemn the attack!", "ندين الهجوم **بشدة**!"),
    ("ar", "Three unions joined the strike on Friday.", "انضمت ثلاث نقابات إلى الإضراب يوم الجمعة."),
    ("ar_MA", "The G7 must act.", "على مجموعة السبع أن تتحرك."),
    ("zh_Hans", "On 3 May 2026, 1,250 workers were dismissed.", "2026年5月3日，1250名工人被解雇。"),
    ("zh_Hans", "The company owes 3.5 million dollars.", "公司欠款350万美元。"),
    ("zh_Hans", "Who benefits from this silence?", "谁从这种沉默中获益？"),
    ("zh_Hans", "“We will not sign,” said the union.", "工会表示：“我们不会签字。”"),
    ("zh_Hans", "The twelve organisations demand three things:", "十二个组织提出三项要求："),
    ("zh_Hans", "The United Nations (UN) must act now!", "联合国（UN）必须立即行动！"),
    ("zh_Hans", "In the 1990s nobody asked.", "20世纪90年代，没有人问过。"),
    ("zh_Hans", "Talks begin at 3:30 p.m. on Monday.", "会谈于星期一下午3点30分开始。"),
    ("zh_Hans", "We **strongly** condemn the attack on [our members](https://example.org).", "我们**强烈**谴责对[我们成员](https://example.org)的袭击。"),
    ("zh_Hans", "COVID-19", "COVID-19"),
    ("el", "Who benefits?", "Ποιος ωφελείται;"),
    ("de", "On 3 May 2026, 1,250 workers were dismissed.", "Am 3. Mai 2026 wurden 1.250 Beschäftigte entlassen."),
    ("hi", "We will not sign on 3 May.", "हम 3 मई को हस्ताक्षर नहीं करेंगे।"),
    ("ja", "We will not sign the agreement of 1998.", "私たちは1998年の協定に署名しません。"),
    ("ru", "On 3 May 2026, 1,250 workers were dismissed.", "3 мая 2026 года были уволены 1250 рабочих."),
    ("pt_BR", "“We will not sign,” said 3.5 thousand members.", "“Não assinaremos”, disseram 3,5 mil membros."),
]  # fmt: skip

PAIRS = [
    *(("es", *pair) for pair in SPANISH),
    *(("fr", *pair) for pair in FRENCH),
    *OTHERS,
]


@pytest.mark.parametrize(("locale", "source", "target"), PAIRS)
def test_a_good_translation_gives_no_finding(locale: str, source: str, target: str) -> None:
    assert checks.run(checks.Unit(source, target, "en", locale)) == []


@pytest.mark.parametrize(("locale", "source", "target"), PAIRS)
def test_nor_does_its_way_back(locale: str, source: str, target: str) -> None:
    assert checks.run(checks.Unit(target, source, locale, "en")) == []
