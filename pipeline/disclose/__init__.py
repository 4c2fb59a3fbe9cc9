"""The one door: what may be published."""
