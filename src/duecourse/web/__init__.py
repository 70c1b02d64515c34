"""The shell: urls, base layout, static files, sign-in, health."""
