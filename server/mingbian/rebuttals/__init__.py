"""The rebuttals: records, the search over them, and the judgement of what it finds."""
