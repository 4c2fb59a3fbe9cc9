"""What is typed and said at the terminal."""
