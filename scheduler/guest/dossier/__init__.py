"""Coming to look at school, and reading a document, by link."""
