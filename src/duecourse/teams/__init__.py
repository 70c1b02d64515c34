"""People, roles, portfolios, tokens, and the audit log."""
