"""What only the reader of a mail of ours is given, found in files: in a mail of ours that is passed on as it came.

Its bytes are encoded for their way, where a line may end in the middle of a key. Keys are overwritten sign by sign, and
nothing else of the file changes.
"""

from __future__ import annotations

import binascii
import re

from portal.notify.keys import secrets_in

# The end of a line within a word, in quoted-printable.
_GAP = rb"=[ \t]{0,20}+\r?\n"
_GAPS = re.compile(_GAP)
_WORD = re.compile(rb"((?:[./]|=2E|%2F)(?:" + _GAP + rb")?+)((?:[\w~-](?:" + _GAP + rb")?+){15,200}+)", re.IGNORECASE)
# The code that shows whose an address is, behind the words of its mail: a line may end between any two signs.
_SPACES = rb"(?:[\s>|]|=20|" + _GAP + rb"){1,20}+"
_CODE_STANDS_AFTER = (
    (rb"(?:" + _GAP + rb")?+").join(bytes([sign]) for sign in word) for word in b"code on the account page:".split()
)
_CODE = re.compile(
    rb"(" + _SPACES.join(_CODE_STANDS_AFTER) + _SPACES + rb")((?:\d(?:[\s>|]|=20|" + _GAP + rb"){0,20}+){6})"
)
_DIGIT = re.compile(rb"=20|\d")
_SIGN = re.compile(rb"[\w~-]")
# Lines of base64, the last of which may be shorter, or a single one.
_ENCODED = re.compile(
    rb"^(?:[A-Za-z0-9+/]{24,1000}+\r?\n)++(?:[A-Za-z0-9+/]{1,1000}+={0,2}+(?=\r?$))?+|^[A-Za-z0-9+/]{32,1000}+={1,2}+\r?$",
    re.MULTILINE,
)
# A mail of ours is shorter, and in few parts: what is longer is somebody's file.
_LONGEST_BLOCK = 1024 * 1024
_MOST_BLOCKS = 1000


def file_without_keys(content: bytes) -> bytes:
    """The file, as long as before, in which links and reply addresses of ours no longer work."""
    return _ENCODED.sub(_in_base64, _overwritten(content), count=_MOST_BLOCKS)


def _overwritten(content: bytes) -> bytes:
    content = _CODE.sub(lambda found: found[1] + _DIGIT.sub(_crossed_out, found[2]), content)
    whole = _GAPS.sub(b"", content).replace(b"=2E", b".").decode("latin-1")
    secrets = {secret.lower().encode("latin-1") for secret in secrets_in(whole)}
    if not secrets:
        return content

    def hidden(found: re.Match[bytes]) -> bytes:
        is_secret = _GAPS.sub(b"", found[2]).lower() in secrets
        return found[1] + _SIGN.sub(b"x", found[2]) if is_secret else found[0]

    return _WORD.sub(hidden, content)


def _crossed_out(sign: re.Match[bytes]) -> bytes:
    return sign[0] if sign[0] == b"=20" else b"x"


def _in_base64(block: re.Match[bytes]) -> bytes:
    """The same lines, where what they stand for holds no keys; else lines of the same lengths that hold none."""
    if block.end() - block.start() > _LONGEST_BLOCK:
        return block[0]
    try:
        plain = binascii.a2b_base64(block[0])
    except binascii.Error:
        return block[0]
    clean = _overwritten(plain)
    signs = iter(binascii.b2a_base64(clean, newline=False))
    return block[0] if clean == plain else bytes(sign if sign in b"\r\n" else next(signs) for sign in block[0])
