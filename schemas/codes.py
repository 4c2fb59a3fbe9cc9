"""Code lists that more than one export uses, or that rule sets refer to."""

TEAM_ART = [
    "ue25",
    "u25",
    "fallmanagement",
    "reha_sbm",
    "selbststaendige",
    "projekt",
    "netzwerk_abc",
    "sonstige",
]
BETREUUNG = ["ifk", "fm", "projekt"]
# Who is abgemeldet is in no AV-Bestand.
BESTAND_STATUS = ["arbeitslos", "arbeitsuchend", "ratsuchend", "nicht_gesetzt"]
AV_STATUS = [*BESTAND_STATUS, "abgemeldet"]
PROFILLAGE = ["M", "A", "F", "E", "S", "U", "I", "Z"]
MARKTNAEHE = ["marktnah", "nicht_marktnah"]
LEBENSLAUF_ART = [
    "vollzeitschulpflicht",
    "elternzeit",
    "kinderbetreuung",
    "arbeitsunfaehig",
    "integrationskurs",
    "schulentlassjahr",
    "mangelnde_verfuegbarkeit",
]
VERMERKTYP = ["beratungsvermerk", "standortbestimmung", "fallmanagement", "allgemein"]
# In the order in which a Gespräch with several notes on one day takes its Kontaktart.
KONTAKTART = ["persoenlich", "walk_and_talk", "video", "telefon", "schriftlich", "kein_kontakt"]
BETREFF = ["bg_beratung", "erstgespraech", "eg_verzoegerung", "kontaktversuch"]
MASSNAHME_ERGEBNIS = ["laufend", "erfolgreich", "abgebrochen", "nicht_angetreten"]
VEREINBARUNG_ART = ["einv", "kooperationsplan", "verwaltungsakt", "verzicht"]
TERMINART = ["erstgespraech", "folgegespraech", "sofo", "sonstiger"]
TERMIN_STATUS = ["geplant", "wahrgenommen", "nicht_erschienen", "abgesagt_kunde", "abgesagt_jobcenter"]
ANTRAG_STATUS = ["bewilligt", "abgelehnt", "offen"]
