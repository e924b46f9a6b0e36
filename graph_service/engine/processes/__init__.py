"""Sealed child processes: how they are locked in, spoken to, watched and told apart when they die."""
