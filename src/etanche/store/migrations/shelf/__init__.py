"""Steps of the shelf file's schema, the oldest first."""
