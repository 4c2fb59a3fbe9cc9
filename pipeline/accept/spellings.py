"""How people and programs write that there is nothing: patterns of whole cells, all cases and blanks apart."""

# One sign again and again, as in a form that nobody has filled in.
GESTRICHEN = r"[x×]{3,}|[-–—−‐‑_.…?]{3,}"
# Signs and what programs write for nothing; then words of people, which may be names elsewhere.
NICHTS_TECHNISCH = (
    *(r"[-–—−‐‑_]+", r"[.…]+", r"/+", r"\\n", "null", r"[(<\[]null[)>\]]", "nan", "nat", "none", "nil", r"\(?leer\)?"),
    *(r"#nv", r"#n/a", r"n/a", r"<na>"),
)
NICHTS_WOERTER = (
    *(r"\?+", "na", r"n\. ?a\.?", r"n\. ?v\.?", "n/v", r"k\. ?a\.?", "k/a", "kein", "keine[rs]?", "ohne"),
    *("(?:keine|ohne) angaben?", "nicht (?:gesetzt|angegeben|vorhanden)", "entfällt"),
)
# No day, no code and no reason: what people write who mean that there is nothing.
_KUERZEL = r"(?:[kno][ ./-]*a|n[ ./-]+[bvz]|t[ ./-]+n[ ./-]+z)"
_KEINERLEI = (
    r"(?:keine?|ohne) (?:wert|werte|eintrag|einträge|daten|inhalt|text|auswahl|eingabe|"
    r"besonderheit|besonderheiten|bemerkung|bemerkungen|angabe|angaben)"
)
_NICHT = (
    r"nicht (?:erfasst|erfaßt|zutreffend|relevant|bekannt|belegt|gesetzt|angegeben|vorhanden|ausgewählt|ausgefüllt|"
    r"gefüllt|gepflegt|verfügbar|definiert|zugeordnet|eingetragen|hinterlegt|anwendbar|bestimmt)"
)
_NICHTS_ALLEIN = (
    *(_KUERZEL, _KEINERLEI, _NICHT, r"kein(?:e[nmrs]?|s)?(?: (?:bekannt|erfasst|vorhanden|angegeben))?", "keinerlei"),
    *("nichts?", "nix", "ohne", "unbekannt", r"unbek\.?", "unknown", "undefined", "empty", "blank", "missing", "null"),
    *("none", "trifft nicht zu", "liegt nicht vor", "fehlanzeige", "fehlt", "fehlend", r"entf(?:ällt|aellt|\.)?"),
    *("leer", "not (?:available|applicable|set)"),
)
_RAND = r"[\s\"'`´„“”‚‘’«»‹›()\[\]{}<>.,;:?/_–—-]"
NICHTS_GESAGT = rf"{_RAND}*(?:{'|'.join(_NICHTS_ALLEIN)}){_RAND}*|{_RAND}+"
