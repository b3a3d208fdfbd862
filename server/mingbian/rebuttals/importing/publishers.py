"""What kind of publisher a name or an address belongs to."""

from __future__ import annotations

import json
import re
from functools import cache
from urllib.parse import urlsplit

from ...errors import DataError
from ...lexicons import lexicon
from ...records import Kind
from ...settings import Settings

_OFFICIAL_HOST = re.compile(
    r"\.(?:gov|mil|gouv|gob|gub|go|govt)(?:\.[a-z]{2})?$|\.int$|\.europa\.eu$"
)

#: Hosts that give a home to many publishers say nothing about any of them.
_SHARED_HOSTS = frozenset({"weibo.com", "mp.weixin.qq.com", "www.facebook.com", "twitter.com"})


def kind_of(publisher: str, url: str | None) -> Kind:
    """The kind of a publisher, from the surest sign to the weakest; media when there is none.

    Its name in index/sources.json; a government's host; the words of its name in
    index/lexicons/publishers.json; the host in sources.json, which may carry guests.
    """
    names, hosts = _known()
    host = (urlsplit(url).hostname or "") if url else ""
    name = publisher.casefold()
    if name in names:
        return names[name]
    if _OFFICIAL_HOST.search(host):
        return "official"
    words = lexicon("publishers")
    kinds: tuple[Kind, ...] = ("official", "science", "platform")
    for kind in kinds:
        if any(word in name for word in words[kind]):
            return kind
    return hosts.get(host, "media")


@cache
def _known() -> tuple[dict[str, Kind], dict[str, Kind]]:
    """Kinds by publisher's name and by host, from index/sources.json."""
    path = Settings.from_environment().index / "sources.json"
    try:
        publishers = json.loads(path.read_text(encoding="utf-8"))["publishers"]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} cannot be read: {error!r}") from error
    names: dict[str, Kind] = {}
    hosts: dict[str, Kind] = {}
    for publisher in publishers:
        for name in (publisher["name"], publisher.get("english")):
            if name:
                names[name.casefold()] = publisher["kind"]
        host = urlsplit(publisher.get("home") or "").hostname
        if host and host not in _SHARED_HOSTS:
            hosts[host] = publisher["kind"]
    return names, hosts
