"""What the simulated accounts write: our own words, about what such an office writes about."""

from __future__ import annotations

import random

CITIES = (
    ("الرباط", "Rabat"),
    ("الدار البيضاء", "Casablanca"),
    ("فاس", "Fès"),
    ("مراكش", "Marrakech"),
    ("طنجة", "Tanger"),
    ("أكادير", "Agadir"),
    ("وجدة", "Oujda"),
    ("العيون", "Laâyoune"),
)

ARABIC = (
    "تستقبل الأبواب المفتوحة زوارها هذا الأسبوع في {city}: عروض ميدانية وأروقة للأطفال والشباب.",
    "اليوم {n} من الأبواب المفتوحة في {city}. موعدكم من العاشرة صباحا إلى السابعة مساء. {link}",
    "السلامة الطرقية تبدأ من المنزل: علموا أطفالكم عبور الطريق من ممر الراجلين.",
    "قبل الانطلاق: حزام السلامة للجميع، والهاتف بعيدا عن اليد. سلامتكم أولا.",
    "حملة تحسيسية في {city}: توزيع {n} خوذة على سائقي الدراجات النارية.",
    "انطلاق التسجيل في مباراة التوظيف. آخر أجل لإيداع الترشيحات بعد {n} يوما. {link}",
    "إعلان نتائج الاختبار الكتابي لمباراة التوظيف، واللوائح منشورة في الموقع الرسمي. {link}",
    "بيان حقيقة: الخبر المتداول حول {city} لا أساس له من الصحة، والصورة المرفقة به قديمة.",
    "تنبيه: الرسائل التي تطلب معطياتكم البنكية باسمنا مزيفة. لا تضغطوا على روابطها.",
    "زيارة مدرسية: {n} تلميذا من {city} يكتشفون مهن الأمن ويسألون عنها بلا حرج.",
    "شكرا لفرقنا في {city} على مرافقة المسنين أثناء موجة البرد.",
    "كيف تطلب بطاقة التعريف الإلكترونية؟ أربع خطوات في هذا الشريط. {link}",
    "نشكر {mention} على تغطية يوم السلامة الطرقية في {city}.",
    "خط الطوارئ 19 مفتوح ليلا ونهارا. اتصل عند الخطر، ودع الخط حرا لمن يحتاجه.",
    "حصة تدريبية جديدة في {city} حول الإسعافات الأولية، شارك فيها {n} من الموظفين.",
    "تذكير: منصة التبليغ عن المحتوى العنيف على الإنترنت تستقبل بلاغاتكم كل يوم. {link}",
)

FRENCH = (
    "Journées portes ouvertes à {city} : {n} stands, des démonstrations, un espace pour enfants.",
    "Sécurité routière : à {city}, {n} casques remis aux conducteurs de deux-roues.",
    "Concours de recrutement : clôture des candidatures dans {n} jours. {link}",
    "Mise au point : la rumeur qui circule au sujet de {city} est fausse, la photo est ancienne.",
    "Merci à {mention} d'avoir relayé notre campagne de prévention à {city}.",
)

LONG = (
    "أسئلة وأجوبة حول مباراة التوظيف لهذه السنة. أولا: يودع الترشيح عبر المنصة الإلكترونية وحدها، "
    "ولا يقبل أي ملف ورقي. ثانيا: يستدعى المقبولون للاختبار الكتابي في {city} وفي باقي المراكز، "
    "ويطلب منهم الحضور قبل الموعد بساعة. ثالثا: النتائج تنشر في الموقع الرسمي فقط، وكل صفحة أخرى "
    "تعد بالنجاح مقابل المال صفحة مزيفة يجب التبليغ عنها. رابعا: المشاركة مجانية في كل مراحلها."
)

MENTIONS = ("@radio_exemple", "@journal_exemple", "@association_route")
REPLIES = (
    "{mention} شكرا على اهتمامكم، نتابع الموضوع.",
    "{mention} المرجو إرسال التفاصيل في رسالة خاصة.",
    "{mention} Merci, votre message a été transmis.",
)
FRENCH_SHARE = 0.2
LONG_SHARE = 0.04


def compose(rng: random.Random) -> str:
    """A post's text: mostly Arabic, some French, now and then a long one."""
    if rng.random() < LONG_SHARE:
        return _fill(LONG, rng, 0)
    french = rng.random() < FRENCH_SHARE
    return _fill(rng.choice(FRENCH if french else ARABIC), rng, int(french))


def reply(rng: random.Random) -> str:
    """An answer of the office to somebody."""
    return _fill(rng.choice(REPLIES), rng, 0)


def repost(rng: random.Random) -> str:
    """Somebody else's text passed on, in X's form (cut at 140 characters)."""
    text = f"RT {rng.choice(MENTIONS)}: {compose(rng)}"
    return text if len(text) <= 140 else text[:139] + "…"  # noqa: PLR2004 - X's own figure


def language(text: str) -> str:
    """The language code that X would tell."""
    return "ar" if any("\u0600" <= letter <= "\u06ff" for letter in text) else "fr"


def _fill(text: str, rng: random.Random, which_name: int) -> str:
    link = "".join(rng.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", k=10))
    return text.format(
        city=rng.choice(CITIES)[which_name],
        n=rng.randint(3, 90),
        link=f"https://t.co/{link}",
        mention=rng.choice(MENTIONS),
    )
