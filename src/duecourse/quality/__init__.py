"""Calls looked back on: what was found in them, kept with the engine that found it; their measures beside the team's;
what a lead says about a mark."""
