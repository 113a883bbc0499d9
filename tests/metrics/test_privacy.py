"""What leads to a person is found however it is written, and what does not stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.texts.privacy import Personal, personal_in, without_personal

PLANTED = {
    Personal.MAIL: (
        "quelquun@example.org",
        "quelquun [at] example.org",
        "quelquun(at)example(dot)org",
        "moi at gmail dot com",
        "nom arobase gmail point com",
        "quelquun＠example．org",
        "mailto:a@b.ma",
    ),
    Personal.PROFILE: (
        "https://x.com/quelquun/status/1",
        "https://facebook.com/100000000000002",
        "m.facebook.com/quelquun",
        "https：//www.instagram.com/quelquun/",
        "t.me/groupe",
        "wa.me/212612345678",
        "https://api.whatsapp.com/send?phone=212612345678",
        "linkedin.com/in/quelquun",
        "youtube.com/@quelquun",
        "snapchat.com/add/x",
        "tiktok.com/@x",
    ),
    Personal.MENTION: (
        "@quelquun",
        "＠quelquun",
        "﹫quelquun",
        "＠ｕｓｅｒ",
        "@some\u200bone",
        "@user٫name",
        "@user،name",
        "@أحمد_العلوي",
        "@[12345:Ahmed Alaoui]",
    ),
    Personal.BANK: (
        "MA64 0111 1900 0001 2050 0053 4921",
        "MA64011119000001205000534921",
        "011 780 0000123456789012 34",
        "٠١١٧٨٠٠٠٠٠١٢٣٤٥٦٧٨٩٠١٢٣٤",
        "4111 1111 1111 1111",
    ),
    Personal.IDENTITY: (
        "AB123456",
        "BE٦٥٤٣٢١",
        "CIN AB 123456",
        "CIN: j123456",
        "بطاقة التعريف الوطنية رقم BE654321",
        "جواز السفر AB1234567",
        "12345-أ-6",
    ),
    Personal.PLACE: ("33.5731, -7.5898", "33°34'23"),
    Personal.TELEPHONE: (
        "0612345678",
        "٠٦١٢٣٤٥٦٧٨",
        "۰۶۱۲۳۴۵۶۷۸",
        "０６１２３４５６７８",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "٠٦-١٢-٣٤-٥٦-٧٨",
        "06–12–34–56–78",
        "0537 57 72 00",
        "06\u200b12\u200d345678",
        "+212 6 12 34 56 78",
        "+٢١٢ ٦ ١٢ ٣٤ ٥٦ ٧٨",
        "(00212) 612 345 678",
        "212612345678",
        "612345678",
        "+33 6 12 34 56 78",
        "هاتف: 61234567",
        "واتساب 0612-345678",
        "Tél.: 61 23 45 67 89",
    ),
}
STAYS = (
    "1.150.000 مشاهدة",
    "12 345 678 personnes",
    "+12 345 678 abonnés en 2026",
    "le 05/11/2026 10:30 à 12h45",
    "2026-11-21 10:00 الى 2026-11-22 11:00",
    "a @ b",
    "تخليدا للذكرى 70 لتأسيس الأمن الوطني #DGSN70",
    "https://www.dgsn.gov.ma/ar/news/1234567890123456",
    "https://t.co/AbCdEf1234",
    "150000 DH, DH150000",
    "19 و 177",
    "من 5 و 6 الى 10",
    "youtube.com/watch?v=abc",
    "3,14159, 2,71828",
    "Dossier 445/2023",
    "ضبط 1.234.567,89 درهم",
    "A 150000 visiteurs",
    "Suivez-nous sur Facebook.com et X.com",
    "33°C",
    "100 000 000 000 DH",
    "05 morts, 12 blessés",
)


@pytest.mark.threat(30)
@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in PLANTED.items() for text in texts]
)
def test_what_leads_to_a_person_is_cut_out_and_named(kind: Personal, text: str) -> None:
    left = {"قبل حساب آخر بعد"} if kind is Personal.MENTION else {"قبل بعد", "قبل: بعد"}
    assert without_personal(f"قبل {text} بعد") in left
    found = personal_in(f"قبل {text} بعد")
    assert found is not None
    assert found is kind or text == "mailto:a@b.ma" or kind is Personal.IDENTITY


@pytest.mark.parametrize("text", STAYS)
def test_counts_days_and_ordinary_links_stay(text: str) -> None:
    assert without_personal(text) == text
    assert personal_in(text) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("شكرا ل@quelquun على التواصل", "شكرا لحساب آخر على التواصل"),
        ("Merci @a @b_c ! À bientôt", "Merci un autre compte ! À bientôt"),
        ("@quelquun bonjour", "un autre compte bonjour"),
        ("نلتقي غدا @quelquun، إلى اللقاء", "نلتقي غدا حساب آخر، إلى اللقاء"),
        ("bon\ue000jour", "bonjour"),
    ],
)
def test_a_neutral_word_keeps_the_place_of_a_handle(text: str, left: str) -> None:
    assert without_personal(text) == left
    assert without_personal(left) == left


def test_pieces_that_meet_when_something_between_them_goes_are_cut_as_well() -> None:
    assert without_personal("ici 061234 @[1:x]5678 ok") == "ici ok"


@given(st.text(st.sampled_from("@06 +.-/:aA٦و\u200b()[]"), max_size=60))
def test_nothing_is_left_to_cut_out(text: str) -> None:
    assert personal_in(without_personal(text)) is None


@pytest.mark.parametrize("unit", ["a", "1 ", "@", "a.", "0 6", "MA11 ", "https://", "x.com/"])
def test_the_longest_text_takes_no_long_time(unit: str) -> None:
    begun = time.process_time()
    without_personal((unit * 65_536)[:65_536])
    assert time.process_time() - begun < 20
