"""Identifiers are found in every spelling, alone and in a sentence; what only looks alike is none."""

import random
import uuid

import polars as pl
import pytest

from pipeline.accept.identifiers import (
    find_identifiers,
    has_clear_text,
    is_identifier,
    spell_plainly,
    suspicious_among,
)

SPELLINGS = {
    "Kundennummer": """
        123A456789|123 A 456789|123 A 456 789|123A 456 789|1 2 3 A 4 5 6 7 8 9|123-A-456789|123–A–456789|123‑A‑456789
        123.A.456.789|123/A/456789|123_A_456789|KdNr 123A456789|Kd.-Nr.:123A456789|KD123A456789|KdNr123A456789
        123a456789|kdnr:123a456789|123A456789234B567890|123A456789, 234B567890|１２３A456789|１２３Ａ４５６７８９
        12\u200b3A456789|123\u00adA456789|123\u00a0A\u2009456\u202f789|123&nbsp;A456789|123\u0410456789|123\nA456789
        123,A,456789|123*A*456789|(123)A456789|12-3A-45-67-89|12_3A_45_67_89|123%41456789|123, A, 456789
        123%C2%A0A%C2%A0456789|123%A0A%A0456789|123%20A%20456789|123&#160;A&#160;456789|123&#xA0;A456789|123+A+456789
        123&amp;nbsp;A&amp;nbsp;456789|"123" "A" "456789"|123;A;456789|123=A=456789
    """,
    "BG-Nummer": """
        12345//0001234|12345/0001234|12345 / 0001234|12345 // 0001234|12345⁄0001234|12345BG0001234|12345 BG 0001234
        12345bg0001234|12345-BG-0001234|12345//BG0001234|BG 12345/0001234|BG12345//0001234|12345-0001234|12345–0001234
        12345 0001234|12 345 // 000 1234|BG-Nr. 123450001234|12345.0001234|１２３４５//0001234
        12345_0001234|12345 _ 0001234
        12345%2F%2F0001234|12345&#47;&#47;0001234
    """,
    "Sozialversicherungsnummer": """
        65170839J003|65 170839 J 003|65 17 08 39 J 003|65-170839-J-003|65.170839.J.003|65170839j003|SVNR65170839J003
        RV-Nr. 65 170839 J 003|65\u00a0170839\u00a0J\u00a0003|6 5 1 7 0 8 3 9 J 0 0 3
        65 17 08 39 J 00 3|65%20170839%20J%20003
    """,
    "IBAN": """
        DE02120300000000202051|DE02 1203 0000 0000 2020 51|de02 1203 0000 0000 2020 51|DE02-1203-0000-0000-2020-51
        DE02120 300 00 0000202051|IBANDE02120300000000202051|IBAN: DE02120300000000202051
        DE02\u00a01203 0000 0000 2020 51
        DE02120300000000202051DE02120300000000202051|DE00 1203 0000 0000 2020 51|AT611904300234573201
        GB29 NWBK 6016 1331 9268 19|NL91ABNA0417164300|FR1420041010050500013M02606|PL61109010140000071219812874
        CH93 0076 2011 6238 5295 7|TR33 0006 1005 1978 6457 8413 26|RO49AAAA1B31007593840000|BE68539007547034
        DE02,1203,0000,0000,2020,51|DE02*1203*0000*0000*2020*51|DE02:1203:0000:0000:2020:51
        DE02%201203%200000%200000%202020%2051|DE02+1203+0000+0000+2020+51|GB29*NWBK*6016*1331*9268*19
    """,
    "E-Mail-Adresse": """
        erika.muster@example.org|ERIKA@EXAMPLE.ORG|erika.muster @ example.org|erika(at)example.org
        erika [at] example [dot] org|erika at example punkt org
        erika_at_example.org|erika%40example.org|erika＠example.org|müller@jobcenter-köln.de|erika@ex\u200bample.de
        erika&commat;example.org
    """,
    "Telefonnummer": """
        +49 151 23456789|+4915123456789|0049 151 23456789|+49(0)151 23456789|+49 (0) 6321 891234|+49-6321-891234
        0151 23456789|0151-23456789|0151/23456789|0176 12 34 56 78|Tel. 06321 891234|Tel.: 06321-891234|Fax 06321/891234
        Tel 891234|Handy 0176-12345678|Telefon: (06321) 89 12 34|Mobil\u00a001512 3456789
    """,
    "Steuer-ID": """
        IdNr. 86 095 742 719|Steuer-ID 86095742719|Id-Nr.: 86095742719|Steueridentifikationsnummer 86095742719
        86 095 742 719|86-095-742-719|86/095/742/719|86\u00a0095\u00a0742\u00a0719
    """,
    "Geburtsdatum": """
        geb. 17.05.1985|geb. am 17.05.1985|geboren 17.5.85|GebDat 1985-05-17|Geburtsdatum: 17.05.1985
    """,
    "Ausweisnummer": """
        Ausweis L01X00T47|Personalausweis-Nr. L01X00T471|Pass-Nr.: C01X00T478|KVNR A123456780|AZR 980315012345
    """,
}
FOUND = [
    (kind, spelling.strip(" "))
    for kind, text in SPELLINGS.items()
    for line in text.replace("123\nA456789", "123\x0bA456789").strip().split("\n        ")
    for spelling in line.split("|")
    if spelling.strip()
]
HARMLESS = """
    01.10.2026|2026-10-01|01.10.2026 08:00|31.10.2026 12:00:00|FbW Lager und Logistik|MAT Aktivierung und Orientierung
    Modul RO 12 Bewerbungstraining plus|Teil 2026 B 12|962/1234/2025|AVGS 3/2026 B 12|100 Termine @ Mitte|1,23E+11
    k00012|123456789012|12345678901|Kurs 2026-10-12345|12345678-1234-4123-a123-123456789012|Team 411 Markt & Mitte
    bg123456789012|FD39CC485704D9D775914BA2CEAA4AB4|BE12 Weitere Worte|a &amp; b|12345 Musterstadt|ab123a456789cd
    Telefonat am 01.10.2026|Telefon 3|Handynutzung 2026 neu|100%ig 20% 30|geb. Muster|Passung 2026-10-01
    Ausweis gesehen 01.10.2026|Tel. erreicht 12.10.|0049123|01510123456789|ID 2026-1234567
    86 095 742 718|86.095.742.719|Steuerung 2026 1234567
    DE 2026 1. Halbjahr|AT12 Teilnehmer gewerblich|MA24 KURS 2026 B|12.345,67 €|Stand: 31.10.2026, 12345 Zeilen
"""
ACCEPTED = [value for line in HARMLESS.strip().split("\n    ") for value in line.split("|")]


