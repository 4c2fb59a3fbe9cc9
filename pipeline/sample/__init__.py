"""Deliveries of a fictional Jobcenter."""
