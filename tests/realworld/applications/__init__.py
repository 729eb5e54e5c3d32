"""One module for each application: INTERFACE, build(folder) and drive(client)."""
