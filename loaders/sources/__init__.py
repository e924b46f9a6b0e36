"""The sources. A module here with a `SOURCE` is a source: nothing else lists it."""