def test_the_tables_are_what_they_promise():
    assert len(FOUND) >= 75
    assert len(ACCEPTED) >= 25


@pytest.mark.parametrize(("kind", "spelling"), FOUND)
def test_every_spelling_is_found_alone_and_in_a_sentence(kind, spelling):
    for text in (spelling, f"Coaching {spelling}", f"siehe {spelling} (Teil 2)", f"{spelling} Muster"):
        assert kind in {hit.kind for hit in find_identifiers(text)}
        assert has_clear_text(["harmlos", text])
    assert is_identifier(spelling)
    assert not is_identifier(f"siehe {spelling}")


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_only_looks_alike_is_no_identifier(text):
    assert not has_clear_text([text])


@pytest.mark.parametrize(
    "text",
    [
        "Maßnahme MA24 KURS 2026 B / DE02120300000000202051",
        "DE99 DE02120300000000202051",
        "verbis_kunden_123A456789.csv",
        '="123A456789"',
        "x" * 5000 + " 123A456789",
    ],
)
def test_an_identifier_is_found_behind_whatever_stands_before_it(text):
    assert has_clear_text([text])


@pytest.mark.parametrize("number", ["123|A|456789", "12345|0001234"])
def test_a_bar_between_the_parts_hides_no_number(number):
    assert is_identifier(number)
    assert has_clear_text([f"siehe {number} dort"])


def test_one_spelling_has_capitals_plain_digits_blanks_and_dashes():
    assert spell_plainly("１2\u200b3\u00a0a–4⁄5 ß") == "123 A-4/5 SS"


LONG = 1_000_000
ENDLESS = [
    "g",
    "1",
    "A",
    "123A456789",
    "123A456789 ",
    "a.",
    "1-",
    "DE02",
    "GB29 ",
    "a@",
    f"{'g' * 64}@",
    "&#1",
    "(at)",
    " ",
]


@pytest.mark.parametrize("piece", ENDLESS)
def test_a_text_of_a_million_signs_is_looked_at_in_one_go(piece):
    """Whoever reads signs twice for each sign is never done: the test would hang."""
    has_clear_text(["@" + piece * (LONG // len(piece))])


def test_a_number_in_the_middle_of_a_very_long_text_is_found():
    assert has_clear_text([f"{'@' + 'g' * 200_000} 123A456789 {'g' * 200_000}"])
    assert has_clear_text([f"{'g' * 200_000}123A456789{'g' * 200_000}"])
    assert has_clear_text(["&#" + "1" * 5000 + "; 123A456789"])


@pytest.mark.parametrize("shape", ["{:010x}", "{:010X}", "k{:016x}", "{:032X}", "12345_{:07x}", "k_{:08x}"])
def test_hexadecimal_pseudonyms_are_hardly_ever_taken_for_numbers(shape):
    r = random.Random(shape)
    digits = len(shape.format(0).removeprefix("12345_").lstrip("k_"))
    values = pl.Series([shape.format(r.getrandbits(4 * digits)) for _ in range(2000)])
    found = {value: hits for value in suspicious_among(values) if (hits := find_identifiers(value))}
    assert len(found) < len(values) * 0.05


def test_groups_of_hexadecimal_digits_are_no_numbers():
    r = random.Random(3)
    uuids = [str(uuid.UUID(int=r.getrandbits(128), version=4)) for _ in range(20_000)]
    fours = ["-".join(f"{r.getrandbits(16):04X}" for _ in range(4)) for _ in range(20_000)]
    kinds = {hit.kind for value in suspicious_among(pl.Series([*uuids, *fours])) for hit in find_identifiers(value)}
    assert not kinds & {"Kundennummer", "BG-Nummer"}
