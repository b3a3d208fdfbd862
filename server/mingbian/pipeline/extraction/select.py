"""Which chunks are the article."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

from lxml.html import HtmlElement

from .chunks import Chunk, Node, Outline
from .names import closes, is_body, is_label, is_noise, leads_elsewhere

#: A chunk counts as running text from this size (Chinese characters), with punctuation.
RUNNING_TEXT = 12

#: A shorter line that ends like a sentence ("今天下雨。") counts this much.
SHORT_SENTENCE = 0.5

#: Text without a single punctuation mark counts this much: it may be a caption or a label.
UNPUNCTUATED = 0.3

#: A chunk that is links for more than this share is navigation.
MOSTLY_LINKS = 0.5

#: The weight of a chunk falls by this factor with each block further up.  A container wins over
#: its own parent unless the parent gathers that much more text from elsewhere.
DECAY = 0.7

#: A block further up is taken when it adds at least this share of the text already held …
WORTH_CLIMBING = 0.15

#: … or, where the block is already named as the article's text, this share …
WORTH_LEAVING = 1.0

#: … and at least this many characters of running text for each chunk of navigation.
TEXT_PER_LINK = 15

#: A heading such as 推荐阅读 leads away only after this share of the text: what comes before it
#: is then the article, and not the beginning of one.
END_AFTER = 0.4

_ENDS = ("。", "！", "？", "……", "。”", "！”", "？”", ".", "!", "?")
_LEAVES = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dd", "dt"})


def weight(chunk: Chunk) -> float:
    """How much running text a chunk is, in Chinese characters; negative for navigation."""
    if chunk.link_share > MOSTLY_LINKS:
        return -1.0
    if chunk.size < RUNNING_TEXT:
        return SHORT_SENTENCE * chunk.size if chunk.text.endswith(_ENDS) else 0.0
    free = chunk.size * (1 - chunk.link_share)
    return free if chunk.marks else UNPUNCTUATED * free


@dataclass(frozen=True)
class Selection:
    """The chunks of the article, and what stood among them."""

    chunks: list[Chunk]
    weight: float = 0.0  # of the running text
    paragraphs: int = 0  # of running text
    items: int = 0  # paragraphs that follow a line that is nothing but a link


def select(outline: Outline) -> Selection:
    """The chunks of the article, in order; none when the page has no running text.

    1. weigh each chunk: running text counts for, navigation against
    2. find the block that gathers most text close to it
    3. go up while that adds text rather than navigation
    4. leave out what is named or looks like anything but the article
    5. leave out what follows a heading that leads to other pages
    """
    noise = _noise_nodes(outline)
    weights = [0.0 if _within(chunk.node, noise) else weight(chunk) for chunk in outline.chunks]
    top = _densest(outline, weights)
    if top is None:
        return Selection([])
    return _selected(outline, _climb(top, weights, noise), noise)


def select_within(outline: Outline, element: HtmlElement) -> Selection:
    """The chunks of a block that is known to hold the article."""
    block = next((node for node in outline.nodes if node.element is element), None)
    if block is None:  # not displayed, or not a block
        return Selection([])
    return _selected(outline, block, set())


def _selected(outline: Outline, top: Node, noise: set[Node]) -> Selection:
    inside = [chunk for chunk in outline.under(top) if not _within(chunk.node, noise, top)]
    inside = _without_elsewhere(inside)
    weights = [weight(chunk) for chunk in inside]
    return Selection(
        chunks=_cleaned(inside),
        weight=sum(value for value in weights if value > 0),
        paragraphs=sum(value > 0 for value in weights),
        items=sum(above < 0 < value for above, value in pairwise(weights)),
    )


def _within(node: Node | None, nodes: set[Node], stop: Node | None = None) -> bool:
    while node is not None and node is not stop:
        if node in nodes:
            return True
        node = node.parent
    return False


def _noise_nodes(outline: Outline) -> set[Node]:
    """Blocks named as noise, unless they hold most of the page's text."""
    sums = [0.0, *accumulate(max(0.0, weight(chunk)) for chunk in outline.chunks)]
    half = sums[-1] / 2
    return {
        node
        for node in outline.nodes
        if is_noise(node) and sums[node.last] - sums[node.first] <= half
    }


def _densest(outline: Outline, weights: list[float]) -> Node | None:
    scores: dict[Node, float] = {}
    for chunk, value in zip(outline.chunks, weights, strict=True):
        node: Node | None = chunk.node
        if node is not None and node.tag in _LEAVES:
            node = node.parent
        while node is not None and value > 1:
            scores[node] = scores.get(node, 0.0) + value
            value *= DECAY
            node = node.parent
    return max(scores, key=lambda node: scores[node], default=None)


def _climb(node: Node, weights: list[float], noise: set[Node]) -> Node:
    """The block itself, or one further up that holds more of the article."""
    best, text, links = node, *_totals(weights, node)
    above = node.parent
    while above is not None and above not in noise:
        more_text, more_links = _totals(weights, above)
        wanted = text * (WORTH_LEAVING if is_body(best) else WORTH_CLIMBING)
        added = more_text - text
        if added >= wanted and added >= TEXT_PER_LINK * (more_links - links):
            best, text, links = above, more_text, more_links
        above = above.parent
    return best


def _totals(weights: list[float], node: Node) -> tuple[float, int]:
    inside = weights[node.first : node.last]
    return sum(value for value in inside if value > 0), sum(value < 0 for value in inside)


def _without_elsewhere(chunks: list[Chunk]) -> list[Chunk]:
    """Without what follows a heading that leads to other pages, until the text goes on.

    It goes on where running text stands in the same block as most of what came before.
    """
    needed = END_AFTER * sum(max(0.0, weight(chunk)) for chunk in chunks)
    held: dict[Node | None, float] = {}
    kept = []
    away = False
    for chunk in chunks:
        value, home = weight(chunk), chunk.node.parent
        if sum(held.values()) >= needed and leads_elsewhere(chunk.text):
            away = True
        elif value > RUNNING_TEXT and held and home is max(held, key=lambda node: held[node]):
            away = False
        if not away:
            kept.append(chunk)
            held[home] = held.get(home, 0.0) + max(0.0, value)
    return kept


def _cleaned(chunks: list[Chunk]) -> list[Chunk]:
    """Without links that stand alone, labels and the lines that close an article."""
    kept = [
        chunk for chunk in chunks if chunk.link_share <= MOSTLY_LINKS and not is_label(chunk.text)
    ]
    while kept and closes(kept[-1].text):
        kept.pop()
    return kept
