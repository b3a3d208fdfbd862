"""Markup to a tree, within limits that no page can exceed."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from .decode import clean_text

#: Characters of markup that are read; the rest of a longer page is left out.  The service takes
#: 5 MB; the longest of 250 saved news pages has 1.1 million characters.
MAX_CHARACTERS = 5_000_000

#: Tags that are read.  The richest saved news page has 12,000; a page of nothing but tags would
#: otherwise make more than a million elements out of 5 MB.
MAX_TAGS = 150_000

#: A tag with more attributes than this keeps none: libxml2 takes a time that grows with their
#: square (50,000: 2.6 s).  Only inline drawings have longer tags, and nobody reads those.
MAX_ATTRIBUTES = 200

#: Markup shorter than this cannot hold enough attributes to be slow (measured: under 0.5 s).
ATTRIBUTES_MATTER = 150_000

_TAG = re.compile(
    r"""<[a-zA-Z][^\s<>"'/]*+"""  # the name
    r"""(?:[\s/]++|[^\s"'>/=]++|=\s*+"[^"]*+"?+|=\s*+'[^']*+'?+|["'=])*+"""  # its attributes
)
_NAME_END = re.compile(r"[\s/\"'=]")
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"?+|'[^']*+'?+)""")
_WORD = re.compile(r"""[^\s"'>/=]++""")
#: References to control characters, which no XML tree may hold.
_CONTROL_REFERENCE = re.compile(
    r"&#(?:x0*+(?:[0-8bef]|1[0-9a-f]|7f|fff[ef])|0*+(?:[0-8]|11|1[4-9]|2\d|3[01]|127|6553[45]))"
    r"(?![0-9a-f]);?",
    re.I,
)
_DEEP_ERROR = "excessive depth"
#: Tags that a page nested beyond libxml2's limit of 256 keeps: its words, in paragraphs.
_FLAT = re.compile(
    r"</?(?!/?(?:p|br|h[1-6]|li|title|head|body|meta|script|style)\b)[a-zA-Z][^>]*+>"
)
_TABLE_END = re.compile(r"</?(?:div|section|article|td|tr|table|ul|ol|blockquote)\b[^>]*+>", re.I)


def parse(html: str) -> lxml_html.HtmlElement | None:
    """The tree of a page, or None when there is no element in it.

    Never raises for bad markup.  Longer, richer or deeper pages than the limits above are read
    as far as these go; control characters and lone surrogates are gone.
    """
    text = _within_limits(clean_text(html[:MAX_CHARACTERS]))
    tree, deep = _parse(text)
    if deep:
        tree, _ = _parse(_flattened(text))
    return tree


def _parse(text: str) -> tuple[lxml_html.HtmlElement | None, bool]:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None, False
    deep = any(_DEEP_ERROR in error.message.lower() for error in parser.error_log)
    return tree, deep


def _within_limits(text: str) -> str:
    if text.count("<") > MAX_TAGS:
        text = text[: _nth(text, "<", MAX_TAGS)]
    if len(text) > ATTRIBUTES_MATTER:
        text = _TAG.sub(_without_excess, text)
    return _CONTROL_REFERENCE.sub("", text)


def _nth(text: str, character: str, count: int) -> int:
    position = -1
    for _ in range(count):
        position = text.find(character, position + 1)
    return position


def _without_excess(match: re.Match[str]) -> str:
    tag = match[0]
    if len(tag) < 2 * MAX_ATTRIBUTES or _attributes(tag) <= MAX_ATTRIBUTES:
        return tag
    return _NAME_END.split(tag, maxsplit=1)[0]


def _attributes(tag: str) -> int:
    """How many attributes a tag has, at most: a value without quotes counts as one more."""
    return len(_WORD.findall(_QUOTED.sub(" ", tag)))


def _flattened(text: str) -> str:
    """The markup with blocks as paragraphs and without any other nesting."""
    return _FLAT.sub("", _TABLE_END.sub("<p>", text))
