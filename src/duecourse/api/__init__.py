"""The HTTP API under /api/v1: the product's words as JSON, for programs that act as a person by their token.

A request passes: `frame` (size, parameters) → `door` (whose token, may they write, may they see what the address names)
→ `resources` (reads through queries, writes through the actions of the pages) → `shapes` (the JSON).
"""
