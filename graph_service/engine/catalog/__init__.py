"""The datasets of an instance, as its graphs describe themselves, and their description in DCAT-AP and VoID.

Nothing is typed here that can be computed: titles, licences and dates come from the graphs, counts from the version's
record, sizes and classes from the last dump.
"""
