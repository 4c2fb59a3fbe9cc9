"""What contact rules cost: how many minutes of counselling a rule asks for per person and month.

Hours are only ever computed from numbers of persons that may be published: persons that cost the same are counted
together and the counts pass disclosure control. Where a count stays hidden, its persons are taken to cost what the
others cost on average (`rund`); where these would be many, the hours stay hidden too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from pipeline.katalog import Katalog, Kennzahl, Seite
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Kontaktregel
from pipeline.regelwerk.regelwerk import Regelwerk

TAGE_JE_MONAT = Fraction(365, 12)
# Where neither the rule set nor the month says how long a follow-up talk takes.
MINUTEN_ANNAHME = 45
# Hours are estimated only if at most this share of the persons is in counts that stay hidden.
VERDECKT_HOECHSTENS = 0.1
FOLGEGESPRAECH = "folgegespraech"
DAUER_KENNZAHL, UEBERFAELLIG, BEDARF = "gespraechsdauer_mittel", "ueberfaellig", "gespraechsbedarf"
NACHHOLEN, MINDESTENS, ZIEL = "nachholen_min", "mindest_min_je_monat", "ziel_min_je_monat"


@dataclass(frozen=True)
class Betrag:
    """A number that may be shown, or the fact that it may not; None where there is none, `rund` if estimated."""

    wert: float | None
    gesperrt: bool = False
    rund: bool = False


@dataclass(frozen=True)
class Dauer:
    """How long a follow-up talk takes in teams of one kind; `quelle` is empty where the rule set does not say."""

    team_art: str
    minuten: Fraction
    quelle: str


@dataclass(frozen=True)
class Aufwand:
    """What a rule set means for a unit: persons it asks talks for, those overdue, and hours of counselling.

    `nachholen_std` is one talk for everybody overdue, once; the other hours are needed every month.
    """

    personen: Betrag
    ueberfaellig: Betrag
    nachholen_std: Betrag
    mindest_std: Betrag
    ziel_std: Betrag


def talks_per_month(regel: Kontaktregel, *, nach_ziel: bool) -> Fraction | None:
    """Return how many talks a person under this rule has per month if each interval is used up; None without one.

    The minimum counts, or with `nach_ziel` the target; a rule that names only one of them gives that one for both.
    """
    minimum = _minimum_rate(regel)
    ziel = Fraction(1) / _months(regel.ziel) if regel.ziel else None
    return (ziel or minimum) if nach_ziel else (minimum or ziel)


def _minimum_rate(regel: Kontaktregel) -> Fraction | None:
    if regel.mindest_anzahl:
        return regel.mindest_anzahl.gespraeche / _months(regel.mindest_anzahl.zeitraum)
    frist = regel.mindest_durchschnitt.abstand if regel.mindest_durchschnitt else regel.mindest
    return Fraction(1) / _months(frist) if frist else None


def _months(frist: Frist) -> Fraction:
    return Fraction(frist.monate) if frist.monate else frist.tage / TAGE_JE_MONAT


def durations(werk: Regelwerk, team_arten: Iterable[str], ersatz_minuten: int) -> dict[str, Dauer]:
    """Return the length of a follow-up talk by kind of team: the rule set's own, else the substitute."""
    passend = [z for z in werk.ziel if z.kennzahl == DAUER_KENNZAHL and z.segment in (None, FOLGEGESPRAECH)]
    # As for all targets the more precisely named one goes first.
    passend.sort(key=lambda z: (z.segment is None, not z.team_art))
    ergebnis = {}
    for art in sorted(set(team_arten)):
        eigenes = next((z for z in passend if art in (z.team_art or [art])), None)
        minuten = Fraction(eigenes.wert) if eigenes else Fraction(ersatz_minuten)
        ergebnis[art] = Dauer(art, minuten, eigenes.quelle if eigenes else "")
    return ergebnis


def with_costs(katalog: Katalog) -> Katalog:
    """Return the catalogue with what disclosure control must know of the counts below; no report shows them."""
    personen = Seite(text="Personen", zaehlt="personen")
    bedarf = Kennzahl(
        id=BEDARF,
        titel=BEDARF,
        definition=BEDARF,
        abschnitt=katalog[UEBERFAELLIG].abschnitt,
        form="anzahl",
        einheit="Anzahl",
        dezimalen=0,
        richtung="neutral",
        segmente=["gesamt", MINDESTENS, ZIEL],
        zaehler=personen,
    )
    ueberfaellig = katalog[UEBERFAELLIG]
    erweitert = ueberfaellig.model_copy(update={"segmente": [*ueberfaellig.segmente, NACHHOLEN]})
    andere = [erweitert if k.id == UEBERFAELLIG else k for k in katalog.kennzahl]
    return katalog.model_copy(update={"kennzahl": [*andere, bedarf]})


