"""What is taken in from others' software, and given out for it."""
