"""A rule set in words, for the command line and for reports."""

from collections.abc import Iterator

from pipeline.regelwerk import Bedingung, Frist, Kontaktregel, LebenslaufBedingung, Regelwerk, Ziel

_RICHTUNG = {"hoechstens": "höchstens", "mindestens": "mindestens", "richtwert": "Richtwert"}


def describe(werk: Regelwerk) -> str:
    """Return the whole rule set as German text with sources and assumptions."""
    return "\n".join(_lines(werk))


def _lines(werk: Regelwerk) -> Iterator[str]:
    ende = f" bis {werk.gueltig_bis:%d.%m.%Y}" if werk.gueltig_bis else ""
    yield f"{werk.id}\n{werk.titel}\n{werk.papier}\ngilt ab {werk.gueltig_ab:%d.%m.%Y}{ende}"
    yield f"Feiertage: {werk.land or 'nur bundesweite'}\n"
    yield f"AV-Bestand: {', '.join(werk.bestand.av_status)} [{werk.bestand.quelle}]"
    kontakt = werk.kontakt
    dauer = f", ab {kontakt.mindestdauer_min} Minuten" if kontakt.mindestdauer_min else ""
    yield (
        f"Qualifizierter Kontakt: {', '.join(kontakt.vermerktyp)}; {', '.join(kontakt.kontaktart)}{dauer} "
        f"[{kontakt.quelle}]"
    )
    ohne = f", ohne {', '.join(werk.hoechstabstand.ohne_betreuung)}" if werk.hoechstabstand.ohne_betreuung else ""
    yield f"Höchstabstand: {describe_frist(werk.hoechstabstand.frist)}{ohne} [{werk.hoechstabstand.quelle}]"
    yield "\nKontaktregeln (die erste zutreffende gilt):"
    yield from (f"  {r.id}: {r.titel} – {describe_regel(r)} [{r.quelle}]" for r in werk.kontaktregel)
    yield "\nZiele:"
    yield from (f"  {describe_ziel(z)} [{z.quelle}]" for z in werk.ziel)
    yield "\nAnnahmen:"
    yield from (f"  {a.thema}: {a.text}" for a in werk.annahme)


def describe_frist(frist: Frist) -> str:
    """Return „6 Monate“ or „180 Tage“."""
    anzahl, wort = (frist.monate, "Monat") if frist.monate else (frist.tage, "Tag")
    return f"{anzahl} {wort}{'' if anzahl == 1 else 'e'}"


def describe_regel(regel: Kontaktregel) -> str:
    """Return what a contact rule asks for, and of whom."""
    forderungen = []
    if regel.ziel:
        forderungen.append(f"Ziel {describe_frist(regel.ziel)}")
    if regel.mindest:
        forderungen.append(f"mindestens alle {describe_frist(regel.mindest)}")
    if regel.mindest_anzahl:
        zeitraum = describe_frist(regel.mindest_anzahl.zeitraum)
        forderungen.append(f"mindestens {regel.mindest_anzahl.gespraeche} Gespräche in {zeitraum}n")
    if regel.mindest_durchschnitt:
        schnitt = regel.mindest_durchschnitt
        forderungen.append(
            f"im Durchschnitt alle {describe_frist(schnitt.abstand)} seit Ende von {schnitt.seit_ende_von}"
        )
    gilt = " oder ".join(_condition(b) for b in regel.wenn) or "alle"
    bis = f", bis Stichtag {regel.bis_stichtag:%d.%m.%Y}" if regel.bis_stichtag else ""
    return f"{', '.join(forderungen) or 'ohne Vorgabe'} ({gilt}{bis})"


def describe_ziel(ziel: Ziel) -> str:
    """Return a target as „kennzahl (segment) höchstens 110“."""
    wo = f" ({ziel.segment})" if ziel.segment not in (None, "gesamt") else ""
    arten = f" für {', '.join(ziel.team_art)}" if ziel.team_art else ""
    wert = f"{ziel.wert.normalize():f}".replace(".", ",")
    return f"{ziel.kennzahl}{wo}{arten} {_RICHTUNG[ziel.richtung]} {wert}"


def _condition(bedingung: Bedingung) -> str:
    teile = []
    for name in bedingung.model_fields_set:
        wert = getattr(bedingung, name)
        if isinstance(wert, bool):
            teile.append(name if wert else f"nicht {name}")
        elif isinstance(wert, LebenslaufBedingung):
            teile.append(f"{name} {wert.art}{_dauer(wert)}")
        elif isinstance(wert, Frist):
            teile.append(f"{name} {describe_frist(wert)}")
        else:
            teile.append(f"{name} {' / '.join(wert)}")
    return " und ".join(sorted(teile)) or "alle"


def _dauer(bedingung: LebenslaufBedingung) -> str:
    grenzen = (("mindestens", bedingung.seit_mindestens), ("höchstens", bedingung.seit_hoechstens))
    return "".join(f" seit {wort} {describe_frist(frist)}" for wort, frist in grenzen if frist)
