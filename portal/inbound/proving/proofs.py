"""Whether a mail is from whom it says, in words."""

from __future__ import annotations

from dataclasses import dataclass

from portal.vocabulary import Trust


@dataclass(frozen=True)
class Proof:
    """How far we believe who sent a mail, and why: a sentence for the comment and for engineers.

    Where it is not final, no name server answered, and a later time may say more.
    """

    trust: Trust
    words: str
    is_final: bool = True
    # Our own server found that it is from somebody else.
    is_refuted: bool = False

    @property
    def is_verified(self) -> bool:
        """Whether the sender's domain is proven."""
        return self.trust is Trust.VERIFIED


def verified(words: str) -> Proof:
    """The sender's domain is proven, as these words say."""
    return Proof(Trust.VERIFIED, f"Checked: {words}.")


def unproven(words: str, *, is_final: bool = True) -> Proof:
    """Nothing proves the sender's domain, for this reason."""
    return Proof(Trust.NONE, f"Not proven: {words}.", is_final)


def refuted(words: str) -> Proof:
    """The mail is not from the sender's domain, as these words say."""
    return Proof(Trust.NONE, f"Not proven: {words}.", is_refuted=True)
