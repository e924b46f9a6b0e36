"""The key of the numbers of the SIRENE register."""

_LA_POSTE = "356000000"


def luhn(digits: str) -> bool:
    """The Luhn key of a SIREN or a SIRET; La Poste's establishments may have a sum divisible by 5 instead."""
    if len(digits) == 14 and digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    total = sum(map(int, digits[-1::-2])) + sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return total % 10 == 0
