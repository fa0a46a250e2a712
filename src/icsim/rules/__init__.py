"""Rules: what happens every month whatever anyone signs. One file each."""
