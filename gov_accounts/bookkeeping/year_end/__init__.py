"""Closing a year (年末结转): what is carried over, the file it is written to, and whether it still holds."""
