"""What others' software writes, taken in."""
