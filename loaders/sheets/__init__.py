"""Filled sheets as statements: cells to terms, rows to things, things judged by the shapes, refused rows kept apart."""
