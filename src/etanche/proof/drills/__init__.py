"""
The *drilled* face of every promise: one module a kind, under the same name as its sentence and its check.

A saboteur breaks the promise behind the system's back, in a sandbox and nowhere else.
A promise without a drill is a check that may be asleep; the tests do not let one through.
"""
