"""The versions, oldest first. A released file is never changed."""
