"""Pure decisions of text messages: the number, the words, how many segments, when to try again."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence

import phonenumbers

STUCK_AFTER = dt.timedelta(minutes=3)  # longer than all time-outs of one delivery together: its worker died
KEEP = dt.timedelta(days=90)  # as letters (P4)
MAX_ATTEMPTS = 8  # about an hour: an urgent question that comes tomorrow is no use
_FIRST_WAIT, _LONGEST_WAIT = 15, 15 * 60  # seconds

# GSM 03.38: the characters of the default alphabet, and those that cost two (3GPP TS 23.038 §6.2.1).
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€")

# A school's name and a link; nothing about a pupil, nor what it is about (P1). Fixed texts only.
TEXTS: dict[str, dict[str, str]] = {
    "poll_urgent": {
        "nl": "{school} zoekt snel een datum voor een gesprek. Kies hier wanneer u kunt: {url}",
        "en": "{school} needs a date for a meeting soon. Choose when you can come: {url}",
        "ar": "تبحث {school} بسرعة عن موعد للقاء. اختاروا هنا متى يناسبكم: {url}",
        "tr": "{school} kısa sürede bir görüşme tarihi arıyor. Ne zaman gelebileceğinizi seçin: {url}",
        "pl": "{school} szybko szuka terminu rozmowy. Prosimy wybrać, kiedy mogą Państwo przyjść: {url}",
        "uk": "{school} терміново шукає дату розмови. Виберіть, коли ви можете: {url}",
        "ti": "{school} ንርክብ ብቕልጡፍ ዕለት ትደሊ ኣላ። መዓስ ከም እትኽእሉ ኣብዚ ምረጹ፦ {url}",
        "so": "{school} degdeg ayay kulan u rabaan. Dooro goorta aad iman karto: {url}",
    },
    "poll_invite": {
        "nl": "{school} zoekt een datum voor een gesprek. Kies hier wanneer u kunt: {url}",
        "en": "{school} is looking for a date for a meeting. Choose when you can come: {url}",
        "ar": "تبحث {school} عن موعد للقاء. اختاروا هنا متى يناسبكم: {url}",
        "tr": "{school} bir görüşme tarihi arıyor. Ne zaman gelebileceğinizi seçin: {url}",
        "pl": "{school} szuka terminu rozmowy. Prosimy wybrać, kiedy mogą Państwo przyjść: {url}",
        "uk": "{school} шукає дату розмови. Виберіть, коли ви можете: {url}",
        "ti": "{school} ንርክብ ዕለት ትደሊ ኣላ። መዓስ ከም እትኽእሉ ኣብዚ ምረጹ፦ {url}",
        "so": "{school} taariikh kulan ayay raadinayaan. Dooro goorta aad iman karto: {url}",
    },
    "poll_more": {
        "nl": "{school} heeft nieuwe momenten voor een gesprek. Kies hier wanneer u kunt: {url}",
        "en": "{school} has more dates for a meeting. Choose when you can come: {url}",
        "ar": "لدى {school} مواعيد جديدة للقاء. اختاروا هنا متى يناسبكم: {url}",
        "tr": "{school} görüşme için yeni zamanlar öneriyor. Ne zaman gelebileceğinizi seçin: {url}",
        "pl": "{school} ma nowe terminy rozmowy. Prosimy wybrać, kiedy mogą Państwo przyjść: {url}",
        "uk": "{school} має нові дати для розмови. Виберіть, коли ви можете: {url}",
        "ti": "{school} ንርክብ ሓደስቲ ግዜታት ኣለዋ። መዓስ ከም እትኽእሉ ኣብዚ ምረጹ፦ {url}",
        "so": "{school} waqtiyo cusub ayay hayaan. Dooro goorta aad iman karto: {url}",
    },
    "poll_reminder": {
        "nl": "{school} wacht nog op uw antwoord: wanneer kunt u? {url}",
        "en": "{school} is waiting for your answer: when can you come? {url}",
        "ar": "ما زالت {school} تنتظر جوابكم: متى يناسبكم؟ {url}",
        "tr": "{school} hâlâ cevabınızı bekliyor: ne zaman gelebilirsiniz? {url}",
        "pl": "{school} czeka na odpowiedź: kiedy mogą Państwo przyjść? {url}",
        "uk": "{school} чекає на вашу відповідь: коли ви можете? {url}",
        "ti": "{school} መልስኹም ትጽበ ኣላ፦ መዓስ ትኽእሉ? {url}",
        "so": "{school} weli jawaabtaada ayay sugayaan: goorma ayaad iman kartaa? {url}",
    },
}


def e164(typed: str, *, region: str = "NL") -> str:
    """The number as the world writes it (E.164), from how somebody typed it; empty when no message can go there.

    A number without a country is a Dutch one. Fixed lines get none.
    """
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return ""
    kinds = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in kinds:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def segments(text: str) -> int:
    """In how many pieces a phone network sends a text: 160 characters of GSM 03.38 or 70 of UCS-2, less when joined."""
    if all(letter in _GSM or letter in _TWICE for letter in text):
        length, one, joined = sum(1 + (letter in _TWICE) for letter in text), 160, 153
    else:
        length, one, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= one else -(-length // joined)


def written(template: str, *, languages: Sequence[str], context: Mapping[str, str]) -> tuple[str, str]:
    """The words of a text message and their language. A school's long name is cut where that saves a piece.

    Raises KeyError for a template that has no text, or a context that lacks something: a mistake of ours.
    """
    texts = TEXTS[template]
    language = next((code for code in languages if code in texts), "nl")
    school = " ".join(context["school"].split())
    whole = texts[language].format(school=school, url=context["url"])
    if segments(whole) == 1:
        return whole, language
    for length in range(min(len(school), 60) - 1, 11, -1):
        short = texts[language].format(school=school[:length].rstrip() + ".", url=context["url"])
        if segments(short) == 1:
            return short, language
    return whole, language


def wait(*, attempts: int, key: str) -> dt.timedelta:
    """How long to wait after so many failed attempts: doubling, at most a quarter of an hour, spread by the key."""
    seconds = min(_FIRST_WAIT * 2 ** min(10, max(0, attempts - 1)), _LONGEST_WAIT)
    return dt.timedelta(seconds=round(seconds * (1 + zlib.crc32(key.encode()) % 1000 / 5000)))
