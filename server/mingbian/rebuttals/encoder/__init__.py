"""The sentence encoder: text in, unit vectors out."""

from .model import Encoder, open_encoder

__all__ = ["Encoder", "open_encoder"]
