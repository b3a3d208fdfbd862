"""Bytes of a page to text: by its byte order mark, its declarations, or by looking at it.

A declaration is believed only when the bytes agree with it: many Chinese pages say UTF-8 and
are GBK, or the reverse.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import charset_normalizer

#: Where a <meta> declaration is looked for.  Browsers stop at 1,024 bytes; saved pages often
#: have comments and scripts before it.
META_WINDOW = 8_192

#: Bytes the statistical detection looks at: it gets slow, not better, with more.
DETECTION_WINDOW = 65_536

#: Undecodable bytes a page may have, as a share of its non-ASCII bytes: a page cut off in the
#: middle of a character or with one damaged comment is still in its declared encoding.
TOLERATED_ERRORS = 0.01

#: Share of Chinese characters that must be among the most frequent ones.  Measured on news:
#: 0.25 to 0.45 in the right encoding, under 0.05 when GBK is read as Big5 or the reverse.
COMMON_SHARE = 0.10

#: Fewer multi-byte sequences than this may be valid UTF-8 by chance, so a declaration of
#: another encoding that also fits is believed ("联通" in GBK is the famous case).
CHANCE_SEQUENCES = 4

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the UTF-16 mark, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Names pages use → the superset that browsers read them as (WHATWG Encoding).
_SUPERSETS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "utf8": "utf-8",
}
_CHINESE = ("gb18030", "big5hkscs")

#: Families of encodings that pages are written in.  Python knows others that are no such thing
#: and fail in their own ways: undefined, punycode, unicode_escape.
_FAMILIES = ("utf-8", "utf-16", "utf-32", "gb", "big5", "hz", "cp", "iso", "koi8", "euc", "shift")

_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w:.-]{2,30})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,30})""", re.I)
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_NON_ASCII = re.compile(rb"[\x80-\xff]")
_HAN = re.compile("[\u3400-\u9fff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")

#: The most frequent characters of written Chinese, simplified and traditional.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
    "子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体"
    "制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内"
    "數正心反你明看原又這個國時來們對會發動說產種後過經進著現實兩體當點從業應開還關於與為裡麼樣間"
)


def decode_html(data: bytes, declared: str | None = None) -> str:
    """The text of a page's bytes, clean of what nothing downstream can encode.

    `declared` is the charset of the HTTP header, when there was one.  In order: byte order
    mark, UTF-8 that is valid throughout, the declarations as far as the bytes agree, detection.
    Never raises: bytes that fit nothing become U+FFFD.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return clean_text(data[len(mark) :].decode(encoding, "replace"))
    return clean_text(data.decode(_encoding(data, declared), "replace"))


def clean_text(text: str) -> str:
    """The text without control characters, and with U+FFFD for each lone surrogate.

    Tabs, line and form feeds stay.  What is left can be encoded and put into any parser.
    """
    return _CONTROL.sub("", _SURROGATE.sub("\ufffd", text))


def _encoding(data: bytes, declared: str | None) -> str:
    if wide := _wide_encoding(data):
        return wide
    declarations = list(_declarations(data, declared))
    if _is_utf8(data) and not _by_chance(data, declarations):
        return "utf-8"
    for encoding in declarations:
        if _fits(data, encoding):
            return encoding
    return _detect(data)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of its markup is NUL."""
    head = data[:META_WINDOW]
    if len(head) < 4 or head.count(0) < len(head) // 5:
        return None
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) < 4 * max(1, min(odd, even)):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _declarations(data: bytes, declared: str | None) -> Iterator[str]:
    """Encodings that Python knows, in the order of their authority."""
    head = data[:META_WINDOW]
    names = [declared] if declared else []
    for pattern in (_META_CHARSET, _XML_ENCODING):
        names += [match.decode("ascii", "replace") for match in pattern.findall(head)[:2]]
    for name in names:
        encoding = _known(name)
        if encoding and not encoding.startswith(("utf-16", "utf-32")):
            yield encoding  # a declaration that could be read as ASCII is not in a wide encoding


def _known(name: str) -> str | None:
    """Python's name of an encoding that pages are written in; None for any other word."""
    key = name.strip().strip("\"'").lower()
    try:
        info = codecs.lookup(_SUPERSETS.get(key, key))
    except (LookupError, ValueError):
        return None
    return info.name if info.name.startswith(_FAMILIES) else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"  # a page cut off within a character
    return True


def _by_chance(data: bytes, declarations: list[str]) -> bool:
    """Could these few bytes be valid UTF-8 by accident, and is something else declared?"""
    if len(_MULTIBYTE.findall(data)) >= CHANCE_SEQUENCES:
        return False
    return any(encoding in _CHINESE and _fits(data, encoding) for encoding in declarations)


def _fits(data: bytes, encoding: str) -> bool:
    text = data.decode(encoding, "replace")
    allowed = TOLERATED_ERRORS * len(_NON_ASCII.findall(data))
    if text.count("\ufffd") > max(1, allowed):
        return False
    return encoding not in _CHINESE or _common_share(text) >= COMMON_SHARE


def _common_share(text: str) -> float:
    """Share of the Chinese characters that are frequent ones; 1.0 for a text without any."""
    characters = _HAN.findall(text[: 4 * DETECTION_WINDOW])
    if not characters:
        return 1.0
    return sum(character in _COMMON for character in characters) / len(characters)


def _detect(data: bytes) -> str:
    """The encoding by the look of the bytes; UTF-8 where nothing fits."""
    for encoding in ("utf-8", *_CHINESE):
        if _fits(data, encoding):
            return encoding
    sample = _telling_lines(data)[:DETECTION_WINDOW] or data[:DETECTION_WINDOW]
    best = charset_normalizer.from_bytes(sample).best()
    return best.encoding if best else "utf-8"


def _telling_lines(data: bytes) -> bytes:
    """The lines with anything but ASCII: the only ones that tell encodings apart."""
    return b"\n".join(line for line in data.splitlines() if _NON_ASCII.search(line))
