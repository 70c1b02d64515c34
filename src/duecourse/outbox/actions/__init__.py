"""Writing, sending and stopping messages."""
