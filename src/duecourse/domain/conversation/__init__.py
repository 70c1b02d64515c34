"""What was said on a call: one engine for live use and for replay, pure and without a model.

`engine.on_turn` reads one turn with the state so far, `engine.analyse` replays a whole call. `text` turns speech into
words, `phrases` finds the families of `playbooks/phrases`, `amounts`, `dates` and `references` read figures,
`ledger` says which of them exist; `marks`, `acts`, `promises`, `commitments`, `points` and `disposition` judge;
`hindsight`, `second_look` and `whole_call` judge once more when the call is over; `draft` makes the record that the
caller confirms. The vocabulary is the conversation codebook's.
"""
