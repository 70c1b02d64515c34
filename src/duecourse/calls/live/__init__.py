"""A call while it goes on: its turns come in one by one, and its caller is told what helps.

The turns in the database are all there is; what was found in them is worked out again from the words. Each process
keeps the calls it has listened to lately and catches up where another process has taken a turn (`listening`). `turns`
writes them, `streams` tells of them as they come.
"""
