"""An application asked in process: found, looked through for what it offers, and sent requests that change nothing."""
