"""Steps of the data file's schema, the oldest first."""
