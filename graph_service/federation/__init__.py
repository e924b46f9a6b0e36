"""What comes from other places: files by address, and the peers to come."""
