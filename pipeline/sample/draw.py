"""Chance: every stream of random numbers is derived from the seed and a name; nothing is shared."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *name: object) -> Random:
    """An independent stream of random numbers for one thing of the sample."""
    return Random(":".join(map(str, (seed, *name))))


def pick(rng: Random, weights: Sequence[tuple[T, int]]) -> T:
    """Draw one value; the weights are whole numbers."""
    rest = rng.random() * sum(weight for _, weight in weights)
    for value, weight in weights:
        rest -= weight
        if rest < 0:
            return value
    return weights[-1][0]


def flag(rng: Random, share: float) -> str:
    """Draw a J or N."""
    return "J" if rng.random() < share else "N"
