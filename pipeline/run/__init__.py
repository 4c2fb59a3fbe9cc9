"""One recipe per command, each a table of contents."""
