"""Which chunks are the article."""

from __future__ import annotations

import re
from itertools import accumulate

from .chunks import Chunk, Node, Outline

#: A chunk counts as running text from this size (Chinese characters), with punctuation.
RUNNING_TEXT = 12

#: Text without a single punctuation mark counts this much: it may be a caption or a label.
UNPUNCTUATED = 0.3

#: A chunk that is links for more than this share is navigation.
MOSTLY_LINKS = 0.5

#: The weight of a chunk falls by this factor with each block further up.  A container wins over
#: its own parent unless the parent gathers that much more text from elsewhere.
DECAY = 0.7

#: Going up to the parent must add at least this share of the text already held …
WORTH_CLIMBING = 0.15

#: … and at least this many characters of running text for each chunk of navigation.
TEXT_PER_LINK = 15

_LEAVES = frozenset(
    ["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dd", "dt", "figcaption"]
)

#: Names that page authors give to what is not the article.
_NOISE = re.compile(
    r"comment|cmt|pinglun|reply|related|relevant|recommend|tuijian|xiangguan|share|fenxiang"
    r"|sidebar|side-bar|side_|_side|aside|footer|foot\b|breadcrumb|crumb|copyright|banner|advert"
    r"|\bads?\b|\bad[-_]|[-_]ad\b|sponsor|promo|hot-?news|hotlist|ranking|\brank|toolbar|toolbox"
    r"|tool-bar|pagination|pager|\bnav|[-_]nav|menu|subscribe|newsletter|social|login|signin"
    r"|qrcode|qr_code|erweima|feedback|jubao|statement|disclaimer|popup|modal|tooltip|widget"
    r"|outbrain|taboola|read-?more|more-?news|most-?read|trending|hidden"
)
_NOISE_TAGS = frozenset(["nav", "footer", "aside", "menu", "dialog"])


def weight(chunk: Chunk) -> float:
    """How much running text a chunk is, in Chinese characters; negative for navigation."""
    if chunk.link_share > MOSTLY_LINKS:
        return -1.0
    if chunk.size < RUNNING_TEXT:
        return 0.0
    free = chunk.size * (1 - chunk.link_share)
    return free if chunk.marks else UNPUNCTUATED * free


def select(outline: Outline) -> list[Chunk]:
    """The chunks of the article, in order; empty when the page has no running text.

    1. weigh each chunk: running text counts for, navigation against
    2. find the block that gathers most text close to it
    3. go up while that adds text rather than navigation
    4. leave out what is named or looks like anything but the article
    """
    noise = _noise_nodes(outline)
    weights = [0.0 if _within(chunk.node, noise) else weight(chunk) for chunk in outline.chunks]
    top = _densest(outline, weights)
    if top is None:
        return []
    top = _climb(top, weights, noise)
    return [chunk for chunk in outline.under(top) if not _within(chunk.node, noise, top)]


def _within(node: Node | None, nodes: set[Node], stop: Node | None = None) -> bool:
    while node is not None and node is not stop:
        if node in nodes:
            return True
        node = node.parent
    return False


def _noise_nodes(outline: Outline) -> set[Node]:
    sums = [0.0, *accumulate(max(0.0, weight(chunk)) for chunk in outline.chunks)]
    half = sums[-1] / 2
    return {
        node
        for node in outline.nodes
        if (node.tag in _NOISE_TAGS or _NOISE.search(node.names))
        and sums[node.last] - sums[node.first] <= half
    }


def _densest(outline: Outline, weights: list[float]) -> Node | None:
    scores: dict[Node, float] = {}
    for chunk, value in zip(outline.chunks, weights, strict=True):
        if value <= 0:
            continue
        node: Node | None = chunk.node
        if node is not None and node.tag in _LEAVES:
            node = node.parent
        while node is not None and value > 1:
            scores[node] = scores.get(node, 0.0) + value
            value *= DECAY
            node = node.parent
    return max(scores, key=lambda node: scores[node], default=None)


def _climb(node: Node, weights: list[float], noise: set[Node]) -> Node:
    while node.parent is not None and node.parent not in noise:
        text, links = _totals(weights, node)
        more_text, more_links = _totals(weights, node.parent)
        added = more_text - text
        if added < WORTH_CLIMBING * text or added < TEXT_PER_LINK * (more_links - links):
            break
        node = node.parent
    return node


def _totals(weights: list[float], node: Node) -> tuple[float, int]:
    inside = weights[node.first : node.last]
    return sum(value for value in inside if value > 0), sum(value < 0 for value in inside)
