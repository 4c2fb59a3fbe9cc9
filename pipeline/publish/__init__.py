"""A finished run gets its place: all of it or nothing."""
