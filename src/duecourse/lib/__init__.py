"""Small helpers over Django; a helper enters on its second use."""
