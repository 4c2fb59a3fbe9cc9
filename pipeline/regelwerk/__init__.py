"""What holds: rule sets, law and Teamvereinbarungen, as data."""
