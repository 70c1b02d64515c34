"""Pure rules: facts, policy and `now` in; a frozen decision with its reasons out. No Django, no I/O, no clock."""
