"""The sentences on posts, activities, statements and evidence, word by word."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from metrics.periods import parse_period
from metrics.quantity import Precision, Quantity, published
from metrics.statement import ResponseTimes
from words import Language, Noun, language
from words.names import count_noun
from words.nouns import Countable
from words.sentences import (
    RankedContent,
    activities_sentence,
    completeness_sentence,
    drawn_sentence,
    event_sentence,
    media_requests_sentence,
    most_viewed_at_age_sentence,
    most_viewed_sentence,
    rectification_sentence,
    school_year_sentence,
    truth_statements_sentence,
    violent_contents_sentence,
)
from words.sentences import published_sentence as contents

AR, FR, EN = (language(code) for code in ("ar", "fr", "en"))
YEAR = parse_period("2023")
DAY = date(2026, 5, 9)


def narrow(text: str) -> str:
    """French with its narrow spaces, written here as ~."""
    return text.replace("~", "\u202f")


def printed(value: int, precision: Precision) -> Quantity:
    return published(value, precision, "a source")


def test_s6_counts_contents_in_each_platforms_own_word() -> None:
    platforms = [("x", 200), ("facebook", 300), ("instagram", 38)]

    assert contents(AR, total=538, platforms=platforms) == (
        "نُشر 538 محتوى: 200 تغريدة، و300 تدوينة، و38 منشورا على إنستغرام."
    )
    assert contents(FR, total=538, platforms=platforms) == narrow(
        "538 contenus publiés~: 200 sur X, 300 sur Facebook, 38 sur Instagram."
    )
    assert contents(EN, total=538, platforms=platforms) == (
        "538 pieces of content were published: 200 on X, 300 on Facebook, 38 on Instagram."
    )


def test_s6_agrees_with_one_few_and_none() -> None:
    assert contents(AR, total=1, platforms=[("x", 1)]) == "نُشر محتوى واحد: تغريدة واحدة."
    assert contents(AR, total=3) == "نُشرت 3 محتويات."
    assert contents(AR, total=0, platforms=[("x", 0)]) == "لم يُنشر أي محتوى."
    assert contents(FR, total=1) == "1 contenu publié."
    assert contents(FR, total=printed(1061, Precision.ABOUT)) == narrow(
        "Environ 1~061 contenus publiés."
    )
    assert contents(EN, total=5, platforms=[("mastodon", 5)]) == (
        "5 pieces of content were published: 5 on mastodon."
    )
    assert contents(EN, total=None, platforms=[("x", 1)]) is None


def test_s7_tells_what_they_drew_and_what_is_counted() -> None:
    views, drew = printed(290000, Precision.AT_LEAST), 4800

    assert drawn_sentence(
        AR, views=views, interactions=drew, when=DAY, definition="إعجابات وتعليقات"
    ) == ("وحصدت إلى 9 ماي 2026، أكثر من 290.000 مشاهدة و4.800 تفاعل (إعجابات وتعليقات).")
    assert drawn_sentence(
        FR, views=views, interactions=drew, when=DAY, definition="réactions"
    ) == narrow(
        "Au 9 mai 2026, ils cumulaient plus de 290~000 vues et 4~800 interactions (réactions)."
    )
    assert drawn_sentence(EN, views=views, interactions=drew, when=DAY, definition="reactions") == (
        "As of May 9, 2026, they had drawn more than 290,000 views"
        " and 4,800 interactions (reactions)."
    )


def test_s7_leaves_out_what_is_not_known() -> None:
    assert drawn_sentence(AR, views=2, when=YEAR) == "وحصدت برسم سنة 2023 مشاهدتين."
    assert drawn_sentence(AR, interactions=1) == "وحصدت تفاعلا واحدا."
    assert drawn_sentence(FR, views=2, when=YEAR) == "Pour 2023, ils cumulaient 2 vues."
    assert drawn_sentence(FR, interactions=1) == "Ils cumulent 1 interaction."
    assert drawn_sentence(EN, interactions=1) == "They drew 1 interaction."
    assert drawn_sentence(EN, when=DAY, definition="reactions") is None


def _content(network: str, n: int, noun: Noun = Noun.LIKE, **more: Any) -> RankedContent:
    return RankedContent(network, 12345, (noun, n), day=DAY, age=AGE, **more)


AGE = timedelta(days=12, hours=5)


def test_s8_tells_the_most_viewed_content_at_its_age() -> None:
    assert most_viewed_sentence(AR, _content("إكس", 321, title="الأبواب المفتوحة")) == (
        "الأكثر مشاهدة ضمن المحتويات المقيسة: الأبواب المفتوحة (إكس، 9 ماي 2026)،"
        " 12.345 مشاهدة و321 إعجابا بعد 12 يوما."
    )
    assert most_viewed_sentence(FR, _content("X", 321, title="Portes ouvertes")) == narrow(
        "Contenu mesuré le plus vu~: Portes ouvertes (X, 9 mai 2026),"
        " 12~345 vues et 321 «~j’aime~» à 12 jours."
    )
    assert most_viewed_sentence(EN, _content("X", 1, title="Open days")) == (
        "The most viewed of the contents measured: Open days (X, May 9, 2026),"
        " 12,345 views and 1 like at an age of 12 days."
    )


def test_s8_says_what_it_ranks_by() -> None:
    as_of = date(2026, 11, 21)

    assert most_viewed_sentence(AR, _content("إكس", 2), as_of) == (
        "الأكثر مشاهدة ضمن المحتويات المقيسة، حسب آخر عدد معروف إلى غاية 21 نونبر 2026:"
        " إكس، 9 ماي 2026، 12.345 مشاهدة وإعجابان بعد 12 يوما."
    )
    assert most_viewed_sentence(FR, _content("X", 2), as_of) == narrow(
        "Contenu mesuré le plus vu, d’après les derniers chiffres connus au 21 novembre 2026~:"
        " X, 9 mai 2026, 12~345 vues et 2 «~j’aime~» à 12 jours."
    )
    assert most_viewed_at_age_sentence(AR, _content("إكس", 2)) == (
        "الأكثر مشاهدة ضمن المحتويات المقيسة، كل منها بعد 12 يوما من نشره:"
        " إكس، 9 ماي 2026، 12.345 مشاهدة وإعجابان."
    )
    assert most_viewed_at_age_sentence(FR, _content("X", 2)) == narrow(
        "Contenu mesuré le plus vu, tous comparés au même âge de 12 jours~:"
        " X, 9 mai 2026, 12~345 vues et 2 «~j’aime~»."
    )
    assert most_viewed_at_age_sentence(EN, RankedContent("X", 3)) is None


def test_s8_calls_reactions_by_their_name() -> None:
    reactions = _content("Facebook", 7_260, count_noun("likes", "facebook"))

    assert "7,260 reactions" in str(most_viewed_sentence(EN, reactions))
    assert "7\u202f260 réactions" in str(most_viewed_at_age_sentence(FR, reactions))
    assert "رد فعل" in str(most_viewed_sentence(AR, reactions, DAY))


def test_s8_leaves_out_what_is_not_known() -> None:
    assert (
        most_viewed_sentence(AR, RankedContent("إكس", 1))
        == "الأكثر مشاهدة ضمن المحتويات المقيسة: إكس، مشاهدة واحدة."
    )
    assert most_viewed_sentence(FR, RankedContent("X", 2, day=DAY)) == narrow(
        "Contenu mesuré le plus vu~: X, 9 mai 2026, 2 vues."
    )
    unknown = RankedContent("X", None, (Noun.LIKE, 3), "Open days")
    assert most_viewed_sentence(EN, unknown) is None


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Hello\u202e\n\0 world", "\u200eHello world\u200e"),
        ("<b>$\\frac$</b> =HYPERLINK(1)", "\u200e<b>$\\frac$</b> =HYPERLINK(1)\u200e"),
        ("\u2067مرحبا\u2069", "مرحبا"),
        ("👮🏽\u200d♀️ 12", "👮🏽\u200d♀️ 12"),
        ("س" * 40_000, "س" * 119 + "…"),
    ],
)
def test_s8_lets_no_title_turn_the_sentence_about(title: str, shown: str) -> None:
    assert most_viewed_sentence(AR, RankedContent("إكس", 3, title=title)) == (
        f"الأكثر مشاهدة ضمن المحتويات المقيسة: {shown} (إكس)، 3 مشاهدات."
    )


def test_s8_holds_an_arabic_title_in_place_in_french() -> None:
    assert most_viewed_sentence(FR, RankedContent("X", 3, title="مرحبا")) == narrow(
        "Contenu mesuré le plus vu~: \u200eمرحبا\u200e (X), 3 vues."
    )


def test_s9_tells_the_activities_and_their_kinds() -> None:
    total = printed(4426, Precision.ABOUT)
    kinds = [(Noun.INFORMATION, 2463), (Noun.TRUTH_STATEMENT, 288), (Noun.REPORTAGE, 1675)]

    assert activities_sentence(AR, total=total, kinds=kinds) == (
        "بلغت حصيلة أنشطة التواصل زهاء 4.426 نشاطا:"
        " 2.463 في باب الإخبار، و288 بيان حقيقة، و1.675 روبورتاجا أو تغطية."
    )
    assert activities_sentence(FR, total=total, kinds=kinds) == narrow(
        "Environ 4~426 actions de communication~:"
        " 2~463 d’information, 288 mises au point, 1~675 reportages et couvertures."
    )
    assert activities_sentence(EN, total=total, kinds=kinds) == (
        "Communication came to about 4,426 activities:"
        " 2,463 information items, 288 truth statements, 1,675 reportages and coverages."
    )


def test_s9_counts_lower_bounds_and_declared_kinds() -> None:
    kinds: list[tuple[Countable, int | Quantity]] = [
        (Noun.COMMUNIQUE, printed(277, Precision.AT_LEAST)),
        ({"few": "أروقة", "many": "رواقا", "other": "رواق"}, 5),
    ]

    assert activities_sentence(AR, total=printed(4559, Precision.AT_LEAST), kinds=kinds) == (
        "بلغت حصيلة أنشطة التواصل أكثر من 4.559 نشاطا: أكثر من 277 بلاغا، و5 أروقة."
    )
    assert activities_sentence(AR, total=2) == "بلغت حصيلة أنشطة التواصل نشاطين."
    assert activities_sentence(FR, total=1) == "1 action de communication."
    assert activities_sentence(EN, total=None, kinds=[(Noun.COMMUNIQUE, 1)]) is None


def test_s10_tells_denials_and_rectifications() -> None:
    assert truth_statements_sentence(AR, denials=30, rectifications=26) == (
        "ومن بيانات الحقيقة 30 لنفي أخبار زائفة و26 لتصحيح معطيات غير دقيقة."
    )
    assert truth_statements_sentence(FR, denials=30, rectifications=26) == (
        "Dont 30 démentis et 26 rectifications."
    )
    assert truth_statements_sentence(EN, denials=30, rectifications=26) == (
        "Of the truth statements, 30 denied false news and 26 rectified inaccurate facts."
    )
    assert truth_statements_sentence(AR, denials=2) == "ومن بيانات الحقيقة اثنان لنفي أخبار زائفة."
    assert truth_statements_sentence(FR, rectifications=1) == "Dont 1 rectification."
    assert truth_statements_sentence(EN) is None


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        (AR, "بيانات الحقيقة: 3 لنفي أخبار زائفة وواحد لتصحيح معطيات غير دقيقة."),
        (FR, "Communiqués de vérité~: 3 démentis et 1 rectification."),
        (EN, "Truth statements: 3 denied false news and 1 rectified inaccurate facts."),
    ],
)
def test_s10_names_its_whole_where_no_sentence_before_it_does(tongue: Language, said: str) -> None:
    told = truth_statements_sentence(tongue, denials=3, rectifications=1, is_alone=True)

    assert told == narrow(said)


def times(*hours: int, timed: int = 10, within: int = 9) -> ResponseTimes:
    """Shortest, median and longest in hours; none of them where nothing was timed."""
    lengths = [timedelta(hours=each) for each in hours]
    shortest, median, longest = lengths or (None, None, None)
    share = Fraction(within, timed) if timed else None
    ceiling = timedelta(hours=5)
    return ResponseTimes(
        20, 12, timed, shortest, median, longest, within if timed else 0, share, ceiling
    )


def test_s11_tells_how_many_and_how_fast() -> None:
    def said(tongue: Language) -> str | None:
        return violent_contents_sentence(tongue, informed=12, noticed=20, times=times(1, 2, 5))

    assert said(AR) == (
        "تم إخبار الرأي العام بشأن 12 من أصل 20 محتوى عنيفا؛ الأجل بين ساعة واحدة و5 ساعات،"
        " ووسيطه ساعتان؛ واحتُرم سقف 5 ساعات في 90,0 بالمائة من 10 حالات موثقة التوقيت."
    )
    assert said(FR) == narrow(
        "12 contenus violents sur 20 ont donné lieu à communication~; délai de 1 heure à"
        " 5 heures, médiane 2 heures~; plafond de 5 heures tenu dans 90,0~% des 10 cas horodatés."
    )
    assert said(EN) == (
        "The public was informed on 12 of 20 pieces of violent content; the delay ran from 1 hour"
        " to 5 hours, its median 2 hours; the ceiling of 5 hours was kept in 90.0% of 10 timed"
        " cases."
    )


def test_s11_leaves_out_what_is_not_known() -> None:
    assert (
        violent_contents_sentence(AR, informed=445) == "تم إخبار الرأي العام بشأن 445 محتوى عنيفا."
    )
    assert (
        violent_contents_sentence(FR, informed=1)
        == "1 contenu violent a donné lieu à communication."
    )
    assert violent_contents_sentence(EN, informed=445, times=times(timed=0)) == (
        "The public was informed on 445 pieces of violent content."
    )
    assert violent_contents_sentence(EN, informed=None, noticed=3, times=times(1, 2, 5)) is None


def test_s11_tells_one_case_as_one() -> None:
    one = times(2, 2, 2, timed=1, within=1)

    assert violent_contents_sentence(AR, informed=1, noticed=2, times=one) == (
        "تم إخبار الرأي العام بشأن 1 من أصل محتويين عنيفين؛ الأجل ساعتان؛ واحتُرم سقف 5 ساعات"
        " في 100,0 بالمائة من حالة واحدة موثقة التوقيت."
    )
    assert violent_contents_sentence(FR, informed=1, noticed=2, times=one) == narrow(
        "1 contenu violent sur 2 a donné lieu à communication~; délai de 2 heures~;"
        " plafond de 5 heures tenu dans 100,0~% du seul cas horodaté."
    )


def test_s12_tells_an_event_and_its_own_account() -> None:
    visitors = printed(1150000, Precision.ABOUT)
    audience = (Noun.VIEWER, printed(5000000, Precision.AT_LEAST))
    stretch = (date(2026, 5, 16), date(2026, 5, 21))

    assert event_sentence(
        AR, "الأبواب المفتوحة", visitors=visitors, audience=audience, city="أكادير", stretch=stretch
    ) == (
        "الأبواب المفتوحة (أكادير، 16–20 ماي 2026): زهاء 1.150.000 زائر،"
        " وأكثر من 5.000.000 مشاهد للحساب الرسمي للتظاهرة."
    )
    assert event_sentence(
        FR, "Portes ouvertes", visitors=visitors, audience=audience, city="Agadir", stretch=stretch
    ) == narrow(
        "Portes ouvertes (Agadir, 16–20 mai 2026)~: environ 1~150~000 visiteurs,"
        " plus de 5~000~000 spectateurs du compte dédié."
    )
    assert event_sentence(
        EN, "Open days", visitors=visitors, audience=audience, city="Agadir", stretch=stretch
    ) == (
        "Open days (Agadir, May 16–20, 2026): about 1,150,000 visitors,"
        " more than 5,000,000 viewers of the event's own account."
    )


def test_s12_leaves_out_what_is_not_known() -> None:
    assert event_sentence(AR, "المعرض", visitors=2) == "المعرض: زائران."
    assert event_sentence(FR, "Salon", visitors=1, city="Rabat") == narrow(
        "Salon (Rabat)~: 1 visiteur."
    )
    assert event_sentence(
        EN, "Fair", audience=(Noun.VIEW, 3), stretch=(DAY, date(2026, 5, 10))
    ) == ("Fair (May 9, 2026): 3 views of the event's own account.")
    assert event_sentence(EN, "Fair", city="Rabat") is None


def test_s13_tells_what_became_of_the_medias_requests() -> None:
    assert media_requests_sentence(AR, received=57, met=50, withheld=7) == (
        "وردت 57 طلبا من وسائل الإعلام، لُبي منها 50 وحال القانون دون 7."
    )
    assert media_requests_sentence(FR, received=57, met=50, withheld=7) == narrow(
        "57 demandes de médias~: 50 satisfaites, 7 réservées pour motif légal."
    )
    assert media_requests_sentence(EN, received=57, met=50, withheld=7) == (
        "57 requests came from the media: 50 of them were met and 7 were withheld on legal grounds."
    )
    assert media_requests_sentence(AR, received=2) == "ورد طلبان من وسائل الإعلام."
    assert media_requests_sentence(AR, received=0) == "لم يرد أي طلب من وسائل الإعلام."
    assert media_requests_sentence(FR, received=1, met=1) == narrow(
        "1 demande de médias~: 1 satisfaite."
    )
    assert media_requests_sentence(EN, received=None, met=1) is None


def test_s14_tells_the_school_year_and_who_was_consulted() -> None:
    def said(tongue: Language) -> str | None:
        return school_year_sentence(
            tongue, "2021-2022", pupils=521435, schools=7682, associations=1821, unions=2
        )

    assert said(AR) == (
        "برسم الموسم الدراسي 2021-2022، شمل التحسيس 521.435 تلميذا في 7.682 مؤسسة؛"
        " وجرى التشاور مع 1.821 جمعية وهيئتين نقابيتين."
    )
    assert said(FR) == narrow(
        "Année scolaire 2021-2022~: 521~435 élèves, 7~682 établissements~;"
        " concertation avec 1~821 associations et 2 syndicats."
    )
    assert said(EN) == (
        "School year 2021-2022: awareness for 521,435 pupils in 7,682 schools;"
        " consultation with 1,821 associations and 2 unions."
    )


def test_s14_leaves_out_what_is_not_known() -> None:
    assert school_year_sentence(AR, None, pupils=1) == "شمل التحسيس تلميذا واحدا."
    assert school_year_sentence(FR, None, schools=2) == "2 établissements."
    assert school_year_sentence(FR, None, unions=2) == "Concertation avec 2 syndicats."
    assert school_year_sentence(EN, "2021-2022", associations=1) == (
        "School year 2021-2022: consultation with 1 association."
    )
    assert school_year_sentence(EN, "2021-2022") is None


def test_s15_tells_what_the_figures_rest_on() -> None:
    gap = timedelta(hours=50)

    assert completeness_sentence(AR, kept=8700, due=8760, longest_gap=gap, reason="عطب") == (
        "استندت الأرقام إلى 8.700 قراءة من أصل 8.760 مبرمجة؛ أطول انقطاع يومان وساعتان (عطب)."
    )
    assert completeness_sentence(
        FR, kept=8700, due=8760, longest_gap=gap, reason="panne"
    ) == narrow(
        "8~700 relevés sur 8~760 prévus~; plus longue interruption~: 2 jours et 2 heures (panne)."
    )
    assert completeness_sentence(EN, kept=8700, due=8760, longest_gap=gap, reason="outage") == (
        "The figures rest on 8,700 readings of 8,760 due;"
        " the longest gap: 2 days and 2 hours (outage)."
    )


def test_s15_leaves_out_what_is_not_known() -> None:
    assert completeness_sentence(AR, kept=2) == "استندت الأرقام إلى قراءتين."
    assert (
        completeness_sentence(FR, kept=1, due=1, longest_gap=timedelta(0))
        == "1 relevé sur 1 prévus."
    )
    assert completeness_sentence(EN, kept=3, longest_gap=timedelta(hours=2)) == (
        "The figures rest on 3 readings; the longest gap: 2 hours."
    )
    assert completeness_sentence(EN, kept=None, due=3) is None


def test_s16_tells_what_stands_in_the_place_of_what() -> None:
    old = printed(434000, Precision.THOUSAND)

    assert rectification_sentence(
        AR, new=434512, old=old, printed_on=DAY, reason="إعادة احتساب"
    ) == ("تصحيح: 434.512 عوض نحو 434.000 المنشور في 9 ماي 2026 (إعادة احتساب).")
    assert rectification_sentence(
        FR, new=434512, old=old, printed_on=DAY, reason="recalcul"
    ) == narrow(
        "Rectificatif~: 434~512 au lieu de près de 434~000, publié le 9 mai 2026 (recalcul)."
    )
    assert rectification_sentence(EN, new=434512, old=old, printed_on=DAY, reason="recount") == (
        "Rectification: 434,512 instead of around 434,000, printed on May 9, 2026 (recount)."
    )


def test_s16_leaves_out_what_is_not_known() -> None:
    assert rectification_sentence(AR, new=12, old=11) == "تصحيح: 12 عوض 11."
    assert rectification_sentence(EN, new=12, old=None) is None
