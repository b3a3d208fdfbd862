"""The sentence encoder: text in, unit vectors out."""

from .model import Encoder, Vectors, open_encoder

__all__ = ["Encoder", "Vectors", "open_encoder"]
