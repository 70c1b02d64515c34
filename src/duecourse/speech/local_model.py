"""Words by a faster-whisper model in a folder of this machine. Nothing is fetched: what lacks a part is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from duecourse.speech.problems import RecogniserProblem, package
from duecourse.speech.recognisers import Heard, Hints

# Without its own tokenizer the library would look for one on the internet.
PARTS = ("model.bin", "config.json", "tokenizer.json")
_NOBODY_SPOKE, _UNSURE = 0.6, -1.0  # what the model invents for silence has both


class LocalModel:
    """The name of the folder is the name of the model."""

    def __init__(self, folder: Path) -> None:
        missing = [part for part in PARTS if not (folder / part).is_file()]
        if missing:
            raise RecogniserProblem(
                f"The model folder {folder} lacks {', '.join(missing)}. Put a whole faster-whisper model there."
            )
        whisper = package("faster_whisper", "A transcript")
        self.name = f"faster-whisper {folder.name}"
        try:
            self._model = whisper.WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)
        except (RuntimeError, ValueError, OSError) as error:
            raise RecogniserProblem(f"The model in {folder} cannot be loaded: {error}") from error

    def hear(self, samples: Any, hints: Hints) -> list[Heard]:
        found, _info = self._model.transcribe(
            samples,
            language=hints.language,
            hotwords=hints.text or None,
            beam_size=5,
            condition_on_previous_text=False,
            without_timestamps=False,
        )
        return [
            Heard(float(part.start), float(part.end), str(part.text))
            for part in found
            if not (part.no_speech_prob > _NOBODY_SPOKE and part.avg_logprob < _UNSURE)
        ]
