"""Published figures become models of reports."""
