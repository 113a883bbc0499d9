"""What `check` looks at: this machine in `house`, the platforms in `accounts`."""
