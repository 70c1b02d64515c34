"""The addresses, one module per word of the product."""
