"""Recordings into turns: read in bounded pieces, speech found on each channel, measured; words if asked.

`audio` reads WAV, MP3, M4A and OGG at 16 kHz; `levels` and `detectors` say where speech is; `bleed` takes out what one
channel hears of the other; `recording.measure_recording` puts it together. `recognisers` turns speech into words, with
a local model or an endpoint. The packages are the extra `duecourse[speech]`; nothing is ever fetched.
"""
