"""What is never in the graph: tokens, oppositions, later accounts, drafts, votes, requests. No Flask, no federation."""
