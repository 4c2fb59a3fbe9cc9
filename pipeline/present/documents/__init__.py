"""What each report shows, in which order."""
