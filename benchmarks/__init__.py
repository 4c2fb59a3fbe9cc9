"""Measured comparisons: ratios within one run, never timed tests."""
