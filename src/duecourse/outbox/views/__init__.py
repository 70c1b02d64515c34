"""Pages of messages and reminders."""
