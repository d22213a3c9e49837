"""
Made-up people who open an account and log in, by the service that everybody logs in by.

They are canaries of the organisation `instance`: seen by the run that made them up and by nobody else, and gone with it.
"""
