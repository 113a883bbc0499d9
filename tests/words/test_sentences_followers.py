"""The sentences on followers, word by word, with all their parts and without."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from metrics.periods import parse_period
from metrics.quantity import Precision, Quantity, growth_rate, measured, published
from words import Language, language
from words.lengths import launch, months_short_of
from words.sentences import (
    change_not_known_sentence,
    change_sentence,
    launch_sentence,
    like_for_like_sentence,
    together_sentence,
)

AR, FR, EN = (language(code) for code in ("ar", "fr", "en"))
SOURCE = "DGSN, hasila 2021 (MAP)"
YEAR = {year: parse_period(str(year)) for year in (2022, 2023)}
NETWORKS = {
    AR: ("إكس", "فايسبوك", "إنستغرام"),
    FR: ("X", "Facebook", "Instagram"),
    EN: ("X", "Facebook", "Instagram"),
}


def narrow(text: str) -> str:
    """French with its narrow spaces, written here as ~."""
    return text.replace("~", "\u202f")


def printed(value: int, precision: Precision) -> Quantity:
    return published(value, precision, SOURCE)


def of_2022() -> tuple[Quantity, Quantity, Quantity]:
    return (
        printed(434000, Precision.THOUSAND),
        printed(385000, Precision.THOUSAND),
        printed(133000, Precision.AT_LEAST),
    )


def of_2023() -> tuple[Quantity, Quantity, Quantity]:
    return (
        printed(480944, Precision.EXACT),
        printed(440000, Precision.THOUSAND),
        printed(207000, Precision.THOUSAND),
    )


def test_s1_tells_printed_figures_for_their_period_and_of_no_day() -> None:
    figures = of_2023()
    total = figures[0] + figures[1] + figures[2]

    def said(tongue: Language) -> str | None:
        networks = tuple(zip(NETWORKS[tongue], figures, strict=True))
        return together_sentence(tongue, total=total, networks=networks, when=YEAR[2023])

    assert said(AR) == (
        "برسم سنة 2023 تضم الحسابات الرسمية زهاء 1.127.944 منخرطا:"
        " 480.944 في إكس، ونحو 440.000 في فايسبوك، ونحو 207.000 في إنستغرام."
    )
    assert said(FR) == narrow(
        "Pour 2023, les comptes officiels réunissent environ 1~127~944 abonnés~:"
        " X 480~944, Facebook près de 440~000, Instagram près de 207~000."
    )
    assert said(EN) == (
        "For 2023, the official accounts have about 1,127,944 followers:"
        " X 480,944, Facebook around 440,000, Instagram around 207,000."
    )


def test_s1_tells_measured_figures_as_of_their_day_for_any_number_of_networks() -> None:
    day = date(2026, 8, 1)
    five = [("أ", 1), ("ب", 2), ("ج", 3), ("د", 4), ("هـ", 5)]

    assert together_sentence(AR, total=measured(15), networks=five, when=day) == (
        "إلى غاية 1 غشت 2026 تضم الحسابات الرسمية 15 منخرطا:"
        " 1 في أ، و2 في ب، و3 في ج، و4 في د، و5 في هـ."
    )
    assert together_sentence(FR, total=2, networks=[("X", 2)], when=day) == narrow(
        "Au 1er août 2026, les comptes officiels réunissent 2 abonnés~: X 2."
    )


def test_s1_leaves_out_what_is_not_known() -> None:
    assert together_sentence(AR, total=2) == "تضم الحسابات الرسمية منخرطين."
    assert together_sentence(FR, total=1) == "Les comptes officiels réunissent 1 abonné."
    assert together_sentence(EN, total=None, networks=[("X", 1)]) is None


def test_s2_tells_a_rise_from_rounded_figures_as_an_interval() -> None:
    start, end = of_2022()[0], of_2023()[0]

    def said(tongue: Language) -> str | None:
        return change_sentence(
            tongue,
            NETWORKS[tongue][0],
            net=end - start,
            rate=growth_rate(start, end),
            since=YEAR[2022],
        )

    assert said(AR) == (
        "عرف حساب إكس زيادة بواقع زهاء 46.944 منخرطا،"
        " أي ما بين 10,7 و10,9 بالمائة قياسا إلى سنة 2022."
    )
    assert said(FR) == narrow(
        "X~: hausse nette d’environ 46~944 abonnés, soit 10,7 à 10,9~% depuis 2022."
    )
    assert said(EN) == (
        "X: a net rise of about 46,944 followers, that is 10.7 to 10.9% since 2022."
    )


def test_s2_tells_a_rise_from_a_lower_bound_as_at_most() -> None:
    start, end = of_2022()[2], of_2023()[2]
    rate = growth_rate(start, end)

    assert change_sentence(AR, "إنستغرام", net=end - start, rate=rate) == (
        "عرف حساب إنستغرام زيادة بواقع 74.500 منخرط على الأكثر، أي على الأكثر 56,0 بالمائة."
    )
    assert change_sentence(FR, "Instagram", net=end - start, rate=rate, since=YEAR[2022]) == narrow(
        "Instagram~: hausse nette d’au plus 74~500 abonnés, soit au plus 56,0~% depuis 2022."
    )


def test_s2_tells_a_fall_as_a_fall() -> None:
    net, rate = measured(-5000), growth_rate(measured(500000), measured(495000))
    day = date(2026, 11, 1)

    assert change_sentence(AR, "إكس", net=net, rate=rate, since=day) == (
        "عرف حساب إكس تراجعا بواقع 5.000 منخرط، أي 1,0 بالمائة قياسا إلى 1 نونبر 2026."
    )
    assert change_sentence(FR, "X", net=net, rate=rate, since=day) == narrow(
        "X~: baisse nette de 5~000 abonnés, soit 1,0~% depuis le 1er novembre 2026."
    )
    assert change_sentence(EN, "X", net=net, since=day) == (
        "X: a net fall of 5,000 followers since November 1, 2026."
    )
    assert change_sentence(AR, "إكس", net=measured(-2)) == "عرف حساب إكس تراجعا بواقع منخرطين."


def test_s2_tells_no_change_as_stable_and_its_rate_not_at_all() -> None:
    assert change_sentence(AR, "إكس", net=measured(0), rate=measured(0)) == "عرف حساب إكس استقرارا."
    assert change_sentence(FR, "X", net=measured(0), since=YEAR[2022]) == narrow(
        "X~: stabilité depuis 2022."
    )
    assert change_sentence(EN, "X", net=measured(0)) == "X: stable."


def test_s2_claims_no_sign_that_rounding_hides() -> None:
    same = of_2022()[0] - of_2022()[0]

    assert change_sentence(AR, "إكس", net=same) == (
        "عرف حساب إكس تطورا صافيا في عدد المنخرطين بواقع ما بين \u200e-1.000 و\u200e+1.000."
    )
    assert change_sentence(FR, "X", net=same) == narrow(
        "X~: évolution nette du nombre d’abonnés de -1~000 à +1~000."
    )
    open_side = of_2022()[2] - measured(200000)
    assert (
        change_sentence(EN, "X", net=open_side)
        == "X: a net change in followers of more than -67,000."
    )


def test_s2_is_left_out_where_the_change_is_not_known() -> None:
    assert change_sentence(AR, "إكس", net=None, rate=measured(1), since=YEAR[2022]) is None


def test_s3_repeats_the_rate_that_was_printed_and_makes_no_number_of_it() -> None:
    rate = published(Fraction(2, 5), Precision.ABOUT, SOURCE)

    assert change_not_known_sentence(AR, "إكس", printed=rate, source=SOURCE) == (
        "لا يُحتسب تطور حساب إكس لعدم توفر قراءة سابقة؛ وقد نُشرت حينها نسبة زهاء 40 بالمائة"
        " (\u200eDGSN, hasila 2021 (MAP)\u200e)."
    )
    assert change_not_known_sentence(FR, "X", printed=rate, source=SOURCE) == narrow(
        "Évolution de X non calculée faute de relevé antérieur~; taux publié alors~:"
        " environ 40~% (DGSN, hasila 2021 (MAP))."
    )
    assert change_not_known_sentence(EN, "X", printed=rate, source=SOURCE) == (
        "The change of X is not computed, for want of an earlier reading;"
        " a rate of about 40% was printed at the time (DGSN, hasila 2021 (MAP))."
    )


def test_s3_stands_alone_where_no_rate_was_printed() -> None:
    assert change_not_known_sentence(AR, "إكس") == "لا يُحتسب تطور حساب إكس لعدم توفر قراءة سابقة."
    assert change_not_known_sentence(FR, "X", source=SOURCE) == (
        "Évolution de X non calculée faute de relevé antérieur."
    )
    assert change_not_known_sentence(EN, "X") == (
        "The change of X is not computed, for want of an earlier reading."
    )


def test_s4_tells_the_growth_of_the_same_accounts() -> None:
    before, after = of_2022(), of_2023()
    rate = growth_rate(before[0] + before[1] + before[2], after[0] + after[1] + after[2])

    assert like_for_like_sentence(AR, accounts=NETWORKS[AR], rate=rate) == (
        "وبالنسبة للحسابات نفسها (إكس وفايسبوك وإنستغرام)،"
        " بلغ التطور الإجمالي على الأكثر 18,7 بالمائة."
    )
    assert like_for_like_sentence(FR, accounts=NETWORKS[FR], rate=rate) == narrow(
        "À périmètre constant (X, Facebook et Instagram), l’évolution est d’au plus 18,7~%."
    )
    assert like_for_like_sentence(
        EN, accounts=("X",), rate=growth_rate(measured(1000), measured(999))
    ) == ("For the same accounts (X), the overall change is -1.0 per thousand.")


def test_s4_is_left_out_without_a_rate_or_an_account() -> None:
    assert like_for_like_sentence(AR, accounts=NETWORKS[AR], rate=None) is None
    assert like_for_like_sentence(AR, accounts=(), rate=measured(1)) is None


def test_s5_tells_what_an_account_drew_since_its_opening() -> None:
    more = of_2022()[2]

    def said(tongue: Language) -> str | None:
        within = months_short_of(10, tongue)
        name = NETWORKS[tongue][2]
        return launch_sentence(tongue, name, followers=more, opened=YEAR[2022], within=within)

    assert said(AR) == (
        "حساب إنستغرام، المفتوح في سنة 2022، استقطب أكثر من 133.000 منخرط في أقل من 10 أشهر."
    )
    assert said(FR) == narrow(
        "Ouvert en 2022, Instagram a réuni plus de 133~000 abonnés en moins de 10 mois."
    )
    assert said(EN) == (
        "Opened in 2022, Instagram drew more than 133,000 followers in less than 10 months."
    )


def test_s5_leaves_out_what_is_not_known() -> None:
    first, later = date(2019, 6, 1), date(2019, 6, 15)
    length = {tongue: launch(first, later, tongue) for tongue in (AR, FR, EN)}

    assert launch_sentence(AR, "إكس", followers=8800, opened=first, within=length[AR]) == (
        "حساب إكس، المفتوح في 1 يونيو 2019، استقطب 8.800 منخرط في 14 يوما."
    )
    assert launch_sentence(FR, "X", followers=8800, opened=first) == narrow(
        "Ouvert le 1er juin 2019, X a réuni 8~800 abonnés."
    )
    assert launch_sentence(EN, "X", followers=8800, within=length[EN]) == (
        "X drew 8,800 followers in 14 days."
    )
    assert launch_sentence(AR, "إكس", followers=1) == "استقطب حساب إكس منخرطا واحدا."
    assert launch_sentence(AR, "إكس", followers=None, opened=first) is None
