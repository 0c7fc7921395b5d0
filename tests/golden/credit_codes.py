"""Which 统一社会信用代码 has a synthetic enterprise? Valid checksums (GB 32100, GB 11714), no real owner.

All begin with 91330499MA: 330499 is no county, so that no code can belong to an enterprise.
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BODY_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]


def credit_code(number):
    """The code of the synthetic enterprise `number` (0 … 999999); a greater number has a greater code."""
    body = f"MA{number:06}"
    total = sum(
        BODY_ALPHABET.index(letter) * weight for letter, weight in zip(body, BODY_WEIGHTS, strict=True)
    )
    head = f"91330499{body}{'0123456789X0'[11 - total % 11]}"
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(head))
    return head + ALPHABET[-total % 31]
