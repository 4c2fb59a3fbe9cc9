"""Several things wrong with one delivery are said at once: who has to ask for it again asks once."""

from collections.abc import Sequence

from pipeline.errors import LieferungError


def refuse_together(sentences: Sequence[str]) -> None:
    """Refuse a delivery for all of these reasons, one line each; for none nothing happens.

    :raises LieferungError: there is a reason
    """
    if len(sentences) == 1:
        raise LieferungError(sentences[0])
    if sentences:
        lines = "".join(f"\n  – {sentence}" for sentence in sentences)
        raise LieferungError(f"Mehreres ist zu berichtigen ({len(sentences)} Gründe):{lines}")
