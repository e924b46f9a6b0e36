"""Benchmarks: `python -m tests.benchmarks` measures the service and `oxigraph serve` on the same data.

To read the table: a ratio is always one of speeds, above 1 when the service is faster. Machines are noisy,
client and server share the cores: compare ratios between runs, never the figures themselves. Nothing asserts.
"""
