"""Natural experiments: what happened once, imposed on the model, and what the model says followed."""
