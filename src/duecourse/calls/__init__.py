"""The brief, the script, the call, its record, and what was promised on it by either side."""
