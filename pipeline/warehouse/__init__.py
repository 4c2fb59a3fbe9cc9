"""The DuckDB file: opened and locked down, tables in and out, models run."""
