"""A second opinion on a call by a language model: off until an endpoint is set and a lead switches it on and asks."""