def count_persons(
    figuren: pl.DataFrame, teams: Sequence[Mapping[str, str]], werk: Regelwerk, dauern: Mapping[str, Dauer]
) -> pl.DataFrame:
    """Return unsuppressed rows that count persons by the minutes they cost, for each unit.

    `teams` has a row per team and unit it belongs to (team_id, team_art, ebene, einheit_id). The segment is the
    number of minutes: per month for demand, once for those overdue.
    """
    kosten = _costs_by_team(figuren, {t["team_id"]: dauern[t["team_art"]] for t in teams}, werk)
    summen: Counter[tuple[str, ...]] = Counter()
    for team in teams:
        for schluessel, personen in kosten.get(team["team_id"], ()):
            summen[(team["ebene"], team["einheit_id"], *schluessel)] += personen
    spalten = ("ebene", "einheit_id", "kennzahl", "segment_art", "segment")
    zeilen = [{**dict(zip(spalten, s, strict=True)), "zaehler": float(n)} for s, n in sorted(summen.items())]
    schema = {**dict.fromkeys(spalten, pl.String), "zaehler": pl.Float64}
    return pl.DataFrame(zeilen, schema=schema).with_columns(wert=pl.col("zaehler"), gesperrt=pl.lit(False))


_Kosten = list[tuple[tuple[str, str, str], int]]


def _costs_by_team(figuren: pl.DataFrame, dauern: Mapping[str, Dauer], werk: Regelwerk) -> dict[str, _Kosten]:
    """Return per team (kennzahl, segment_art, minutes) and persons."""
    regeln = {r.id: r for r in werk.kontaktregel}
    ergebnis: dict[str, _Kosten] = {}
    for team, regel, personen in _persons_by_rule(figuren):
        minuten, zeilen = dauern[team].minuten, ergebnis.setdefault(team, [])
        zeilen.append(((BEDARF, "gesamt", "gesamt"), personen))
        for art, nach_ziel in ((MINDESTENS, False), (ZIEL, True)):
            rate = talks_per_month(regeln[regel], nach_ziel=nach_ziel) or Fraction(0)
            zeilen.append(((BEDARF, art, str(rate * minuten)), personen))
    faellige = _of_teams(figuren).filter(pl.col("kennzahl") == UEBERFAELLIG, pl.col("segment_art") == "gesamt")
    for team, personen in faellige.select("einheit_id", "zaehler").iter_rows():
        zeile = ((UEBERFAELLIG, NACHHOLEN, str(dauern[team].minuten)), int(personen))
        ergebnis.setdefault(team, []).append(zeile)
    return ergebnis


def _persons_by_rule(figuren: pl.DataFrame) -> Iterable[tuple[str, str, int]]:
    """Yield team, contact rule and its persons; a rule has a minimum, a target or both, for the same persons."""
    quoten = _of_teams(figuren).filter(
        pl.col("kennzahl").is_in(["kontaktdichte_mindest_quote", "kontaktdichte_ziel_quote"]),
        pl.col("segment_art") == "kontaktregel",
    )
    je_regel = quoten.group_by("einheit_id", "segment").agg(pl.col("nenner").max()).sort("einheit_id", "segment")
    for team, regel, personen in je_regel.iter_rows():
        yield team, regel, int(personen)


def _of_teams(figuren: pl.DataFrame) -> pl.DataFrame:
    return figuren.filter(pl.col("ebene") == "team")


def sum_up(publiziert: pl.DataFrame) -> dict[tuple[str, str], Aufwand]:
    """Return what each unit has to spend, from published counts."""
    faelle: dict[tuple[str, str], list[dict[str, object]]] = {}
    for zeile in publiziert.filter(pl.col("kennzahl").is_in([UEBERFAELLIG, BEDARF])).iter_rows(named=True):
        faelle.setdefault((zeile["ebene"], zeile["einheit_id"]), []).append(zeile)
    return {
        einheit: Aufwand(
            personen=_count(zeilen, BEDARF),
            ueberfaellig=_count(zeilen, UEBERFAELLIG),
            nachholen_std=_hours(zeilen, UEBERFAELLIG, NACHHOLEN),
            mindest_std=_hours(zeilen, BEDARF, MINDESTENS),
            ziel_std=_hours(zeilen, BEDARF, ZIEL),
        )
        for einheit, zeilen in faelle.items()
    }


def _count(zeilen: Iterable[Mapping[str, object]], kennzahl: str) -> Betrag:
    for z in zeilen:
        if (z["kennzahl"], z["segment_art"]) == (kennzahl, "gesamt"):
            return Betrag(_number(z["zaehler"]), bool(z["gesperrt"]))
    return Betrag(0.0)


def _hours(zeilen: Iterable[Mapping[str, object]], kennzahl: str, art: str) -> Betrag:
    """Return whole hours: the exact sum of minutes would give away the counts behind it."""
    alle = _count(zeilen, kennzahl)
    offen = [z for z in zeilen if (z["kennzahl"], z["segment_art"], z["gesperrt"]) == (kennzahl, art, False)]
    personen = sum(_number(z["zaehler"]) or 0.0 for z in offen)
    if alle.gesperrt or alle.wert is None or alle.wert - personen > VERDECKT_HOECHSTENS * alle.wert:
        return Betrag(None, gesperrt=True)
    minuten = sum((Fraction(str(z["segment"])) * Fraction(_number(z["zaehler"]) or 0) for z in offen), Fraction(0))
    if alle.wert > personen > 0:
        minuten *= Fraction(alle.wert) / Fraction(personen)
    return Betrag(float((minuten / 60 + Fraction(1, 2)).__floor__()), rund=alle.wert > personen)


def _number(wert: object) -> float | None:
    return float(wert) if isinstance(wert, int | float) else None
