"""How long what was written and said is kept, what is due to go, and what holds it back."""
