"""Accounts and what they owe: invoices, payments, disputes, ageing, imports."""
