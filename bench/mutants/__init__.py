"""
The deciding rooms of the heart, changed one expression at a time: does a test notice?

The changes are those mutmut knows. What is ours is the road: it rewrites trees and begins a pytest for each change;
here one process has everything imported and prepared, and forks for each change, which is put in place of one function's code.
"""
