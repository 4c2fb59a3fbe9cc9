"""The nine exports of a delivery, one pandera (polars) model each."""

from pandera.polars import DataFrameModel

from schemas.allegro_antraege import AllegroAntraege
from schemas.atv_kapazitaet import AtvKapazitaet
from schemas.atv_termine import AtvTermine
from schemas.organisation import Organisation
from schemas.verbis_kunden import VerbisKunden
from schemas.verbis_lebenslauf import VerbisLebenslauf
from schemas.verbis_massnahmen import VerbisMassnahmen
from schemas.verbis_vereinbarungen import VerbisVereinbarungen
from schemas.verbis_vermerke import VerbisVermerke

EXPORTS: dict[str, type[DataFrameModel]] = {
    "organisation": Organisation,
    "verbis_kunden": VerbisKunden,
    "verbis_lebenslauf": VerbisLebenslauf,
    "verbis_vermerke": VerbisVermerke,
    "verbis_massnahmen": VerbisMassnahmen,
    "verbis_vereinbarungen": VerbisVereinbarungen,
    "atv_termine": AtvTermine,
    "atv_kapazitaet": AtvKapazitaet,
    "allegro_antraege": AllegroAntraege,
}
