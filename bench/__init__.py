"""Measures and long trials: `python -m bench`, `bench.fuzz`, `bench.soak`, `bench.mutants`. Each writes its last results here."""
