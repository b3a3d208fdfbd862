"""From markup to an article: chunks of text, which of them are the article, and its data."""
