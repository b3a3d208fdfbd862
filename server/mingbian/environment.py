"""How the encoder's libraries should behave; they read it when they are imported."""

from __future__ import annotations

import os

VARIABLES = {
    # No progress bars and reports over our own lines.
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    # Threads that wait for each other sleep instead of spinning: eight pages on two cores with
    # other work on them took 22 s instead of 63 s, and a third of the processor time.
    "OMP_WAIT_POLICY": "PASSIVE",
}


def tame_libraries() -> None:
    """Set what the operator has not set.  To be called before torch or faiss is imported."""
    for name, value in VARIABLES.items():
        os.environ.setdefault(name, value)
