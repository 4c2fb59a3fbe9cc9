"""Models become documents, and documents become workbooks, pages and data files."""
