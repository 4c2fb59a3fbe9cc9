"""A delivery: read, guarded, judged; accepted or refused."""
