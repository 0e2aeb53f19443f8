"""From exact fen to printed figures that add up everywhere, and the statements as they are printed."""
