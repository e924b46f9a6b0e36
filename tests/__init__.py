"""Tests: the real store, the real server, no mocks. The tree mirrors the code; `protocol/` speaks HTTP only."""
