"""News outlets by name and by site."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from ..lexicons import lexicon
from ._phrases import one_of

#: Second-level labels under which names are registered: example.com.cn is one site.
_SECOND_LEVEL = frozenset({"com", "net", "org", "gov", "edu", "co", "ac"})
_CREDIT_BEFORE = re.compile(
    r"(?:据|来源|转自|转载自|源自|出处|@|援引|引述|引自|综合|via|from|by)[^。\n]{0,6}$"
)
_CREDIT_AFTER = re.compile(
    r"^[\u4e00-\u9fff》”\"’)）]{0,8}?(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"(?:[^。\n]{0,6})(?:电|讯|报道|消息|记者|快讯|采访|获悉|刊文|刊登|发表|披露|客户端|援引|发布|评论|微博|称|摄|报|表示)"
)


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(outlet["domains"])
        for outlet in lexicon("outlets")["outlets"]
        for name in outlet["names"]
    }


@cache
def _names() -> re.Pattern[str]:
    return one_of(_by_name())


@cache
def _canonical() -> dict[str, str]:
    return {
        name.lower(): outlet["names"][0]
        for outlet in lexicon("outlets")["outlets"]
        for name in outlet["names"]
    }


def named(text: str) -> str | None:
    """The first outlet that a text names, by its first name in the lexicon; None without one."""
    match = _names().search(text)
    return _canonical()[match.group().lower()] if match else None


def all_named(text: str) -> set[str]:
    """Every outlet that a text names."""
    return {_canonical()[match.group().lower()] for match in _names().finditer(text)}


def credited(text: str) -> str | None:
    """The first outlet that a sentence gives as its source; naming one alone is no credit."""
    for match in _names().finditer(text):
        before, after = text[: match.start()][-12:], text[match.end() :][:24]
        if _CREDIT_BEFORE.search(before) or _CREDIT_AFTER.search(after):
            return _canonical()[match.group().lower()]
    return None


def domains(outlet: str) -> tuple[str, ...]:
    """The sites of an outlet, by any of its names; empty for an unknown one."""
    return _by_name().get(outlet, ())


def host(address: str | None) -> str:
    """The host of an address in lower case, without a leading www; empty where there is none."""
    try:
        name = urlsplit(address or "").hostname or ""
    except ValueError:
        return ""
    return name.lower().removeprefix("www.")


def site(name: str) -> str:
    """The registered part of a host: news.example.com.cn → example.com.cn."""
    labels = name.split(".")
    keep = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])


def same_site(one: str, other: str) -> bool:
    """Whether two hosts belong to one site."""
    return site(one) == site(other)


def is_under(name: str, sites: tuple[str, ...] | list[str]) -> bool:
    """Whether a host is one of these sites or below one of them."""
    return any(name == each or name.endswith("." + each) for each in sites)


def of_address(address: str | None) -> str | None:
    """The outlet whose site an address belongs to; None for any other."""
    name = host(address)
    for outlet in lexicon("outlets")["outlets"] if name else ():
        if is_under(name, outlet["domains"]):
            return str(outlet["names"][0])
    return None


def is_official(address: str | None) -> bool:
    """Whether an address is a government's, an army's or a university's."""
    name = host(address)
    return bool(re.search(r"(?:^|\.)(?:gov|mil|edu|ac)(?:\.[a-z]{2})?$", name))


def carries_others(address: str | None) -> bool:
    """Whether a link may lead to an outlet's words although its site is not the outlet's."""
    data = lexicon("outlets")
    return is_under(host(address), [*data["platforms"], *data["shorteners"]])
