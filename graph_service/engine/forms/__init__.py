"""Forms drawn from the shapes: what people may contribute, its fields, what they say, and back. No Flask."""
