"""Foreign files read into our own terms: RDF here; other formats join as sources need them.

What parses foreign RDF runs in a sealed process only.
"""
