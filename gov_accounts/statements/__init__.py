"""A form filled from the cube: statements, the ties they must hold, and where a figure comes from."""
