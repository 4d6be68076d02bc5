"""What `make` calls. Standard library only: runs before anything is installed."""
