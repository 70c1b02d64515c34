"""A call looked back on: its words with the finds in place, a timeline, measures beside the team's, and for each
missed moment a better way to say it.

`places` puts quotes into their turns, `timeline` lays the call out in time, `readings` explains each measure and
`norms` says what is usual, `due_points` knows which points a call was due, `moments` gathers what to say about it and
`wordings` says it, from the playbooks. `agreed` is what both sides settled. `review` puts all of it together.
"""
