"""Everything that has a date because of a call: promises judged, callbacks, disputes, commitments, reminders."""
