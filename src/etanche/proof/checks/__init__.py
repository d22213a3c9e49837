"""
The *proved* face of every promise: one module a kind, under the same name as its sentence and its drills.

A check observes, attempts and inspects the living house, and says what it measured.
It judges what is obeyed (the plan, the rows, the keys, the journal, the served page) by what was promised (the charter).
"""
