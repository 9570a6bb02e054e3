"""Attacks: what somebody would try who wants what is not theirs."""
