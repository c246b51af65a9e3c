"""The byte form of a tally, written anew from its description in cxm-core/src/state/bytes.rs."""

import struct
from fractions import Fraction

POLYNOMIAL = 0x82F63B78  # CRC32C (Castagnoli), reflected


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (POLYNOMIAL if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


assert crc32c(b"123456789") == 0xE3069283  # the check value of the catalogue


def count(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes([*out, n])


def integer(n):
    return count(2 * n if n >= 0 else -2 * n - 1)


def text(value):
    data = value.encode()
    return count(len(data)) + data


def exact_sum(value):
    """Sign, the power of two of the lowest limb (a multiple of 32), the limbs of 32 bits from the lowest."""
    value = Fraction(value)
    if value == 0:
        return bytes([0]) + integer(0) + count(0)
    exponent = -2176
    whole = abs(value) * Fraction(2) ** -exponent
    assert whole.denominator == 1
    whole, limbs = whole.numerator, []
    while whole & 0xFFFFFFFF == 0:
        whole >>= 32
        exponent += 32
    while whole:
        limbs.append(whole & 0xFFFFFFFF)
        whole >>= 32
    return bytes([value < 0]) + integer(exponent) + count(len(limbs)) + b"".join(count(limb) for limb in limbs)


def tally_payload(counts, *, scale=(0, 10, 1), lower=False, question=None, missing=0, invalid=0, not_asked=0, weights=None, flags=None):
    out = struct.pack("<ddd", *scale)
    out += bytes([flags if flags is not None else lower | (weights is not None) << 1 | (question is not None) << 2])
    if question is not None:
        out += text(question[0]) + count(question[1])
    out += b"".join(map(count, counts)) + count(missing) + count(invalid) + count(not_asked)
    if weights is not None:
        n_positive, sums, squares = weights
        out += count(n_positive) + b"".join(map(exact_sum, sums)) + b"".join(map(exact_sum, squares))
    return out


def sealed(payload, *, kind=1, version=1, magic=b"CXM", length=None, checksum=None):
    body = magic + bytes([kind]) + struct.pack("<HI", version, len(payload) if length is None else length) + payload
    return body + struct.pack("<I", crc32c(body) if checksum is None else checksum)


def tally(counts, **more):
    return sealed(tally_payload(counts, **more))
