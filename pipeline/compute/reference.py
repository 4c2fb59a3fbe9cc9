"""Rule sets, law, calendar and catalogue as the tables `ref.*` that the models join."""

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from pipeline.compute.rules import DEZIMAL, admitted_kontaktarten, make_frame, rule_tables
from pipeline.kalender import Berichtsmonat, add_months, arbeitstage, feiertage
from pipeline.katalog import GESCHLOSSENE_SEGMENTE, Katalog
from pipeline.regelwerk.regelwerk import Gesetz, Regelwerk

# The calendar reaches back far enough for applications of a year, and ahead for the next working day.
TAGE_DAVOR, TAGE_DANACH = 366, 30


def reference_tables(
    berichtsmonat: Berichtsmonat,
    jobcenter: Mapping[str, str],
    regelwerke: list[Regelwerk],
    gesetz: Gesetz,
    katalog: Katalog,
) -> dict[str, pl.DataFrame]:
    """Return the frames of all `ref.*` tables by name; `jobcenter` maps `jobcenter_id` to the id of its rule set.

    `lauf` has `monat`, `vorheriger_stichtag`, `stichtag` and the Stichtage 3, 6 and 12 months back; `jobcenter` has
    `jobcenter_id` and `regelwerk`; `kalender` has `regelwerk`, `datum`, `ist_arbeitstag` and `nummer` (working days
    counted so far); `feiertag` has `regelwerk` and `datum`. `altersgrenze` holds § 7a SGB II: `monate` of age by the
    years of birth `geboren_ab` to `geboren_bis`. `vereinbarungsart` holds the kinds (`art`) that count at the Stichtag,
    and from which day on they may be dated (`ab_datum`, mostly null). `kennzahl` and `geschlossenes_segment` hold the
    catalogue; the rest are rule sets.
    """
    tables = {
        "lauf": _lauf(berichtsmonat),
        "jobcenter": make_frame({"jobcenter_id": pl.String, "regelwerk": pl.String}, jobcenter.items()),
        **rule_tables(regelwerke, berichtsmonat),
        **_gesetz_tables(gesetz, berichtsmonat),
        **_katalog_tables(katalog, regelwerke),
        **_kalender(berichtsmonat, regelwerke),
    }
    return dict(sorted(tables.items()))


def _lauf(berichtsmonat: Berichtsmonat) -> pl.DataFrame:
    columns = {"monat": pl.String, "vorheriger_stichtag": pl.Date, "stichtag": pl.Date}
    rueckblick = {f"stichtag_vor_{n}_monaten": add_months(berichtsmonat.stichtag, -n) for n in (3, 6, 12)}
    row = (*berichtsmonat, *rueckblick.values())
    return make_frame({**columns, **dict.fromkeys(rueckblick, pl.Date)}, [row])


def _gesetz_tables(gesetz: Gesetz, berichtsmonat: Berichtsmonat) -> dict[str, pl.DataFrame]:
    grenzen = gesetz.altersgrenze
    geboren_ab = [0, *((g.geboren_bis or 9998) + 1 for g in grenzen)]
    return {
        "altersgrenze": make_frame(
            {"geboren_ab": pl.Int32, "geboren_bis": pl.Int32, "monate": pl.Int32},
            ((ab, g.geboren_bis or 9999, g.jahre * 12 + g.monate) for ab, g in zip(geboren_ab, grenzen, strict=False)),
        ),
        "vereinbarungsart": make_frame(
            {"art": pl.String, "ab_datum": pl.Date},
            (
                (v.art, v.ab_datum)
                for v in gesetz.vereinbarung
                if v.bis_stichtag is None or berichtsmonat.stichtag <= v.bis_stichtag
            ),
        ),
    }


def _katalog_tables(katalog: Katalog, regelwerke: list[Regelwerk]) -> dict[str, pl.DataFrame]:
    """Return the figures, and per rule set and figure the segments that are shown even without a case."""
    geschlossen = []
    for regelwerk in regelwerke:
        for kennzahl in katalog.kennzahl:
            for art in set(kennzahl.segmente) & set(GESCHLOSSENE_SEGMENTE):
                values = admitted_kontaktarten(regelwerk) if art == "kontaktart" else list(katalog.segment[art])
                geschlossen += [(regelwerk.id, kennzahl.id, art, wert) for wert in values]
    return {
        "kennzahl": make_frame(
            {
                "kennzahl": pl.String,
                "einheit": pl.String,
                "form": pl.String,
                "zaehler_teiler": DEZIMAL,
                "nenner_teiler": DEZIMAL,
                "faktor": pl.Int64,
                "ist_vorschau": pl.Boolean,
                "ist_nebenangabe": pl.Boolean,
                "braucht_vormonat": pl.Boolean,
            },
            (
                (
                    *(k.id, k.einheit, k.form, k.zaehler.teiler, k.nenner.teiler if k.nenner else 1, k.faktor),
                    *(k.vorschau, k.nebenangabe is not None, k.vormonat),
                )
                for k in katalog.kennzahl
            ),
        ),
        "geschlossenes_segment": make_frame(
            dict.fromkeys(("regelwerk", "kennzahl", "segment_art", "segment"), pl.String), sorted(geschlossen)
        ),
    }


def _kalender(berichtsmonat: Berichtsmonat, regelwerke: list[Regelwerk]) -> dict[str, pl.DataFrame]:
    von = berichtsmonat.vorheriger_stichtag - timedelta(days=TAGE_DAVOR)
    bis = berichtsmonat.stichtag + timedelta(days=TAGE_DANACH)
    return {
        "kalender": make_frame(
            {"regelwerk": pl.String, "datum": pl.Date, "ist_arbeitstag": pl.Boolean, "nummer": pl.Int64},
            ((r.id, *day) for r in regelwerke for day in arbeitstage(r.land, von, bis)),
        ),
        "feiertag": make_frame(
            {"regelwerk": pl.String, "datum": pl.Date},
            ((r.id, day) for r in regelwerke for day in feiertage(r.land, von, bis)),
        ),
    }
