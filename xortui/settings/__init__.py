"""Settings: what a person has chosen for every session, in one TOML file where the platform keeps it."""
