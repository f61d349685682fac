"""Official code files into the database: read, checked, and only then written, one transaction a file."""
