"""Filled sheets as sources: things judged by the shapes, refused rows kept apart; maps as rows."""
