"""Tests with a real browser: it is closed when they are over, because its loop stands in the way of other tests'."""
