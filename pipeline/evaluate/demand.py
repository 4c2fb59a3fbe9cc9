"""What a rule set asks for in words, where it does not ask for a number of talks."""

from collections.abc import Iterator
from datetime import date

from pipeline.regelwerk.kontaktregel import Bedingung, Kontaktregel
from pipeline.regelwerk.rate import talks_per_month
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.regelwerk.wording import describe_frist


def demand_text(regel: Kontaktregel) -> str:
    """Write what a contact rule asks for, without of whom."""
    teile = [f"Ziel alle {describe_frist(regel.ziel)}"] if regel.ziel else []
    teile += [minimum_text(regel)] if _has_minimum(regel) else []
    return ", ".join(teile) or "keine Vorgabe"


def minimum_text(regel: Kontaktregel) -> str:
    """Write the minimum of a rule, of one that has only a target this."""
    if anzahl := regel.mindest_anzahl:
        gespraeche = "1 Gespräch" if anzahl.gespraeche == 1 else f"{anzahl.gespraeche} Gespräche"
        return f"mindestens {gespraeche} in {describe_frist(anzahl.zeitraum)}n"
    if schnitt := regel.mindest_durchschnitt:
        return f"im Mittel alle {describe_frist(schnitt.abstand)}"
    if regel.mindest:
        return f"mindestens alle {describe_frist(regel.mindest)}"
    return f"Ziel alle {describe_frist(regel.ziel)}" if regel.ziel else "keine Vorgabe"


def _has_minimum(regel: Kontaktregel) -> bool:
    return any((regel.mindest, regel.mindest_anzahl, regel.mindest_durchschnitt))


def profile_demand(werk: Regelwerk, profillage: str, stichtag: date) -> str:
    """Write what the rule set asks for persons of a Profillage: one demand, or the closest to the loosest."""
    regeln = {minimum_text(r): talks_per_month(r, nach_ziel=False) for r in _possible(werk, profillage, stichtag)}
    raten = {text: rate for text, rate in regeln.items() if rate}
    if not raten:
        return "keine Vorgabe"
    geordnet = sorted(raten, key=lambda text: (-raten[text], text))
    if len(geordnet) == 1:
        return geordnet[0]
    return f"je nach Regel: {geordnet[0]} bis {geordnet[-1]}"


def _possible(werk: Regelwerk, profillage: str, stichtag: date) -> Iterator[Kontaktregel]:
    """Yield the rules that can be a person's first match; what follows one that always matches is out of reach."""
    for regel in werk.kontaktregel:
        passend = [b for b in regel.wenn or [Bedingung()] if profillage in (b.profillage or [profillage])]
        if passend and regel.gilt_am(stichtag):
            yield regel
            if any(b.model_fields_set <= {"profillage"} for b in passend):
                return
