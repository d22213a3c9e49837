"""The register as a spreadsheet: first the sheets as plain data, then the formats they are written in."""
