"""Cleaning what sources write: markup, entities, control characters, dates, languages."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date, datetime
from functools import cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from opencc import OpenCC

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--.*?-->", re.DOTALL)
_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s)")
_ISO = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?$")
_WORDED = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b. %d, %Y")
_MAIL = re.compile(r"^(?:[A-Z][a-z]{2}, ?)?(\d{1,2} [A-Z][a-z]{2} \d{4}) \d{1,2}:\d{2}")
_HOST_FIRST = re.compile(r"^(?:[\w-]+\.)+[a-zA-Z]{2,}(?=[/?#]|$)")
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|spm|from|share_token)$")

#: Scripts that one language (nearly) has to itself on the web; in the order they are tried.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("gu", re.compile(r"[\u0a80-\u0aff]")),
    ("pa", re.compile(r"[\u0a00-\u0a7f]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("te", re.compile(r"[\u0c00-\u0c7f]")),
    ("kn", re.compile(r"[\u0c80-\u0cff]")),
    ("ml", re.compile(r"[\u0d00-\u0d7f]")),
    ("si", re.compile(r"[\u0d80-\u0dff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)

#: Languages that share the script of the first: a declaration of one of them is believed.
_SHARED = {"hi": {"mr", "ne", "sa"}, "ar": {"fa", "ur", "ps", "ku"}, "ru": {"uk", "bg", "sr", "mk"}}
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def clean(text: str) -> str:
    """One line of plain text: no markup, entities (also doubled), controls or half characters."""
    plain = html.unescape(html.unescape(text))
    if "<" in plain:
        plain = _TAG.sub(" ", plain)
    plain = plain.encode("utf-8", "ignore").decode("utf-8")
    # Joiners (Cf) are part of how Persian and Indic words are written; other controls go.
    plain = "".join(" " if unicodedata.category(char) in ("Cc", "Co") else char for char in plain)
    return " ".join(plain.replace("\ufeff", "").replace("\u200b", "").split())


def shorten(text: str, limit: int) -> str:
    """The first sentences that fit into `limit` characters, or the beginning with an ellipsis."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit)]
    if ends and ends[-1] >= limit // 3:
        return text[: ends[-1]].rstrip()
    return text[: limit - 1].rstrip() + "…"


def day_of(text: object) -> date | None:
    """The day in a date as sources write them; None when there is none or it is no real day.

    A moment with a zone keeps the day it had there: that is the date the publisher shows.
    """
    written = " ".join(str(text).split()) if text is not None else ""
    found = _ISO.search(written) or _COMPACT.match(written)
    if found:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            return None
    mail = _MAIL.match(written)  # as in RFC 2822 and RSS: Tue, 05 Mar 2024 10:00:00 GMT
    for form in _WORDED:
        try:
            return datetime.strptime(mail[1] if mail else written, form).date()
        except ValueError:
            continue
    return None


def address(url: object, base: str | None) -> str | None:
    """The absolute http(s) address, relative ones taken from `base`; None when there is none.

    "example.org/x" without a scheme is an address when `base` is on that host or there is no
    base.  Characters beyond ASCII are percent-encoded.
    """
    written = str(url).strip() if isinstance(url, str) else ""
    if not written:
        return None
    host = _HOST_FIRST.match(written)
    if host and (base is None or _same_host(host.group(), base)):
        scheme = urlsplit(base).scheme if base else "https"
        written = f"{scheme}://{written}"
    try:
        parts = urlsplit(urljoin(base or "", written))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        return urlunsplit((parts.scheme, parts.netloc, path, query, parts.fragment))
    except ValueError:
        return None


def address_key(url: str) -> str:
    """What two addresses of one page share: no scheme, www, tracking, fragment, last slash."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    wanted = [pair for pair in parse_qsl(parts.query) if not _TRACKING.match(pair[0])]
    return f"{host}{unquote(parts.path).rstrip('/')}?{urlencode(sorted(wanted))}"


def language_of(text: str, declared: str | None) -> str:
    """A BCP 47 tag: the script of the text, then what the source declares, then `und`.

    Chinese is zh-CN or zh-TW, by the declared region or the characters.
    """
    stated = _tag(declared)
    script = _script(text)
    if script == "zh":
        return _chinese(text, stated)
    if script and stated:
        main = stated.split("-")[0]
        if main == script or main in _SHARED.get(script, ()):
            return stated
    if script:
        return script
    main = (stated or "und").split("-")[0]
    written_otherwise = main == "zh" or any(main == name for name, _ in _SCRIPTS)
    if written_otherwise and _LATIN.search(text):
        return "und"  # Latin letters on a page that says Hindi: it may be any language
    return stated or "und"


def _script(text: str) -> str | None:
    """The first of _SCRIPTS that makes up at least a third of the letters; None for Latin."""
    letters = sum(char.isalpha() for char in text) or 1
    for name, pattern in _SCRIPTS:
        if 3 * len(pattern.findall(text)) >= letters:
            return name
    return None


def _tag(declared: str | None) -> str | None:
    """The tag in its usual capitals; None when it is none."""
    found = re.match(
        r"^([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]([a-zA-Z]{2}))?$", (declared or "").strip()
    )
    if not found:
        return None
    main, script, region = found.groups()
    parts = [main.lower(), script.title() if script else "", region.upper() if region else ""]
    return "-".join(part for part in parts if part)


def _chinese(text: str, stated: str | None) -> str:
    if stated and stated.startswith("zh"):
        if stated.endswith(("-TW", "-HK", "-MO")) or "Hant" in stated:
            return "zh-TW"
        if stated.endswith(("-CN", "-SG")) or "Hans" in stated:
            return "zh-CN"
    simplified = str(_simplifier().convert(text))
    return "zh-CN" if simplified == text else "zh-TW"


def _same_host(host: str, base: str) -> bool:
    other = urlsplit(base).hostname or ""
    return host.lower().removeprefix("www.") == other.removeprefix("www.")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
