-- je Monat behalten: eine Zeile je Berichtsmonat, mit dem Stichtag, unter dem seine Zeilen behalten sind
select
    monat,
    stichtag
from ref.lauf
