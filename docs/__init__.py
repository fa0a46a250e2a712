"""The documents, and the code that makes their generated parts."""
