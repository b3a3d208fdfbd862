"""Pages for readers: paste a link or a text, see it marked; and the rebuttals, with their feeds."""
