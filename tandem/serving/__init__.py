"""Serving: what people and tools read, made from a release: the page and the PostgreSQL copy."""
