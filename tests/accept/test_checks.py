"""Checks between exports at their edges: which rows are named, and which of their neighbours are not."""

import pytest

from drawn.deliveries import read_delivery, read_table
from drawn.figures import DrawnCases

# Code of the check → what is delivered (month 2026-10), and the rows that are named: # says why a row is not.
FAELLE = {
    "vermerk_vor_geburt": (
        {
            "verbis_kunden": """
                kunde_id | geburtsmonat
                P1       | 2010-05
            """,
            "verbis_vermerke": """
                datum
                30.04.2010
                01.05.2010   # der Geburtsmonat ist genauer nicht bekannt
                31.05.2010
            """,
        },
        """
            export          | zeile | spalte
            verbis_vermerke | 2     | datum
        """,
    ),
    "geburt_nach_stichtag": (
        {
            "verbis_kunden": """
                kunde_id | geburtsmonat
                P1       | 2026-10   # im Berichtsmonat geboren
                P2       | 2026-11
                P3       | 2068-03   # das Jahrhundert ist falsch
            """,
        },
        """
            export        | zeile | spalte
            verbis_kunden | 3     | geburtsmonat
            verbis_kunden | 4     | geburtsmonat
        """,
    ),
    "av_seit_nach_stichtag": (
        {
            "verbis_kunden": """
                kunde_id | av_seit
                P1       | 31.10.2026   # am Stichtag
                P2       | 01.11.2026
                P3       | 31.12.2099
            """,
        },
        """
            export        | zeile | spalte
            verbis_kunden | 3     | av_seit
            verbis_kunden | 4     | av_seit
        """,
    ),
    "datum_nach_folgemonat": (
        {
            "verbis_kunden": "kunde_id\nP1",
            "verbis_vermerke": "datum\n30.11.2026\n01.12.2026",
            "verbis_vereinbarungen": """
                datum      | gueltig_bis
                30.11.2026 | 30.04.2027   # ein Ende liegt immer voraus
                02.12.2026 | 01.05.2027
            """,
            "allegro_antraege": "antragsdatum\n30.11.2026\n31.10.2027",
            "atv_termine": """
                datum      | status
                15.12.2026 | geplant   # geplante Termine liegen voraus
            """,
        },
        """
            export                | zeile | spalte
            allegro_antraege      | 3     | antragsdatum
            verbis_vereinbarungen | 3     | datum
            verbis_vermerke       | 3     | datum
        """,
    ),
    "ende_vor_beginn": (
        {
            "verbis_kunden": "kunde_id\nP1",
            "verbis_lebenslauf": """
                art          | von        | bis
                elternzeit   | 02.10.2026 | 01.10.2026
                elternzeit   | 01.10.2026 | 01.10.2026   # ein Tag
                elternzeit   | 03.10.2026 |
            """,
            "verbis_massnahmen": """
                eintritt   | austritt
                01.10.2026 | 30.09.2026
                01.10.2026 | 01.10.2026
                01.10.2026 |
            """,
            "allegro_antraege": """
                antragsdatum | status    | leistung_von | leistung_bis
                01.10.2026   | abgelehnt | 01.10.2026   | 30.09.2026
                01.10.2026   | abgelehnt | 01.10.2026   | 01.10.2026
                01.10.2026   | abgelehnt |              | 01.10.2026
                01.10.2026   | abgelehnt | 01.10.2026   |
            """,
        },
        """
            export            | zeile | spalte
            allegro_antraege  | 2     | leistung_bis
            verbis_lebenslauf | 2     | bis
            verbis_massnahmen | 2     | austritt
        """,
    ),
    "leistung_ueberlappt": (
        {
            "verbis_kunden": """
                kunde_id
                P1
                P2
                P3
            """,
            "allegro_antraege": """
                kunde_id | antragsdatum | leistung_von | leistung_bis | status    | einmalzahlung
                P1       | 01.01.2026   | 01.01.2026   | 30.06.2026   | bewilligt | N
                P1       | 01.07.2026   | 30.06.2026   | 31.08.2026   | bewilligt | N   # ein gemeinsamer Tag
                P1       | 01.09.2026   | 01.09.2026   | 30.09.2026   | bewilligt | N   # am Tag danach
                P1       | 02.09.2026   | 02.09.2026   | 30.09.2026   | bewilligt | J   # einmalig
                P1       | 03.09.2026   | 03.09.2026   | 30.09.2026   | abgelehnt | N
                P1       | 04.09.2026   |              | 30.09.2026   | bewilligt | N   # Beginn unbekannt
                P2       | 01.01.2026   | 01.01.2026   | 31.12.2026   | bewilligt | N
                P2       | 01.02.2026   | 01.02.2026   | 28.02.2026   | bewilligt | N   # mitten darin
                P2       | 01.12.2026   | 01.12.2026   | 31.12.2027   | bewilligt | N   # überlappt den ersten
                P3       | 01.01.2026   | 01.01.2026   |              | bewilligt | N   # ohne Ende
                P3       | 01.01.2026   | 01.01.2030   | 31.12.2030   | bewilligt | N
            """,
        },
        """
            export           | zeile | spalte
            allegro_antraege | 3     | leistung_von
            allegro_antraege | 9     | leistung_von
            allegro_antraege | 10    | leistung_von
            allegro_antraege | 12    | leistung_von
        """,
    ),
    "termin_in_zukunft_wahrgenommen": (
        {
            "verbis_kunden": "kunde_id\nP1",
            "atv_termine": """
                datum      | status
                31.10.2026 | wahrgenommen   # am Stichtag
                01.11.2026 | wahrgenommen
                31.10.2026 | nicht_erschienen
                01.11.2026 | nicht_erschienen
                01.11.2026 | geplant
                01.11.2026 | abgesagt_kunde
                01.11.2026 | abgesagt_jobcenter
            """,
        },
        """
            export      | zeile | spalte
            atv_termine | 3     | datum
            atv_termine | 5     | datum
        """,
    ),
    "termin_am_sonntag": (
        {
            "verbis_kunden": "kunde_id\nP1",
            "atv_termine": """
                datum      | status
                24.10.2026 | wahrgenommen   # Samstag
                25.10.2026 | wahrgenommen
                26.10.2026 | wahrgenommen   # Montag
                25.10.2026 | geplant
                25.10.2026 | nicht_erschienen
            """,
        },
        """
            export      | zeile | spalte
            atv_termine | 3     | datum
        """,
    ),
    "kapazitaet_am_feiertag": (
        {
            "atv_kapazitaet": """
                ifk_id | datum      | arbeitszeit_std
                I1     | 03.10.2026 | 7,8   # Tag der Deutschen Einheit, ein Samstag
                I2     | 03.10.2026 | 0
                I1     | 05.10.2026 | 7,8
                I1     | 31.10.2026 | 7,8   # Reformationstag, in Rheinland-Pfalz kein Feiertag
                I1     | 01.11.2025 | 7,8   # Allerheiligen, dort einer
            """,
        },
        """
            export         | zeile | spalte
            atv_kapazitaet | 2     | arbeitszeit_std
            atv_kapazitaet | 6     | arbeitszeit_std
        """,
    ),
    "abwesend_laenger_als_arbeitszeit": (
        {
            "atv_kapazitaet": """
                datum      | arbeitszeit_std | abwesend_std
                01.10.2026 | 7,8             | 7,8   # der ganze Tag
                02.10.2026 | 7,8             | 7,81
                05.10.2026 | 0               | 0
            """,
        },
        """
            export         | zeile | spalte
            atv_kapazitaet | 3     | abwesend_std
        """,
    ),
    "fachkraft_unbekannt": (
        {
            "atv_termine": """
                ifk_id | kunde_id | datum
                I1     |          | 01.10.2026
            """,
            "atv_kapazitaet": """
                ifk_id | datum
                I1     | 01.10.2026
                I2     | 01.10.2026   # genannt ist die erste Zeile
                I2     | 02.10.2026
                I3     | 01.10.2026
            """,
        },
        """
            export         | zeile | spalte
            atv_kapazitaet | 3     | ifk_id
            atv_kapazitaet | 5     | ifk_id
        """,
    ),
    "person_unbekannt": (
        {
            "verbis_kunden": "kunde_id\nP1",
            "verbis_lebenslauf": "kunde_id\nP1\nP9",
            "verbis_vermerke": "kunde_id | datum\nP1 | 01.10.2026\nP9 | 01.10.2026",
            "verbis_massnahmen": "kunde_id\nP1\nP9",
            "verbis_vereinbarungen": "kunde_id | datum\nP1 | 01.10.2026\nP9 | 01.10.2026",
            "atv_termine": """
                kunde_id | datum
                P1       | 01.10.2026
                P9       | 01.10.2026
                         | 01.10.2026   # ohne Person
            """,
            "allegro_antraege": "kunde_id | antragsdatum\nP1 | 01.10.2026\nP9 | 01.10.2026",
        },
        """
            export                | zeile | spalte
            allegro_antraege      | 3     | kunde_id
            atv_termine           | 3     | kunde_id
            verbis_lebenslauf     | 3     | kunde_id
            verbis_massnahmen     | 3     | kunde_id
            verbis_vereinbarungen | 3     | kunde_id
            verbis_vermerke       | 3     | kunde_id
        """,
    ),
    "bereich_in_mehreren_jobcentern": (
        {
            "organisation": """
                team_id | bereich_id | jobcenter_id
                T1      | B1         | J1
                T2      | B1         | J2
                T3      | B2         | J1   # sein Bereich hat nur dieses Jobcenter
                T4      | B2         | J1
                T5      | B3         | J2   # ebenso
            """,
        },
        """
            export       | zeile | spalte
            organisation | 2     | bereich_id
            organisation | 3     | bereich_id
        """,
    ),
    "team_unbekannt": (
        {
            "verbis_kunden": "kunde_id | team_id\nP1 | T1\nP2 | T9",
            "atv_termine": "team_id | datum\nT1 | 01.10.2026\nT9 | 01.10.2026",
            "atv_kapazitaet": "team_id | datum\nT1 | 01.10.2026\nT9 | 02.10.2026",
        },
        """
            export         | zeile | spalte
            atv_kapazitaet | 3     | team_id
            atv_termine    | 3     | team_id
            verbis_kunden  | 3     | team_id
        """,
    ),
}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> DrawnCases:
    return DrawnCases({code: (fall, ()) for code, (fall, _) in FAELLE.items()}, tmp_path_factory.mktemp("regelwerke"))


@pytest.mark.parametrize("code", FAELLE)
def test_a_check_names_its_rows_and_no_others(code, drawn):
    fall, erwartet = FAELLE[code]
    assert read_delivery(fall).befunde.is_empty(), "the case is about a check, so every row of it can be read"
    gefunden = drawn.computed(code).befunde.filter(code=code).select("export", "zeile", "spalte").rows()
    assert sorted(gefunden) == [(z["export"], int(z["zeile"]), z["spalte"]) for z in read_table(erwartet)]
