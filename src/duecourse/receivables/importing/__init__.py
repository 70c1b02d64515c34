"""Files into the ledger: reader (bytes → rows), staging and loading (rows → tables), undo."""
