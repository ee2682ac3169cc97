"""Helpers of the simulated quarter."""
