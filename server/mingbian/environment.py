"""How the encoder's libraries should behave; they read it when they are imported."""

from __future__ import annotations

import os
import sys

VARIABLES = {
    # No progress bars and reports over our own lines.
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    # Threads that wait for each other sleep instead of spinning: eight pages on two cores with
    # other work on them took 22 s instead of 63 s, and a third of the processor time.
    "OMP_WAIT_POLICY": "PASSIVE",
    # Its threads do not live on in a forked process, and 40 sentences need none.
    "TOKENIZERS_PARALLELISM": "false",
    # oneDNN keeps what it made ready for each shape of a matrix, 1,024 of them, with room to
    # work in: 4 MB more a page of 40 sentences, until a worker had 2 GB.  With 8 the memory of
    # 100 pages stays within 60 MB, at the same 0.52 s of processor time a page.
    "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "8",
}


def tame_libraries() -> None:
    """Set what the operator has not set.  To be called before torch or faiss is imported."""
    for name, value in VARIABLES.items():
        os.environ.setdefault(name, value)


def use_threads(count: int) -> None:
    """Let torch, faiss and the numeric libraries use so many threads, where they are imported.

    OpenMP's threads do not live on in a forked process, and waiting for them hangs: a process
    that will fork says 1 here before it computes anything.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(count)
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(count)
