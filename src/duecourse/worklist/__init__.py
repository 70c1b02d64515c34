"""Whom to call next and why, whom not to call today and why not, and who has taken which account."""
