"""Files on disk: written whole or not at all, never over what a person wrote."""
