"""Values → bytes and text, one module a format. Each takes what rounding made and only lays it out."""
