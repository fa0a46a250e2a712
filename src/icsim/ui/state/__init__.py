"""What pages show, as plain data: no Solara and no Mesa here."""
