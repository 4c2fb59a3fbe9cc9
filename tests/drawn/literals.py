"""Which literals a column of a model can hold, read from the SQL: no delivery needs to have a row for each."""

from collections.abc import Iterator

from sqlglot import exp, parse_one
from sqlglot.optimizer.scope import Scope, build_scope

from pipeline.warehouse import models

# Its rows come from the catalogue; which split is meant says the column that its `segment` is compared with.
GESCHLOSSEN = "ref.geschlossenes_segment"
Vergleich = tuple[exp.Expression, exp.Expression]


class UnklarError(Exception):
    """Values that the SQL does not name."""


def literals_of(modell: str, spalte: str) -> set[str]:
    """Return the literals that may stand in a column of `schema.name`; what else leads to it is an AssertionError."""
    try:
        return _of_output(_read(modell), spalte)
    except UnklarError as grund:
        raise AssertionError(
            f"{_datei(modell)}: {spalte} comes from {grund}; give it literals, or a column of fct that is given them"
        ) from None


def comparisons_in(modell: str) -> set[Vergleich]:
    """Return both sides of all `=` and `in` of a model's last SELECT, both ways round."""
    return set(_comparisons(_read(modell)))


def _datei(modell: str) -> str:
    return f"sql/{modell.replace('.', '/')}.sql"


def _read(modell: str) -> Scope:
    assert modell in models.read_models(), f"{_datei(modell)} is missing"
    return build_scope(parse_one(models.read_models()[modell].sql, dialect="duckdb"))


def _of_output(ebene: Scope, spalte: str) -> set[str]:
    namen = ebene.expression.named_selects
    if spalte not in namen:
        raise UnklarError(f"a SELECT that does not name it ({', '.join(namen)})")
    return _of_position(ebene, namen.index(spalte))


def _of_position(ebene: Scope, nummer: int) -> set[str]:
    """Columns of a UNION go by their position."""
    if ebene.set_operation_scopes:
        return set().union(*(_of_position(teil, nummer) for teil in ebene.set_operation_scopes))
    return _of_expression(ebene.expression.selects[nummer].unalias(), ebene)


def _of_expression(ausdruck: exp.Expression, ebene: Scope) -> set[str]:
    if isinstance(ausdruck, exp.Literal) and ausdruck.is_string:
        return {ausdruck.name}
    if isinstance(ausdruck, exp.Case | exp.If):
        zweige = [z.args["true"] for z in ausdruck.args.get("ifs", [ausdruck])]
        zweige += filter(None, [ausdruck.args.get("default") or ausdruck.args.get("false")])
        return set().union(*(_of_expression(z, ebene) for z in zweige))
    if isinstance(ausdruck, exp.Column):
        return _of_column(ausdruck, ebene)
    raise UnklarError(ausdruck.sql(dialect="duckdb"))


def _of_column(spalte: exp.Column, ebene: Scope) -> set[str]:
    quellen = [spalte.table] if spalte.table else list(ebene.selected_sources)
    if len(quellen) != 1:
        raise UnklarError(f"{spalte.name} without its table")
    quelle = ebene.sources[quellen[0]]
    if isinstance(quelle, Scope):
        moeglich = _of_output(quelle, spalte.name)
    elif f"{quelle.db}.{quelle.name}" == GESCHLOSSEN:
        moeglich = {anderes.name for eigenes, anderes in _comparisons(ebene) if _is_segment_of(eigenes, spalte)}
    elif quelle.db in ("raw", "ref"):
        raise UnklarError(f"{quelle.db}.{quelle.name}.{spalte.name}")
    else:
        moeglich = literals_of(f"{quelle.db}.{quelle.name}", spalte.name)
    return _filtered(moeglich, spalte, ebene)


def _is_segment_of(eigenes: exp.Expression, spalte: exp.Column) -> bool:
    return isinstance(eigenes, exp.Column) and (eigenes.table, eigenes.name) == (spalte.table, "segment")


def _filtered(moeglich: set[str], spalte: exp.Column, ebene: Scope) -> set[str]:
    """Keep what `where` asks for; asking for what is never there is the same slip the other way round."""
    gefragt = {anderes.name for eigenes, anderes in _comparisons(ebene) if eigenes == spalte and anderes.is_string}
    if not gefragt <= moeglich:
        raise UnklarError(f"{spalte.sql()}, which never is {', '.join(sorted(gefragt - moeglich))}")
    return gefragt or moeglich


def _comparisons(ebene: Scope) -> Iterator[Vergleich]:
    """Yield both sides, both ways round, of `=` and `in` in `where` and `on`."""
    verbund = [j.args["on"] for j in ebene.expression.args.get("joins") or [] if j.args.get("on")]
    wo = ebene.expression.args.get("where")
    for bedingung in [*verbund, *([wo.this] if wo else [])]:
        for teil in bedingung.flatten() if isinstance(bedingung, exp.And) else [bedingung]:
            if isinstance(teil, exp.EQ):
                yield from ((teil.left, teil.right), (teil.right, teil.left))
            elif isinstance(teil, exp.In):
                yield from ((teil.this, wert) for wert in teil.expressions)
