"""A page that holds one text alone, for measuring."""

from __future__ import annotations

from ..pipeline.capture import Capture
from ..pipeline.extract import extract
from ..pipeline.page import Page
from ..pipeline.sentences import split
from ..pipeline.stance import stance_of


def page_of(text: str) -> Page:
    """The text on its way to the checks, as `check_page` would have read it."""
    capture = Capture(text=text)
    article = extract(capture)
    sentences = split(article)
    return Page(capture, article, sentences, stance_of(article, sentences))
