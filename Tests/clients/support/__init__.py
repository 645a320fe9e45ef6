"""What the client tests stand on: a scripted provider, the gateway as a process, raw HTTP, canned replies."""
