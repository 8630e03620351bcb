"""The languages of guests: the one list that letters, pages, forms and settings are made from (U4).

A new language is a row here, `texts/<letter>.<code>.txt` per letter for guests, the consent texts, and a
`scheduler/locale/<code>`: the tests name what is missing. Staff pages stay Dutch.

The words for days and months are those of CLDR, so that a page needs no library for them; a test compares.
Where we differ on purpose the row says why.
"""

from __future__ import annotations

from dataclasses import dataclass

DUTCH, ENGLISH = "nl", "en"


@dataclass(frozen=True, slots=True)
class Language:
    """One language: names, direction, fonts, and how a day and a time are said in it.

    `day` has {weekday} {day} {month} {year}; `clock` has {h} {mm}; `stretch` has {day} {start} {end}, two times in the
    form of `bare`. Weeks begin on Monday. Months stand in the form that follows a number ("3 listopada").
    """

    code: str
    name: str  # its own name, as its readers know it
    dutch: str  # its name for staff
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    short_months: tuple[str, ...]
    right_to_left: bool = False
    plural: str = "nplurals=2; plural=(n != 1);"  # gettext's Plural-Forms
    fonts: str = ""  # for letters, before the usual ones; pages have theirs in talen.css
    day: str = "{weekday} {day} {month} {year}"
    clock: str = "{h}:{mm}"
    bare: str = "{h}:{mm}"
    stretch: str = "{day}, {start}–{end}"

    @property
    def direction(self) -> str:
        """What `dir` says in HTML."""
        return "rtl" if self.right_to_left else "ltr"

    def typed(self, text: str) -> str:
        """Words of somebody, or a number, in a sentence of this language: they keep the direction they have.

        In a language from right to left Unicode's isolates stand around them (UAX 9 §2.4.2): else the two halves of a
        phone number change places.
        """
        return f"\u2068{text}\u2069" if self.right_to_left and text else text


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SLAVIC = "nplurals=3; plural=({one} ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
# Parents from Syria and Iraq know other names for the months than those from Morocco and Egypt: both, as the United
# Nations write them.
_LEVANT = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول"),
    *("تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
_ARABIC_MONTHS = _words("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر")
_ARABIC_DAYS = _words("الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد")

ALL: tuple[Language, ...] = (
    Language(
        code=DUTCH,
        name="Nederlands",
        dutch="Nederlands",
        weekdays=_words("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
        months=_words("januari februari maart april mei juni juli augustus september oktober november december"),
        short_weekdays=_words("ma di wo do vr za zo"),
        short_months=_words("jan feb mrt apr mei jun jul aug sep okt nov dec"),
        clock="{h}.{mm} uur",
        bare="{h}.{mm}",
        stretch="{day}, {start}–{end} uur",
    ),
    Language(
        code=ENGLISH,
        name="English",
        dutch="Engels",
        weekdays=_words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        months=_words("January February March April May June July August September October November December"),
        short_weekdays=_words("Mon Tue Wed Thu Fri Sat Sun"),
        short_months=_words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
    ),
    Language(
        code="ar",
        name="العربية",
        dutch="Arabisch",
        weekdays=_ARABIC_DAYS,
        months=tuple(f"{name} / {other}" for name, other in zip(_ARABIC_MONTHS, _LEVANT, strict=True)),
        short_weekdays=_ARABIC_DAYS,  # Arabic does not shorten them
        short_months=_ARABIC_MONTHS,
        right_to_left=True,
        plural="nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
        fonts="'Segoe UI','Noto Naskh Arabic','Geeza Pro',Tahoma",
        day="{weekday} {day} {month} {year}",
        # In words: a dash between numbers is read the wrong way round in a line from right to left.
        stretch="{day}، من {start} إلى {end}",
    ),
    Language(
        code="tr",
        name="Türkçe",
        dutch="Turks",
        weekdays=_words("Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar"),
        months=_words("Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
        short_weekdays=_words("Pzt Sal Çar Per Cum Cmt Paz"),
        short_months=_words("Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara"),
        day="{day} {month} {year} {weekday}",
    ),
    Language(
        code="pl",
        name="Polski",
        dutch="Pools",
        weekdays=_words("poniedziałek wtorek środa czwartek piątek sobota niedziela"),
        months=_words(
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
        ),
        short_weekdays=_words("pon. wt. śr. czw. pt. sob. niedz."),
        short_months=_words("sty lut mar kwi maj cze lip sie wrz paź lis gru"),
        plural=_SLAVIC.format(one="n==1"),
        day="{weekday}, {day} {month} {year}",
    ),
    Language(
        code="uk",
        name="Українська",
        dutch="Oekraïens",
        weekdays=_words("понеділок вівторок середа четвер пʼятниця субота неділя"),
        months=_words("січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
        short_weekdays=_words("пн вт ср чт пт сб нд"),
        short_months=_words("січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд."),
        plural=_SLAVIC.format(one="n%10==1 && n%100!=11"),
        day="{weekday}, {day} {month} {year} року",
    ),
    Language(
        code="ti",
        name="ትግርኛ",
        dutch="Tigrinya",
        weekdays=_words("ሰኑይ ሰሉስ ረቡዕ ሓሙስ ዓርቢ ቀዳም ሰንበት"),
        months=_words("ጥሪ ለካቲት መጋቢት ሚያዝያ ግንቦት ሰነ ሓምለ ነሓሰ መስከረም ጥቅምቲ ሕዳር ታሕሳስ"),  # CLDR: ጉንበት, a slip for May
        short_weekdays=_words("ሰኑ ሰሉ ረቡ ሓሙ ዓር ቀዳ ሰን"),
        short_months=_words("ጥሪ ለካ መጋ ሚያ ግን ሰነ ሓም ነሓ መስ ጥቅ ሕዳ ታሕ"),
        plural="nplurals=2; plural=(n > 1);",
        fonts="Ebrima,Nyala,'Noto Sans Ethiopic','Abyssinica SIL',Kefa",
        day="{weekday}፣ {day} {month} {year}",
    ),
    Language(
        code="so",
        name="Soomaali",
        dutch="Somalisch",
        # Spelt as Somali schools and media do; CLDR has "Jimco", "Luulyo", "Noofeembar" and "Diseembar".
        weekdays=_words("Isniin Talaado Arbaco Khamiis Jimce Sabti Axad"),
        months=_words(
            "Janaayo Febraayo Maarso Abriil Maayo Juun Luulyo Agoosto Sebteembar Oktoobar Nofeembar Diseembar"
        ),
        short_weekdays=_words("Isn Tal Arb Kha Jim Sab Axa"),
        short_months=_words("Jan Feb Mar Abr May Jun Lul Ago Seb Okt Nof Dis"),
    ),
)
BY_CODE: dict[str, Language] = {one.code: one for one in ALL}
CODES: tuple[str, ...] = tuple(BY_CODE)
# These two an SWV cannot switch off: who reads a language that is off gets them both.
ALWAYS = (DUTCH, ENGLISH)


def named(code: str) -> Language:
    """The language of a code; Dutch for one that is not in the list."""
    return BY_CODE.get(code, BY_CODE[DUTCH])


def for_reader(code: str, *, on: tuple[str, ...]) -> tuple[str, ...]:
    """In which languages somebody gets pages and letters, best first and always with Dutch.

    Who reads a language that is off gets English and Dutch; so does who reads one that is not in the list.
    """
    best = code if code in on or code in ALWAYS else ENGLISH
    return tuple(dict.fromkeys((best, DUTCH)))
