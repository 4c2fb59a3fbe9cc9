"""The file formats that exports come in: each becomes a table of texts."""
