"""The commands: what a person can do, each declared once, without any screen. A front end shows them."""
